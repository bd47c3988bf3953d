-- Moves a participant's marker forward, never back, and not beyond the last message. No row when the person is not in
-- the conversation. Own messages passed on the way are counted once, so that unread stays arithmetic (DEL-8).
create function move_marker_v1(conversation uuid, reader uuid, marker text, wanted integer)
returns table (
  moved boolean,
  from_seq integer,
  updated_count integer,
  conversation_number integer,
  audience text,
  participant json
)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stamp timestamptz(3);
  top integer;
  conversation_name integer;
  old_seq integer;
  new_seq integer;
  own integer;
  me participants;
begin
  -- The reader's row is locked first: nobody else moves the marker, and nobody commits a message of the reader, until we
  -- are done. The conversation is only read, so a sender who holds it and waits for this row is never waited for in turn.
  select p.* into me from participants p
  where p.conversation_id = conversation and p.person_id = reader and p.left_at is null
  for no key update;
  if not found then return; end if;

  -- Read after the lock: every own message up to `top` is counted in `sent_count`, because both were committed together.
  select c.last_seq, c.number into top, conversation_name
  from conversations c
  where c.id = conversation and c.deleted_at is null;
  if not found then return; end if;

  -- Rounded by its type, as the defaults of the columns are: what happens later never looks earlier.
  stamp := clock_timestamp();
  old_seq := case marker when 'read' then me.read_seq else me.delivered_seq end;
  new_seq := greatest(old_seq, least(wanted, top));
  updated_count := 0;

  if new_seq > old_seq and marker = 'read' then
    if new_seq = top then
      own := me.sent_count - me.sent_at_read;
    else
      select count(*) into own from messages m
      where m.conversation_id = conversation and m.author_id = reader and m.seq > old_seq and m.seq <= new_seq;
    end if;
    updated_count := new_seq - old_seq - own;
    update participants p
    set read_seq = new_seq, read_at = stamp, sent_at_read = p.sent_at_read + own
    where p.conversation_id = conversation and p.person_id = reader
    returning p.* into me;
  elsif new_seq > old_seq then
    update participants p set delivered_seq = new_seq, delivered_at = stamp
    where p.conversation_id = conversation and p.person_id = reader
    returning p.* into me;
  end if;

  if new_seq > old_seq then
    insert into receipts (conversation_id, reader_id, kind, up_to_seq, at)
    values (conversation, reader, marker, new_seq, stamp);
  end if;

  return query
  select
    new_seq > old_seq,
    old_seq,
    updated_count,
    conversation_name,
    (
      select string_agg(p.person_id::text, ',' order by p.person_id)
      from participants p where p.conversation_id = conversation and p.left_at is null
    ),
    participant_json_v1(me, top);
end
$$;
--> statement-breakpoint
-- A participant as the contracts print it, unread computed from the top of the log (DEL-8).
create function participant_json_v1(p participants, top integer) returns json
language sql stable
return json_build_object(
  'person', (
    select json_build_object('id', a.id, 'side', a.side, 'subject', a.subject, 'name', a.name)
    from people a where a.id = p.person_id
  ),
  'readSeq', p.read_seq,
  'readAt', iso_instant(p.read_at),
  'deliveredSeq', p.delivered_seq,
  'deliveredAt', iso_instant(p.delivered_at),
  'unread', (top - p.read_seq) - (p.sent_count - p.sent_at_read)
);
--> statement-breakpoint
-- A conversation as the contracts print it, with everyone who is in it and its last message.
create function conversation_json_v1(c conversations) returns json
language sql stable
return json_build_object(
  'id', c.id,
  'number', c.number,
  'status', c.status,
  'subject', c.subject,
  'appointmentId', c.appointment_id,
  'participants', (
    select coalesce(json_agg(participant_json_v1(p, c.last_seq) order by p.joined_at, p.role desc, p.person_id), '[]'::json)
    from participants p where p.conversation_id = c.id and p.left_at is null
  ),
  'lastSeq', c.last_seq,
  'lastMessage', (
    select message_json_v1(m) from messages m where m.conversation_id = c.id and m.seq = c.last_seq
  ),
  'createdAt', iso_instant(c.created_at),
  'updatedAt', iso_instant(c.updated_at),
  'lastMessageAt', iso_instant(c.last_message_at)
);
