-- A file as the contracts print it: what `messages.attachments` keeps of each.
create function attachment_json_v1(a attachments) returns jsonb
language sql stable
return jsonb_build_object(
  'id', a.id,
  'name', a.file_name,
  'mediaType', a.media_type,
  'sizeBytes', a.size_bytes,
  'sha256', a.sha256,
  'width', a.width,
  'height', a.height,
  'hasThumbnail', a.thumbnail_key is not null,
  'state', a.state,
  'url', a.external_url
);
--> statement-breakpoint
-- As persist_messages_v1, for messages that may name people and bring files: [{…, n: mentions, f: attachments}, …]. Without a type
-- the files decide it. Repeats are printed by message_json_v2. There is one more verdict, u: unprocessable, when somebody named is
-- not in the conversation or a file is not there to be taken. `claimed` lists the files and the type of each created message that
-- has files, in the order of the batch.
create function persist_messages_v2(batch jsonb)
returns table (
  committed_at text,
  verdicts text,
  seqs text,
  numbers text,
  conversations text,
  audiences text,
  repeated json,
  claimed json
)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set enable_bitmapscan = off
set jit = off
set causerie.members_checked = 'yes'
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stamp timestamptz(3);
  stamp_text text;
  with_files boolean := jsonb_path_exists(batch, '$[*].f');
  contested uuid[];
begin
  -- Locks first and in id order: two batches never wait for each other in a circle, and the next statement, whose
  -- snapshot is taken after the last lock, sees everything that earlier holders committed.
  perform 1
  from conversations c
  where c.id = any (array(select distinct (element ->> 'c')::uuid from jsonb_array_elements(batch) element))
  order by c.id
  for no key update;

  -- Files are looked at under their own locks too, because whoever examines or discards one need not know of this conversation.
  if with_files then
    perform 1
    from attachments a
    where a.id = any (array(
      select distinct file::uuid from jsonb_array_elements(batch) element, jsonb_array_elements_text(element -> 'f') file
    ))
    order by a.id
    for no key update;

    select array_agg(file::uuid) into contested
    from (
      select file from jsonb_array_elements(batch) element, jsonb_array_elements_text(element -> 'f') file
      group by file having count(*) > 1
    ) twice;
  end if;

  -- Rounded by its type, as the defaults of the columns are: what happens later never looks earlier.
  stamp := clock_timestamp();
  stamp_text := iso_instant(stamp);

  return query
  with placed as materialized (
    select
      judged.*,
      verdict = 'c' as fresh,
      last_seq + (count(*) filter (where verdict = 'c') over of_conversation)::integer as seq,
      row_number() over of_conversation = 1 as leads,
      case when verdict = 'c' then nextval('messages_number_seq') end as number
    from (
      select
        asked.id,
        asked.conversation_id,
        asked.author_id,
        asked.client_key,
        asked.content,
        asked.metadata,
        asked.reply_to_id,
        asked.mentions,
        asked.position,
        case
          when asked.type is not null then asked.type
          when taken.files is null then 'text'
          when jsonb_path_exists(taken.files, '$[*].mediaType ? (!(@ starts with "image/"))') then 'file'
          else 'image'
        end as type,
        taken.files,
        c.number as conversation_number,
        c.last_seq,
        present.audience,
        old.id as old_id,
        case
          when present.author is not true then 'n'
          -- A batch that waited while its author was erased must not bring anything of them back.
          when exists (select from people gone where gone.id = asked.author_id and gone.erased_at is not null) then 'n'
          when old.id is not null then 'r'
          when c.status <> 'active' then 'x'
          when asked.reply_to_id is not null and not exists (
            select from messages target
            where target.id = asked.reply_to_id and target.conversation_id = asked.conversation_id
          ) then 'n'
          when asked.mentions is not null and exists (
            select from unnest(asked.mentions) named
            where not exists (
              select from participants p
              where p.conversation_id = asked.conversation_id and p.person_id = named and p.left_at is null
            )
          ) then 'u'
          when asked.file_ids is not null
            and jsonb_array_length(coalesce(taken.files, '[]'::jsonb)) <> cardinality(asked.file_ids) then 'u'
          -- Of two messages of one batch that name the same file, the first has it. Nested, because `and` goes on after a null.
          when case when asked.file_ids && contested then exists (
            select from jsonb_array_elements(batch) with ordinality earlier (element, position)
            where earlier.position < asked.position
              and (element ->> 'c')::uuid = asked.conversation_id
              and (element ->> 'a')::uuid = asked.author_id
              and element -> 'f' ?| asked.file_ids::text[]
          ) end then 'u'
          else 'c'
        end::"char" as verdict
      from rows from (
        jsonb_to_recordset(batch) as (
          i uuid, c uuid, a uuid, k text, t text, x text, m jsonb, r uuid, n uuid[], f uuid[]
        )
      ) with ordinality as asked (
        id, conversation_id, author_id, client_key, type, content, metadata, reply_to_id, mentions, file_ids, position
      )
      -- Lateral with a limit: a search by index for each element is then the only plan there is.
      left join lateral (
        select c.id, c.number, c.status, c.last_seq
        from conversations c
        where c.id = asked.conversation_id and c.deleted_at is null
        limit 1
      ) c on true
      left join lateral (
        select string_agg(p.person_id::text, ' ') as audience, bool_or(p.person_id = asked.author_id) as author
        from participants p
        where p.conversation_id = c.id and p.left_at is null
      ) present on true
      left join lateral (
        select old.id
        from messages old
        where old.conversation_id = asked.conversation_id
          and old.author_id = asked.author_id
          and old.client_key = asked.client_key
        limit 1
      ) old on true
      cross join lateral (
        -- A subquery in a case costs nothing where it does not apply.
        select case when asked.file_ids is not null then (
          select jsonb_agg(attachment_json_v1(a) order by wanted.position)
          from unnest(asked.file_ids) with ordinality wanted (id, position)
          cross join lateral (select a from attachments a where a.id = wanted.id limit 1) there
          where (a).conversation_id = asked.conversation_id and (a).uploader_id = asked.author_id
            and (a).message_id is null and (a).deleted_at is null and (a).state in ('pending', 'ready')
        ) end as files
        offset 0
      ) taken
      -- Keeps the verdict from being worked out anew wherever it is mentioned.
      offset 0
    ) judged
    window of_conversation as (partition by conversation_id order by position rows unbounded preceding)
  ),
  written as (
    insert into messages (
      id, number, conversation_id, seq, author_id, client_key, type, content, metadata, reply_to_id, mentions, attachments,
      created_at
    )
    select
      id, number, conversation_id, seq, author_id, client_key, type, content, metadata, reply_to_id, mentions, files, stamp
    from placed
    where fresh
  ),
  raised as (
    update conversations c
    set last_seq = top.seq, last_message_at = stamp, updated_at = stamp
    from (select conversation_id, max(seq) as seq from placed where fresh group by conversation_id) top
    where c.id = top.conversation_id
  ),
  counted as (
    update participants p
    set sent_count = p.sent_count + sent.count
    from (
      select conversation_id, author_id, count(*)::integer as count
      from placed where fresh group by conversation_id, author_id
    ) sent
    where p.conversation_id = sent.conversation_id and p.person_id = sent.author_id
  )
  select
    stamp_text,
    string_agg(verdict::text, ''),
    string_agg(case when fresh then seq::text else '' end, ','),
    string_agg(case when fresh then number::text else '' end, ','),
    string_agg(coalesce(conversation_number::text, ''), ',') filter (where leads),
    string_agg(coalesce(placed.audience, ''), ',') filter (where leads),
    json_agg((select message_json_v2(m) from messages m where m.id = old_id)) filter (where verdict = 'r'),
    json_agg(json_build_object('type', type, 'attachments', files)) filter (where fresh and files is not null)
  from (select * from placed order by position) placed;

  -- Statements of their own, so that a batch that names nobody and brings nothing does not even open these tables. A message that was
  -- committed by an earlier run of the same job finds its rows there already.
  if jsonb_path_exists(batch, '$[*].n') then
    insert into mentions (message_id, person_id)
    select m.id, named
    from jsonb_array_elements(batch) element
    join messages m on m.id = (element ->> 'i')::uuid
    cross join unnest(m.mentions) named
    where element ? 'n'
    on conflict do nothing;
  end if;
  if with_files then
    update attachments a
    set message_id = m.id
    from jsonb_array_elements(batch) element
    join messages m on m.id = (element ->> 'i')::uuid
    cross join jsonb_array_elements(m.attachments) file
    where element ? 'f' and a.id = (file ->> 'id')::uuid and a.message_id is null;
  end if;
end
$$;
--> statement-breakpoint
-- What the functions below answer, each in one row. `verdict`: c changed, s the same as before, n not found, f forbidden, d deleted
-- before, x conversation closed, m too many. The rest is empty unless it is c or s; people of the audience are separated by commas.
create type message_change_v1 as (
  verdict "char",
  message json,
  conversation uuid,
  conversation_number integer,
  audience text
);
--> statement-breakpoint
-- Locks the conversation of a message for somebody who is in it, so that its changes and its sends happen one after the other. The
-- id is null when there is no such message for this person. The caller's next statement sees all that earlier holders committed.
create function lock_conversation_of_v1(message uuid, person uuid) returns conversations
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  place conversations;
begin
  select c.* into place
  from messages m
  join conversations c on c.id = m.conversation_id and c.deleted_at is null
  where m.id = message
  for no key update of c;
  if not exists (
    select from participants p where p.conversation_id = place.id and p.person_id = person and p.left_at is null
  ) then
    return null;
  end if;
  return place;
end
$$;
--> statement-breakpoint
-- The conversation's next revision (DEL-11), for the holder of its lock to write on the message that changes.
create function next_revision_v1(conversation uuid, stamp timestamptz) returns integer
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  given integer;
begin
  update conversations c
  set revision = c.revision + 1, updated_at = greatest(c.updated_at, stamp)
  where c.id = conversation
  returning c.revision into given;
  return given;
end
$$;
--> statement-breakpoint
create function told_change_v1(verdict "char", m messages, conversation_number integer) returns message_change_v1
language sql stable
return row(
  verdict,
  message_json_v2(m),
  m.conversation_id,
  conversation_number,
  (
    select string_agg(p.person_id::text, ',' order by p.person_id)
    from participants p where p.conversation_id = m.conversation_id and p.left_at is null
  )
)::message_change_v1;
--> statement-breakpoint
create function refused_change_v1(verdict "char") returns message_change_v1
language sql immutable
return row(verdict, null, null, null, null)::message_change_v1;
--> statement-breakpoint
-- Says something else in a message of the editor. What it said before is kept; the same text again changes nothing.
create function edit_message_v1(message uuid, editor uuid, wanted text) returns message_change_v1
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  place conversations := lock_conversation_of_v1(message, editor);
  stamp timestamptz(3) := clock_timestamp();
  target messages;
begin
  if place.id is null then return refused_change_v1('n'); end if;
  select m.* into target from messages m where m.id = message;
  if target.author_id is distinct from editor then return refused_change_v1('f'); end if;
  if target.deleted_at is not null then return refused_change_v1('d'); end if;
  if place.status <> 'active' then return refused_change_v1('x'); end if;
  if target.content = wanted then return told_change_v1('s', target, place.number); end if;

  insert into message_edits (message_id, revision, editor_id, content, metadata, edited_at)
  values (
    message,
    (select coalesce(max(e.revision), 0) + 1 from message_edits e where e.message_id = message),
    editor, target.content, target.metadata, stamp
  );
  update messages m
  set content = wanted, edited_at = stamp, revision = next_revision_v1(place.id, stamp)
  where m.id = message
  returning m.* into target;
  return told_change_v1('c', target, place.number);
end
$$;
--> statement-breakpoint
-- Takes a message of the remover away, whether or not the conversation still takes new ones: its place in the log stays, all that
-- it said is gone, and the bytes of its files may be removed. Once more changes nothing.
create function delete_message_v1(message uuid, remover uuid) returns message_change_v1
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  place conversations := lock_conversation_of_v1(message, remover);
  stamp timestamptz(3) := clock_timestamp();
  target messages;
begin
  if place.id is null then return refused_change_v1('n'); end if;
  select m.* into target from messages m where m.id = message;
  if target.author_id is distinct from remover then return refused_change_v1('f'); end if;
  if target.deleted_at is not null then return told_change_v1('s', target, place.number); end if;

  update messages m
  set
    content = '', metadata = null, mentions = null, reactions = null, attachments = null,
    deleted_at = stamp, revision = next_revision_v1(place.id, stamp)
  where m.id = message
  returning m.* into target;
  delete from message_edits e where e.message_id = message;
  delete from mentions n where n.message_id = message;
  delete from reactions r where r.message_id = message;
  delete from message_search s where s.message_id = message;
  update attachments a set deleted_at = stamp where a.message_id = message and a.deleted_at is null;
  return told_change_v1('c', target, place.number);
end
$$;
--> statement-breakpoint
-- Puts an emoji of a person on a message, at most `most` different ones, or takes it back. The snapshot on the message lists emoji
-- and people in the order in which they came; what is there already, or is not there, changes nothing.
create function set_reaction_v1(message uuid, person uuid, symbol text, active boolean, most integer)
returns message_change_v1
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  place conversations := lock_conversation_of_v1(message, person);
  stamp timestamptz(3) := clock_timestamp();
  target messages;
  listed jsonb;
  is_there boolean;
begin
  if place.id is null then return refused_change_v1('n'); end if;
  select m.* into target from messages m where m.id = message;
  if target.deleted_at is not null then return refused_change_v1('d'); end if;
  if place.status <> 'active' then return refused_change_v1('x'); end if;

  listed := coalesce(target.reactions, '[]'::jsonb);
  is_there := exists (
    select from reactions r where r.message_id = message and r.person_id = person and r.emoji = symbol
  );
  if is_there = active then return told_change_v1('s', target, place.number); end if;

  if not active then
    delete from reactions r where r.message_id = message and r.person_id = person and r.emoji = symbol;
    select jsonb_agg(entry order by position) into listed
    from (
      select position, case
        when entry ->> 'emoji' = symbol then jsonb_set(entry, '{personIds}', (entry -> 'personIds') - person::text)
        else entry
      end as entry
      from jsonb_array_elements(listed) with ordinality entries (entry, position)
    ) left_over
    where jsonb_array_length(entry -> 'personIds') > 0;
  else
    if jsonb_path_exists(listed, '$[*] ? (@.emoji == $emoji)', jsonb_build_object('emoji', symbol)) then
      select jsonb_agg(
        case
          when entry ->> 'emoji' = symbol then jsonb_set(entry, '{personIds}', (entry -> 'personIds') || to_jsonb(person))
          else entry
        end
        order by position
      ) into listed
      from jsonb_array_elements(listed) with ordinality entries (entry, position);
    elsif jsonb_array_length(listed) >= most then
      return refused_change_v1('m');
    else
      listed := listed || jsonb_build_object('emoji', symbol, 'personIds', jsonb_build_array(person));
    end if;
    insert into reactions (message_id, person_id, emoji, created_at) values (message, person, symbol, stamp);
  end if;

  update messages m
  set reactions = listed, revision = next_revision_v1(place.id, stamp)
  where m.id = message
  returning m.* into target;
  return told_change_v1('c', target, place.number);
end
$$;
