-- When the message was written: the order of what is found.
alter table message_search add column "written_at" timestamp(3) with time zone not null default now();
--> statement-breakpoint
-- Common words are everywhere: walking from the newest back finds a page of them at once.
create index "message_search_written_idx" on "message_search" using btree ("written_at" desc, "message_id" desc);
--> statement-breakpoint
-- How far the job that fills the index has come: everything up to this number is settled. One row.
create table search_progress (
  "only" boolean primary key default true not null,
  "number" bigint default 0 not null,
  "reached" bigint default 0 not null,
  "looked_back_at" timestamp (3) with time zone default '-infinity' not null,
  constraint "search_progress_only_check" check ("search_progress"."only")
);
--> statement-breakpoint
insert into search_progress default values;
--> statement-breakpoint
-- What has to be looked at again: a message that changed, or, without one, a conversation that was removed.
create table search_redo (
  "id" bigint primary key generated always as identity,
  "conversation_id" uuid not null,
  "message_id" uuid
);
--> statement-breakpoint
-- The words of a text, folded and separated by blanks: everything else is a separator, for the index and for searches alike.
create function search_text(value text) returns text
language sql immutable strict parallel safe
return btrim(regexp_replace(fold_text(value) collate pg_c_utf8, '[^[:alnum:]]+', ' ', 'g'));
--> statement-breakpoint
-- What the index holds of a message: its words as they are and their stems in both languages.
create function search_document(content text) returns tsvector
language plpgsql immutable strict parallel safe
as $$
declare
  words text := search_text(content);
begin
  return to_tsvector('simple', words) || to_tsvector('french', words) || to_tsvector('english', words);
end
$$;
--> statement-breakpoint
-- A search as typed: every word must occur, as it is or by its stem, and the last one may be unfinished. Null when it
-- holds no word. Words are letters and digits only by now, so no input can mean anything else here.
create function search_query(asked text) returns tsquery
language plpgsql immutable strict parallel safe
as $$
declare
  words text[] := (string_to_array(search_text(asked), ' '))[1:12];
  word text;
  whole tsquery;
  one tsquery;
begin
  if words[1] is null or words[1] = '' then return null; end if;
  for place in 1 .. cardinality(words) loop
    word := words[place];
    -- One letter begins half of all words: it only means itself.
    one := to_tsquery('simple', word || case when place = cardinality(words) and length(word) > 1 then ':*' else '' end)
      || plainto_tsquery('french', word) || plainto_tsquery('english', word);
    whole := case when whole is null then one else whole && one end;
  end loop;
  return whole;
end
$$;
--> statement-breakpoint
-- Conversations of a person in which one message holds all that was asked. Planned anew each time: what is best depends
-- on how common the words are and on how many conversations there are.
create function conversations_saying_v1(person uuid, asked text) returns setof uuid
language plpgsql stable
set plan_cache_mode = force_custom_plan
set jit = off
as $$
declare
  wanted tsquery := search_query(asked);
begin
  if wanted is null then return; end if;
  return query
  select distinct s.conversation_id
  from participants me
  join message_search s on s.conversation_id = me.conversation_id
  where me.person_id = person and me.left_at is null and s.document @@ wanted;
end
$$;
--> statement-breakpoint
-- Found messages of a person, newest first, with the words that were looked for. A row without a message is a place in the
-- index whose message was deleted a moment ago. Common words are everywhere, so for somebody with many messages a page of them
-- is among the newest; only when it is not, the indexes of words or of conversations are asked for all there is.
create function search_messages_v1(
  person uuid, asked text, conversation uuid, before_at timestamptz, before_id uuid, wanted_count integer
)
returns table (written_at text, message_id uuid, message json, conversation_number integer, words text)
language plpgsql stable
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  walked_max constant integer := 20000;
  wanted tsquery := search_query(asked);
  newest timestamptz;
  reachable bigint;
  found_at timestamptz[];
  found_ids uuid[];
begin
  if wanted is null then return; end if;
  select max(c.last_message_at), sum(c.last_seq) into newest, reachable
  from participants me
  join conversations c on c.id = me.conversation_id and c.deleted_at is null
  where me.person_id = person and me.left_at is null and (conversation is null or c.id = conversation);
  if before_at < newest then newest := before_at; end if;
  if reachable > walked_max then
    select array_agg(page.written_at order by page.written_at desc, page.message_id desc),
      array_agg(page.message_id order by page.written_at desc, page.message_id desc)
    into found_at, found_ids
    from (
      select s.written_at, s.message_id
      from (
        select w.written_at, w.message_id, w.conversation_id, w.document
        from message_search w
        where w.written_at <= newest
        order by w.written_at desc, w.message_id desc
        limit walked_max
      ) s
      where s.document @@ wanted
        and (before_at is null or (s.written_at, s.message_id) < (before_at, before_id))
        and (conversation is null or s.conversation_id = conversation)
        and exists (
          select from participants me
          where me.conversation_id = s.conversation_id and me.person_id = person and me.left_at is null
        )
      order by s.written_at desc, s.message_id desc
      limit wanted_count
    ) page;
  end if;
  if coalesce(cardinality(found_ids), 0) < wanted_count then
    select array_agg(page.written_at order by page.written_at desc, page.message_id desc),
      array_agg(page.message_id order by page.written_at desc, page.message_id desc)
    into found_at, found_ids
    from (
      select s.written_at, s.message_id
      from participants me
      join message_search s on s.conversation_id = me.conversation_id
      where me.person_id = person and me.left_at is null
        and s.document @@ wanted
        and (conversation is null or s.conversation_id = conversation)
        and (before_at is null or (s.written_at, s.message_id) < (before_at, before_id))
      -- Not as the index by time has it, which would be walked to its end here.
      order by s.written_at + interval '0' desc, s.message_id desc
      limit wanted_count
    ) page;
  end if;
  return query
  select
    iso_instant(found.written_at), found.message_id,
    -- The index may be seconds behind; what the log says counts.
    case when m.deleted_at is null and c.deleted_at is null then message_json_v2(m) end,
    c.number,
    array_to_string(tsvector_to_array(search_document(asked)), ' ')
  from unnest(found_at, found_ids) with ordinality found (written_at, message_id, place)
  join messages m on m.id = found.message_id
  join conversations c on c.id = m.conversation_id
  order by found.place;
end
$$;
--> statement-breakpoint
-- A message that says something else, or nothing any more, is found by its old words no longer, from this very commit on.
create function message_search_forgets() returns trigger
language plpgsql as $$
begin
  delete from message_search s where s.message_id = new.id;
  insert into search_redo (conversation_id, message_id) values (new.conversation_id, new.id);
  return null;
end
$$;
--> statement-breakpoint
create trigger messages_change_search after update of content, deleted_at on messages
  for each row
  when (old.content is distinct from new.content or old.deleted_at is distinct from new.deleted_at)
  execute function message_search_forgets();
--> statement-breakpoint
create function message_search_follows() returns trigger
language plpgsql as $$
begin
  delete from message_search s using removed where s.message_id = removed.id;
  return null;
end
$$;
--> statement-breakpoint
create trigger messages_leave_search after delete on messages
  referencing old table as removed
  for each statement execute function message_search_follows();
--> statement-breakpoint
create function conversation_search_forgets() returns trigger
language plpgsql as $$
begin
  delete from message_search s where s.conversation_id = new.id;
  insert into search_redo (conversation_id) values (new.id);
  return null;
end
$$;
--> statement-breakpoint
create trigger conversations_leave_search after update of deleted_at on conversations
  for each row
  when (new.deleted_at is not null)
  execute function conversation_search_forgets();
--> statement-breakpoint
-- One step of the job: first what changed, then at most `batch` new messages in the order of their numbers. A number is given
-- before its message is committed, so the mark only passes what is older than `settle_ms`, longer than any commit takes;
-- above it every message that is not in the index yet is taken, however late it appeared. Looking at all that again is what
-- costs, so it is done every half of `settle_ms`, and the steps between take only what is newer than everything taken so far.
create function index_messages_v1(batch integer, length_max integer, settle_ms double precision)
returns table (indexed integer, redone integer, more boolean)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  mark bigint;
  newest bigint;
  looks_back boolean;
  last_taken bigint;
  first_young bigint;
  settled bigint;
begin
  -- Two runs at once would do the same twice; and a later run sees all that an earlier one wrote.
  select p.number, p.reached, p.looked_back_at <= clock_timestamp() - settle_ms / 2 * interval '1 millisecond'
  into mark, newest, looks_back
  from search_progress p for update;
  with taken as (
    delete from search_redo r
    where r.id in (select r.id from search_redo r order by r.id limit batch)
    returning r.conversation_id, r.message_id
  ),
  gone as (
    delete from message_search s using taken
    where taken.message_id is null and s.conversation_id = taken.conversation_id
  ),
  said as (
    insert into message_search (message_id, conversation_id, seq, document, written_at)
    select m.id, m.conversation_id, m.seq, search_document(m.content), m.created_at
    from (select distinct message_id from taken where message_id is not null) changed
    join messages m on m.id = changed.message_id and m.deleted_at is null
    join conversations c on c.id = m.conversation_id and c.deleted_at is null
    on conflict (message_id) do update set document = excluded.document
  ),
  silent as (
    delete from message_search s using taken, messages m
    where s.message_id = taken.message_id and m.id = s.message_id and m.deleted_at is not null
  )
  select count(*) into redone from taken;
  with waiting as materialized (
    select m.id, m.number, m.conversation_id, m.seq, m.content, m.created_at
    from messages m
    join conversations c on c.id = m.conversation_id and c.deleted_at is null
    where m.number > case when looks_back then mark else newest end and m.deleted_at is null
      and not exists (select from message_search s where s.message_id = m.id)
    order by m.number
    limit batch
  ),
  -- At least one, however long it is.
  fresh as materialized (
    select measured.*
    from (select w.*, sum(length(w.content)) over (order by w.number) - length(w.content) as length_before from waiting w) measured
    where length_before < length_max
  ),
  written as (
    insert into message_search (message_id, conversation_id, seq, document, written_at)
    select id, conversation_id, seq, search_document(content), created_at from fresh
    on conflict (message_id) do nothing
  )
  select count(*), max(number), count(*) < (select count(*) from waiting) or count(*) = batch
  into indexed, last_taken, more
  from fresh;
  update search_progress set reached = greatest(reached, coalesce(last_taken, 0));
  -- A full batch says nothing of what comes after it.
  if not more then last_taken := 9223372036854775807; end if;
  if looks_back then
    select m.number into first_young
    from messages m
    where m.number > mark and m.number <= last_taken
      and m.created_at > clock_timestamp() - settle_ms * interval '1 millisecond'
    order by m.number
    limit 1;
    select m.number into settled
    from messages m
    where m.number > mark and m.number <= last_taken and m.number < coalesce(first_young, 9223372036854775807)
    order by m.number desc
    limit 1;
    update search_progress set number = coalesce(settled, number), looked_back_at = clock_timestamp();
  end if;
  more := more or redone = batch;
  return next;
end
$$;
--> statement-breakpoint
-- What was written from `since` up to, but without, `until`: by a person and to them, or, when `person` is null, by all
-- professionals and to them. `answers` is a histogram of response times, from the first unanswered message of the other side,
-- looked for from `asked_since` on, to the first answer, if that came within a week: [[floor(50 ln milliseconds), count], …].
create function messaging_stats_v1(person uuid, asked_since timestamptz, since timestamptz, until timestamptz)
returns json
language plpgsql stable
set plan_cache_mode = force_custom_plan
set jit = off
set work_mem = '16MB'
as $$
declare
  answer json;
begin
  with mine as materialized (
    select c.id, person as own_id
    from participants me
    join conversations c on c.id = me.conversation_id and c.deleted_at is null
    where me.person_id = person and me.left_at is null and c.last_message_at >= since and c.created_at < until
    union all
    select c.id, c.professional_id
    from conversations c
    where person is null and c.deleted_at is null and c.last_message_at >= since and c.created_at < until
  ),
  said as materialized (
    select m.conversation_id, m.seq, m.created_at, m.author_id = mine.own_id as own
    from mine
    join messages m on m.conversation_id = mine.id
    where m.created_at >= asked_since and m.created_at < until and m.author_id is not null
  ),
  turns as (
    select conversation_id, seq, created_at, own
    from (
      select conversation_id, seq, created_at, own,
        lag(own) over (partition by conversation_id order by seq) as own_before
      from said
    ) placed
    where own is distinct from own_before
  ),
  answers as (
    select floor(50 * ln(greatest(extract(epoch from created_at - asked_at) * 1000, 1)))::integer as bucket
    from (
      select created_at, own, lag(created_at) over (partition by conversation_id order by seq) as asked_at from turns
    ) placed
    where own and created_at >= since and created_at - asked_at <= interval '7 days'
  ),
  days as (
    select (created_at at time zone 'UTC')::date as day, count(*) filter (where own) as sent,
      count(*) filter (where not own) as received
    from said
    where created_at >= since
    group by 1
  )
  select json_build_object(
    'days', (
      select coalesce(json_agg(json_build_object('date', day, 'sent', sent, 'received', received) order by day), '[]')
      from days
    ),
    'answers', (
      select coalesce(json_agg(json_build_array(bucket, count) order by bucket), '[]')
      from (select bucket, count(*) as count from answers group by bucket) counted
    )
  ) into answer;
  return answer;
end
$$;
