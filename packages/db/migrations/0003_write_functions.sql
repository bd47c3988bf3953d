-- A message as the contracts print it. Removed ones keep their place in the log and lose what they said.
create function message_json_v1(m messages) returns json
language sql stable
return json_build_object(
  'id', m.id,
  'number', m.number,
  'conversationId', m.conversation_id,
  'seq', m.seq,
  'author', (
    select json_build_object('id', a.id, 'side', a.side, 'subject', a.subject, 'name', a.name)
    from people a where a.id = m.author_id
  ),
  'type', m.type,
  'content', case when m.deleted_at is null then m.content else '' end,
  'metadata', case when m.deleted_at is null then m.metadata end,
  'clientMessageId', m.client_key,
  'replyToId', m.reply_to_id,
  'createdAt', iso_instant(m.created_at),
  'editedAt', iso_instant(m.edited_at),
  'deletedAt', iso_instant(m.deleted_at)
);
--> statement-breakpoint
-- Commits a batch: [{i: id, c: conversation, a: author, k: client key, t: type, x: text, m: metadata, r: reply to}, …],
-- without repeats inside itself. The answer is one row; a row per message cost as much to print and read as the insert.
-- `verdicts` has a letter per element: c created, r repeat of a committed message, n not found, x conversation closed.
-- `seqs` and `numbers` are comma-separated, empty where nothing was created. `conversations` and `audiences` (people
-- separated by blanks) have an entry per conversation, in the order of first mention. `repeated` lists the repeats.
--
-- The settings keep every plan on the primary and unique indexes, however empty or stale the statistics were when a
-- session made its plan: a sequential scan of `messages`, cached while the table was empty, would outlive that emptiness.
create function persist_messages_v1(batch jsonb)
returns table (
  committed_at text,
  verdicts text,
  seqs text,
  numbers text,
  conversations text,
  audiences text,
  repeated json
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
begin
  -- Locks first and in id order: two batches never wait for each other in a circle, and the next statement, whose
  -- snapshot is taken after the last lock, sees everything that earlier holders committed.
  perform 1
  from conversations c
  where c.id = any (array(select distinct (element ->> 'c')::uuid from jsonb_array_elements(batch) element))
  order by c.id
  for no key update;

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
        asked.*,
        c.number as conversation_number,
        c.last_seq,
        present.audience,
        old.id as old_id,
        case
          when present.author is not true then 'n'
          when old.id is not null then 'r'
          when c.status <> 'active' then 'x'
          when asked.reply_to_id is not null and not exists (
            select from messages target
            where target.id = asked.reply_to_id and target.conversation_id = asked.conversation_id
          ) then 'n'
          else 'c'
        end::"char" as verdict
      from rows from (
        jsonb_to_recordset(batch) as (i uuid, c uuid, a uuid, k text, t text, x text, m jsonb, r uuid)
      ) with ordinality as asked (
        id, conversation_id, author_id, client_key, type, content, metadata, reply_to_id, position
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
      -- Keeps the verdict from being worked out anew wherever it is mentioned.
      offset 0
    ) judged
    window of_conversation as (partition by conversation_id order by position rows unbounded preceding)
  ),
  written as (
    insert into messages (
      id, number, conversation_id, seq, author_id, client_key, type, content, metadata, reply_to_id, created_at
    )
    select id, number, conversation_id, seq, author_id, client_key, type, content, metadata, reply_to_id, stamp
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
    json_agg((select message_json_v1(m) from messages m where m.id = old_id)) filter (where verdict = 'r')
  from (select * from placed order by position) placed;
end
$$;
--> statement-breakpoint
-- Get-or-create of the one conversation of a pair without an appointment. The unique index makes callers that come at
-- the same time wait for each other; a conversation that is removed while we look for it makes us try again.
create function open_pair_v1(new_id uuid, professional uuid, client uuid, title text)
returns table (id uuid, created boolean)
language plpgsql as $$
#variable_conflict use_column
declare
  found_id uuid;
  inserted boolean;
begin
  loop
    inserted := false;
    select c.id into found_id
    from conversations c
    where c.professional_id = professional and c.client_id = client and c.appointment_id is null and c.deleted_at is null;
    exit when found;

    insert into conversations (id, professional_id, client_id, subject)
    values (new_id, professional, client, title)
    on conflict (professional_id, client_id) where appointment_id is null and deleted_at is null do nothing
    returning conversations.id into found_id;
    inserted := found;
    if inserted then
      insert into participants (conversation_id, person_id, role)
      values (found_id, professional, 'professional'), (found_id, client, 'client');
      exit;
    end if;
  end loop;
  return query select found_id, inserted;
end
$$;
