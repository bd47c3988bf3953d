-- Somebody without a valid token acts too.
alter table audit drop constraint audit_actor_role_check;
--> statement-breakpoint
alter table audit add constraint audit_actor_role_check
  check ("audit"."actor_role" in ('professional', 'client', 'service', 'admin', 'system', 'anonymous'));
--> statement-breakpoint
-- Most records name nobody but the actor; each index entry that is not there makes a record cheaper.
drop index audit_whose_idx;
--> statement-breakpoint
create index "audit_whose_idx" on "audit" using btree ("whose_id", "id") where "audit"."whose_id" is not null;
--> statement-breakpoint
create index "audit_at_idx" on "audit" using brin ("at") with (pages_per_range = 32, autosummarize = true);
--> statement-breakpoint
-- Where what a record is about belongs: whoever takes part there is who it was about, too.
alter table audit add column "conversation_id" uuid;
--> statement-breakpoint
create index "audit_conversation_idx" on "audit" using btree ("conversation_id", "id") where "audit"."conversation_id" is not null;
--> statement-breakpoint
-- Writes records, one element of each list per record. Nobody waits for them, so their commit waits for no disk. Whose data a target
-- was is found now, since it may not be there any more when somebody asks: the conversation it belongs to, or else its one person.
-- Older dialects name conversations and messages by their numbers; what is not there leaves both empty.
create function write_audit_v1(
  ats timestamptz[], actor_ids uuid[], actor_roles text[], actions text[], whose_ids uuid[], outcomes text[], target_kinds text[],
  target_ids text[], request_ids text[]
) returns void
language plpgsql
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  insert into audit (at, actor_id, actor_role, action, whose_id, outcome, target_kind, target_id, request_id, conversation_id)
  select
    e.at, e.actor_id, e.actor_role, e.action,
    case
      when e.whose_id is not null then e.whose_id
      when e.kind = 'notification' then (select n.person_id from notifications n where n.id = e.uuid)
      when e.kind = 'privacy-request' then (select r.person_id from privacy_requests r where r.id = e.uuid)
    end,
    e.outcome, e.kind, e.target_id, e.request_id,
    case e.kind
      when 'conversation' then coalesce(e.uuid, (select c.id from conversations c where c.number = e.number))
      when 'message' then
        case
          when e.uuid is not null then (select m.conversation_id from messages m where m.id = e.uuid)
          else (select m.conversation_id from messages m where m.number = e.number)
        end
      when 'attachment' then (select f.conversation_id from attachments f where f.id = e.uuid)
      when 'appointment' then (select p.conversation_id from appointments p where p.appointment_id = e.target_id)
      when 'call' then (select k.conversation_id from calls k where k.id = e.uuid)
    end
  from (
    select
      *,
      case
        when length(target_id) = 36 and target_id ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' then target_id::uuid
      end as uuid,
      case when length(target_id) <= 16 and target_id ~ '^[0-9]+$' then target_id::bigint end as number
    from unnest(
      ats, actor_ids, actor_roles, actions, whose_ids, outcomes, target_kinds, target_ids, request_ids
    ) entry (at, actor_id, actor_role, action, whose_id, outcome, kind, target_id, request_id)
    -- Worked out once for each record.
    offset 0
  ) e;
end
$$;
--> statement-breakpoint
-- As refuse_change, except that retention, which says so by a setting that ends with it, may remove rows.
create function refuse_change_of_trace() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('causerie.retention', true) = 'yes' then return null; end if;
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;
--> statement-breakpoint
drop trigger audit_append_only on audit;
--> statement-breakpoint
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change_of_trace();
--> statement-breakpoint
-- Removes the oldest records if they are older than so many days. Records are written in the order of their ids, or nearly so; looking
-- for their age instead would read the whole table.
create function forget_audit_v1(keep_days integer, at_most integer) returns integer
language plpgsql
set causerie.retention = 'yes'
set plan_cache_mode = force_generic_plan
as $$
declare
  removed integer;
begin
  delete from audit a
  using (select o.id, o.at from audit o order by o.id limit at_most) oldest
  where a.id = oldest.id and oldest.at < now() - keep_days * interval '1 day';
  get diagnostics removed = row_count;
  return removed;
end
$$;
--> statement-breakpoint
-- When a request was last taken by somebody who works on it.
alter table privacy_requests add column "claimed_until" timestamp(3) with time zone;
--> statement-breakpoint
-- When an erasure was decided on; until then a person who asked for it may withdraw it.
alter table privacy_requests add column "confirmed_at" timestamp(3) with time zone;
--> statement-breakpoint
alter table privacy_requests drop constraint privacy_requests_state_check;
--> statement-breakpoint
alter table privacy_requests add constraint privacy_requests_state_check
  check ("privacy_requests"."state" in ('requested', 'queued', 'running', 'done', 'failed', 'refused', 'withdrawn'));
--> statement-breakpoint
create index "privacy_requests_created_idx" on "privacy_requests" using btree ("created_at", "id");
--> statement-breakpoint
create index "privacy_requests_open_idx" on "privacy_requests" using btree ("created_at")
where "privacy_requests"."state" in ('queued', 'running');
--> statement-breakpoint
create index "privacy_requests_file_idx" on "privacy_requests" using btree ("expires_at")
where "privacy_requests"."storage_key" is not null;
--> statement-breakpoint
-- What tells that a token names somebody who was erased, for as long as such a token can live. Not the name itself but a digest of
-- it, with a salt of this database.
create table withdrawn_subjects (
  "digest" bytea primary key not null,
  "revoked_up_to" timestamp(3) with time zone not null,
  "forget_at" timestamp(3) with time zone not null
);
--> statement-breakpoint
create table privacy_salt (
  "only" boolean primary key default true not null,
  "salt" text not null,
  constraint "privacy_salt_only_check" check ("privacy_salt"."only")
);
--> statement-breakpoint
insert into privacy_salt (salt) values (gen_random_uuid()::text || gen_random_uuid()::text);
--> statement-breakpoint
create function subject_digest_v1(side text, subject text) returns bytea
language sql stable
return (select sha256(convert_to(s.salt || ' ' || side || ' ' || subject, 'UTF8')) from privacy_salt s);
--> statement-breakpoint
-- How far retention has come in the log: everything up to this number was looked at.
create table retention_progress (
  "kind" text primary key not null,
  "number" bigint default 0 not null
);
--> statement-breakpoint
insert into retention_progress (kind) values ('messages');
--> statement-breakpoint
-- When what a removed conversation said was taken away.
alter table conversations add column "emptied_at" timestamp(3) with time zone;
--> statement-breakpoint
create index "conversations_removed_idx" on "conversations" using btree ("deleted_at")
where "conversations"."deleted_at" is not null and "conversations"."emptied_at" is null;
--> statement-breakpoint
-- For what is looked for by age, and by person.
create index "attachments_age_idx" on "attachments" using btree ("created_at") where "attachments"."deleted_at" is null;
--> statement-breakpoint
create index "attachments_unpurged_idx" on "attachments" using btree ("uploader_id") where "attachments"."purged_at" is null;
--> statement-breakpoint
create index "reactions_person_idx" on "reactions" using btree ("person_id");
--> statement-breakpoint
-- Takes away what messages say; their places in the log stay. Each takes the next revision of its conversation (DEL-11). With
-- `forget_keys` the names that the author's devices gave them go too. Answers [{message, conversation: {id, number}, audience}, …];
-- there is no audience where the conversation was removed.
create function empty_messages_v1(wanted uuid[], forget_keys boolean) returns json
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stamp timestamptz(3);
  places uuid[];
  emptied uuid[];
begin
  select array_agg(distinct m.conversation_id) into places from messages m where m.id = any (wanted);
  -- Locks first and in id order; the next statement sees what earlier holders committed.
  perform 1 from conversations c where c.id = any (places) order by c.id for no key update;
  stamp := clock_timestamp();

  with doomed as materialized (
    select m.id, m.conversation_id, row_number() over (partition by m.conversation_id order by m.seq) as step
    from messages m
    where m.id = any (wanted)
      and (m.deleted_at is null or (forget_keys and m.client_key is distinct from m.id::text and m.author_id is not null))
  ),
  raised as (
    update conversations c
    set revision = c.revision + more.count, updated_at = greatest(c.updated_at, stamp)
    from (select conversation_id, count(*)::integer as count from doomed group by conversation_id) more
    where c.id = more.conversation_id
    returning c.id, c.revision - more.count as base
  ),
  written as (
    update messages m
    set content = '', metadata = null, mentions = null, reactions = null, attachments = null,
      deleted_at = coalesce(m.deleted_at, stamp), revision = raised.base + doomed.step,
      client_key = case when forget_keys and m.author_id is not null then m.id::text else m.client_key end
    from doomed
    join raised on raised.id = doomed.conversation_id
    where m.id = doomed.id
    returning m.id
  )
  select array_agg(id) into emptied from written;
  if emptied is null then return '[]'; end if;

  delete from message_edits e where e.message_id = any (emptied);
  delete from mentions n where n.message_id = any (emptied);
  delete from reactions r where r.message_id = any (emptied);
  update attachments a set deleted_at = stamp where a.message_id = any (emptied) and a.deleted_at is null;
  return changed_messages_v1(emptied);
end
$$;
--> statement-breakpoint
-- Changed messages with who should hear of them, by their revisions.
create function changed_messages_v1(changed uuid[]) returns json
language sql stable
return (
  select coalesce(json_agg(
    json_build_object(
      'message', message_json_v2(m),
      'conversation', json_build_object('id', c.id, 'number', c.number),
      'audience', case when c.deleted_at is null then (
        select coalesce(json_agg(p.person_id order by p.person_id), '[]'::json)
        from participants p where p.conversation_id = c.id and p.left_at is null
      ) else '[]'::json end
    )
    order by c.id, m.revision
  ), '[]'::json)
  from messages m
  join conversations c on c.id = m.conversation_id
  where m.id = any (changed)
);
--> statement-breakpoint
-- Adds counts to the receipt of a request.
create function note_receipt_v1(request uuid, counts jsonb) returns void
language sql
begin atomic
  update privacy_requests r
  set receipt = (
    select jsonb_object_agg(
      kind, coalesce((r.receipt ->> kind)::bigint, 0) + coalesce((counts ->> kind)::bigint, 0)
    )
    from jsonb_object_keys(coalesce(r.receipt, '{}'::jsonb) || counts) kind
  )
  where r.id = request;
end;
--> statement-breakpoint
-- Opens the erasure of a person, or finds the one there is; one that waits to be confirmed is confirmed. Their tokens end with this
-- commit, and do not bring them back.
create function open_erasure_v1(new_id uuid, person uuid, token_life_ms bigint) returns uuid
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  stamp timestamptz(3) := clock_timestamp();
  known people;
  found record;
begin
  select p.* into known from people p where p.id = person for no key update;
  select r.id, r.state into found
  from privacy_requests r
  where r.person_id = person and r.kind = 'erasure' and r.state not in ('refused', 'withdrawn')
  order by r.created_at desc limit 1;
  if found.state <> 'requested' then return found.id; end if;

  -- An export that is being made would come too late to be erased.
  update privacy_requests r set state = 'failed', finished_at = stamp
  where r.person_id = person and r.kind = 'export' and r.state in ('queued', 'running');
  -- The clock of whoever issues tokens may be ahead of ours: one that was issued before must not make the person anew.
  insert into withdrawn_subjects (digest, revoked_up_to, forget_at)
  values (
    subject_digest_v1(known.side, known.subject), stamp + interval '1 minute',
    stamp + interval '1 minute' + token_life_ms * interval '1 millisecond'
  )
  on conflict (digest) do update set revoked_up_to = excluded.revoked_up_to, forget_at = excluded.forget_at;
  update people p
  set disabled_at = coalesce(p.disabled_at, stamp), revoked_up_to = greatest(p.revoked_up_to, stamp), available = false
  where p.id = person;
  if found.id is null then
    insert into privacy_requests (id, kind, person_id, created_at, confirmed_at)
    values (new_id, 'erasure', person, stamp, stamp);
    return new_id;
  end if;
  update privacy_requests r set state = 'queued', confirmed_at = stamp where r.id = found.id;
  return found.id;
end
$$;
--> statement-breakpoint
-- Confirms an erasure that waits; one that was confirmed before stays as it is. Null when there is none to confirm.
create function confirm_erasure_v1(request uuid, token_life_ms bigint) returns uuid
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  person uuid;
  state_now text;
begin
  select r.person_id into person from privacy_requests r where r.id = request and r.kind = 'erasure';
  -- Whoever asks, confirms, refuses or withdraws does it under this lock.
  perform 1 from people p where p.id = person for no key update;
  select r.state into state_now from privacy_requests r where r.id = request;
  if state_now = 'requested' then return open_erasure_v1(null, person, token_life_ms); end if;
  if state_now in ('queued', 'running', 'done') then return request; end if;
  return null;
end
$$;
--> statement-breakpoint
-- Asks for an erasure that has to be confirmed, or finds the one there is.
create function ask_erasure_v1(new_id uuid, person uuid) returns uuid
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  found_id uuid;
begin
  perform 1 from people p where p.id = person for no key update;
  select r.id into found_id
  from privacy_requests r
  where r.person_id = person and r.kind = 'erasure' and r.state not in ('refused', 'withdrawn')
  order by r.created_at desc limit 1;
  if found_id is not null then return found_id; end if;
  insert into privacy_requests (id, kind, person_id, state, created_at)
  values (new_id, 'erasure', person, 'requested', clock_timestamp());
  return new_id;
end
$$;
--> statement-breakpoint
-- Ends a request that waits, under the same lock. False when it does not.
create function end_asked_v1(request uuid, as_state text) returns boolean
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  person uuid;
begin
  select r.person_id into person from privacy_requests r where r.id = request;
  perform 1 from people p where p.id = person for no key update;
  update privacy_requests r set state = as_state, finished_at = clock_timestamp() where r.id = request and r.state = 'requested';
  return found;
end
$$;
--> statement-breakpoint
-- Messages of a person that still say something, and what the system said of their appointments, in the next conversation after
-- `after`: at most so many. No row when there is no next conversation; `more` when this one has more of them.
create function erase_messages_v1(request uuid, person uuid, after uuid, at_most integer)
returns table (conversation uuid, more boolean, changes json)
language plpgsql
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  ids uuid[];
begin
  select p.conversation_id into conversation
  from participants p
  where p.person_id = person and (after is null or p.conversation_id > after)
  order by p.conversation_id
  limit 1;
  if conversation is null then return; end if;
  select array_agg(id) into ids
  from (
    select m.id from messages m
    where m.conversation_id = conversation and m.author_id = person
      and (m.deleted_at is null or m.client_key <> m.id::text)
    union all
    select m.id from messages m
    join conversations c on c.id = m.conversation_id and c.appointment_id is not null
    where m.conversation_id = conversation and m.author_id is null and m.deleted_at is null
    limit at_most
  ) found;
  changes := '[]';
  if ids is not null then
    changes := empty_messages_v1(ids, true);
    perform note_receipt_v1(request, jsonb_build_object('messages', json_array_length(changes)));
  end if;
  more := coalesce(cardinality(ids), 0) = at_most;
  return next;
end
$$;
--> statement-breakpoint
-- Takes a person's reactions and mentions off at most so many messages. Null when there is none left.
create function erase_traces_v1(request uuid, person uuid, at_most integer) returns json
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stamp timestamptz(3);
  ids uuid[];
  reaction_count integer;
  mention_count integer;
begin
  select array_agg(message_id) into ids
  from (
    select message_id from (
      select r.message_id from reactions r where r.person_id = person
      union
      select n.message_id from mentions n where n.person_id = person
    ) named
    limit at_most
  ) found;
  if ids is null then return null; end if;
  perform 1
  from conversations c
  where c.id = any (array(select m.conversation_id from messages m where m.id = any (ids)))
  order by c.id
  for no key update;
  stamp := clock_timestamp();

  delete from reactions r where r.message_id = any (ids) and r.person_id = person;
  get diagnostics reaction_count = row_count;
  delete from mentions n where n.message_id = any (ids) and n.person_id = person;
  get diagnostics mention_count = row_count;
  with doomed as materialized (
    select m.id, m.conversation_id, row_number() over (partition by m.conversation_id order by m.seq) as step
    from messages m where m.id = any (ids)
  ),
  raised as (
    update conversations c
    set revision = c.revision + more.count, updated_at = greatest(c.updated_at, stamp)
    from (select conversation_id, count(*)::integer as count from doomed group by conversation_id) more
    where c.id = more.conversation_id
    returning c.id, c.revision - more.count as base
  )
  update messages m
  set
    mentions = nullif(array_remove(m.mentions, person), '{}'),
    reactions = (
      select jsonb_agg(jsonb_set(entry, '{personIds}', (entry -> 'personIds') - person::text) order by position)
      from jsonb_array_elements(m.reactions) with ordinality entries (entry, position)
      where entry -> 'personIds' <> jsonb_build_array(person)
    ),
    revision = raised.base + doomed.step
  from doomed
  join raised on raised.id = doomed.conversation_id
  where m.id = doomed.id;
  perform note_receipt_v1(request, jsonb_build_object('reactions', reaction_count, 'mentions', mention_count));
  return changed_messages_v1(ids);
end
$$;
--> statement-breakpoint
-- What is kept of a person beside the log, and at last who they were. Receipts stay: they name an id that means nobody any more.
-- Answers whether the person was erased before.
create function erase_person_v1(request uuid, person uuid, called text) returns boolean
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  stamp timestamptz(3) := clock_timestamp();
  counts jsonb := '{}';
  removed integer;
  place record;
begin
  -- One at a time and in id order, under the lock that everybody takes first. What the two spoke of is a title that somebody
  -- wrote, and how the other system names the appointment.
  for place in
    select c.id, c.appointment_id
    from participants p
    join conversations c on c.id = p.conversation_id
    where p.person_id = person
      and (c.subject is not null or (c.appointment_id is not null and c.appointment_id <> 'erased-' || c.id::text))
    order by c.id
  loop
    update conversations c
    set subject = null, updated_at = greatest(c.updated_at, stamp),
      appointment_id = case when c.appointment_id is not null then 'erased-' || c.id::text end
    where c.id = place.id;
    counts := counts || jsonb_build_object('conversations', coalesce((counts ->> 'conversations')::integer, 0) + 1);
  end loop;

  delete from push_subscriptions s where s.person_id = person;
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('pushSubscriptions', removed);
  delete from notification_preferences s where s.person_id = person;
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('preferences', removed);
  delete from notification_mutes s where s.person_id = person;
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('mutes', removed);
  delete from notifications n where n.person_id = person;
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('notifications', removed);
  delete from links l where l.professional_id = person or l.client_id = person;
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('links', removed);

  -- Marked ones are purged by the job that removes bytes; what described them is not needed for that.
  update attachments a
  set deleted_at = coalesce(a.deleted_at, stamp), file_name = '', sha256 = null, external_url = null
  where a.uploader_id = person and (a.deleted_at is null or a.file_name <> '' or a.external_url is not null);
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('files', removed);
  update appointments a
  set appointment_id = 'erased-' || a.conversation_id::text, label = '', updated_at = stamp
  where (a.client_id = person or a.professional_id = person) and a.appointment_id <> 'erased-' || a.conversation_id::text;
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('appointments', removed);
  -- Made by a later migration, before anybody can be erased.
  counts := counts || erase_calls_v1(person);

  update people p
  set name = called, email = null, subject = 'erased-' || gen_random_uuid()::text, available = false, last_seen_at = null,
    disabled_at = coalesce(p.disabled_at, stamp), erased_at = stamp
  where p.id = person and p.erased_at is null;
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('people', removed);
  perform note_receipt_v1(request, counts);
  return removed = 0;
end
$$;
--> statement-breakpoint
-- Takes away what messages older than so many days say. Numbers are given in the order of time, or nearly so, so the walk goes on
-- where the last one ended and stops at the first message that is young enough.
create function expire_messages_v1(keep_days integer, at_most integer)
returns table (removed integer, more boolean, changes json)
language plpgsql
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  cutoff timestamptz := now() - keep_days * interval '1 day';
  mark bigint;
  looked_at integer;
  last_old bigint;
  ids uuid[];
begin
  select p.number into mark from retention_progress p where p.kind = 'messages' for update;
  with walked as materialized (
    select m.id, m.number, m.deleted_at, m.created_at
    from messages m where m.number > mark order by m.number limit at_most
  ),
  old as (
    select * from walked w
    where w.number < coalesce((select min(y.number) from walked y where y.created_at >= cutoff), 9223372036854775807)
  )
  select (select count(*) from old), (select max(number) from old),
    (select array_agg(id) from old where deleted_at is null)
  into looked_at, last_old, ids;
  changes := '[]';
  if ids is not null then changes := empty_messages_v1(ids, false); end if;
  if last_old is not null then update retention_progress set number = last_old where kind = 'messages'; end if;
  removed := json_array_length(changes);
  more := looked_at = at_most;
  return next;
end
$$;
--> statement-breakpoint
-- Takes away what is left of conversations that were removed so many days ago: at most so many messages of one of them.
create function empty_removed_v1(keep_days integer, at_most integer) returns table (removed integer, more boolean)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  place uuid;
  ids uuid[];
begin
  select c.id into place
  from conversations c
  where c.deleted_at < now() - keep_days * interval '1 day' and c.emptied_at is null
  order by c.deleted_at
  limit 1;
  removed := 0;
  more := place is not null;
  if more then
    select array_agg(id) into ids
    from (
      select m.id from messages m where m.conversation_id = place and m.deleted_at is null order by m.seq limit at_most
    ) left_over;
    if ids is null then
      update conversations c set emptied_at = clock_timestamp(), subject = null where c.id = place;
      perform empty_calls_v1(array(select k.id from calls k where k.conversation_id = place and k.status = 'ended'));
    else
      removed := json_array_length(empty_messages_v1(ids, false));
    end if;
  end if;
  return next;
end
$$;
--> statement-breakpoint
-- Takes files older than so many days off their messages; the job that removes bytes has the rest.
create function expire_files_v1(keep_days integer, at_most integer)
returns table (removed integer, more boolean, changes json)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stamp timestamptz(3);
  wanted uuid[];
  taken uuid[];
  changed uuid[];
begin
  select array_agg(id) into wanted
  from (
    select a.id from attachments a
    where a.deleted_at is null and a.created_at < now() - keep_days * interval '1 day'
    order by a.created_at
    limit at_most
  ) old;
  perform 1
  from conversations c
  where c.id = any (array(select a.conversation_id from attachments a where a.id = any (wanted)))
  order by c.id
  for no key update;
  stamp := clock_timestamp();
  with gone as (
    update attachments a set deleted_at = stamp where a.id = any (wanted) and a.deleted_at is null
    returning a.id, a.message_id
  )
  select array_agg(id), array_agg(distinct message_id) filter (where message_id is not null) into taken, changed from gone;

  with doomed as materialized (
    select m.id, m.conversation_id, row_number() over (partition by m.conversation_id order by m.seq) as step
    from messages m where m.id = any (changed) and m.deleted_at is null
  ),
  raised as (
    update conversations c
    set revision = c.revision + more.count, updated_at = greatest(c.updated_at, stamp)
    from (select conversation_id, count(*)::integer as count from doomed group by conversation_id) more
    where c.id = more.conversation_id
    returning c.id, c.revision - more.count as base
  ),
  written as (
    update messages m
    set
      attachments = (
        select jsonb_agg(entry order by position)
        from jsonb_array_elements(m.attachments) with ordinality entries (entry, position)
        where not (entry ->> 'id')::uuid = any (taken)
      ),
      revision = raised.base + doomed.step
    from doomed
    join raised on raised.id = doomed.conversation_id
    where m.id = doomed.id
    returning m.id
  )
  select array_agg(id) into changed from written;
  removed := coalesce(cardinality(taken), 0);
  more := coalesce(cardinality(wanted), 0) = at_most;
  changes := case when changed is null then '[]'::json else changed_messages_v1(changed) end;
  return next;
end
$$;
