-- Moves a participant's marker forward, never back, and not beyond the last message. No row when the person is not in
-- the conversation. Own messages passed on the way are counted once, so that unread stays arithmetic (DEL-8). As move_marker_v1,
-- and `read_messages` lists what became read, oldest first: the newest 100 messages of others.
create function move_marker_v2(conversation uuid, reader uuid, marker text, wanted integer)
returns table (
  moved boolean,
  from_seq integer,
  updated_count integer,
  conversation_number integer,
  audience text,
  participant json,
  read_messages json
)
language plpgsql
-- A plan made while the tables were empty is kept for as long as the session lives, so it must be the one by index.
set enable_seqscan = off
set enable_bitmapscan = off
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
    participant_json_v1(me, top),
    case when updated_count > 0 then (
      select json_agg(json_build_object('id', passed.id, 'seq', passed.seq) order by passed.seq)
      from (
        select m.id, m.seq
        from messages m
        where m.conversation_id = conversation and m.seq > old_seq and m.seq <= new_seq
          and m.author_id is distinct from reader
        order by m.seq desc
        limit 100
      ) passed
    ) end;
end
$$;
