-- The log has no index by time, and needs none but this: a few bytes per block range, which say which blocks a look back
-- has to read. On a big log it is built beforehand, concurrently.
create index if not exists messages_created_idx on messages using brin (created_at)
  with (pages_per_range = 32, autosummarize = on);
--> statement-breakpoint
create index if not exists receipts_at_idx on receipts using brin (at) with (pages_per_range = 32, autosummarize = on);
--> statement-breakpoint
-- What devices have to be told about a notification: 'due' is decided and not yet said, 'told' was said and would be
-- withdrawn. Kept on the row, so that a worker that dies between decision and queue forgets nothing.
alter table notifications add column push_state text
  constraint notifications_push_state_check check (push_state in ('due', 'told'));
--> statement-breakpoint
create index notifications_due_idx on notifications (id) where push_state = 'due';
--> statement-breakpoint
create index notifications_withdraw_idx on notifications (id) where push_state = 'told' and read_at is not null;
--> statement-breakpoint
-- One unread notification per person and conversation: further messages raise its count.
create unique index notifications_open_key on notifications (person_id, conversation_id)
  where kind = 'message' and read_at is null;
--> statement-breakpoint
create index notifications_unread_idx on notifications (person_id) where read_at is null and deleted_at is null;
--> statement-breakpoint
alter table notification_preferences
  add column emailed_at timestamp(3) with time zone,
  add column unsubscribe_key uuid not null default gen_random_uuid();
--> statement-breakpoint
create unique index notification_preferences_unsubscribe_key on notification_preferences (unsubscribe_key);
--> statement-breakpoint
create index notification_preferences_email_idx on notification_preferences (person_id)
  where email or kinds is not null;
--> statement-breakpoint
-- A notification as the contracts print it.
create function notification_json_v1(n notifications) returns json
language sql stable
return json_build_object(
  'id', n.id,
  'kind', n.kind,
  'conversationId', n.conversation_id,
  'seq', n.seq,
  'count', n.count,
  'detail', n.payload,
  'createdAt', iso_instant(n.created_at),
  'readAt', iso_instant(n.read_at)
);
--> statement-breakpoint
-- Whether a person wants a kind on a channel ('inApp', 'push', 'email'); no row of preferences means the defaults.
create function notification_wanted_v1(p notification_preferences, kind text, channel text) returns boolean
language sql stable
return coalesce(
  (p.kinds -> kind ->> channel)::boolean,
  case channel when 'inApp' then p.in_app when 'push' then p.push else p.email end,
  channel <> 'email'
);
--> statement-breakpoint
-- Looks at the messages from `since` (at most `lookback_seconds` ago) until `patience_seconds` ago, but at no more than
-- `slice_seconds`, and notifies those who have neither read them nor been considered for them. What is told, the rows and
-- `notified_seq` are one transaction, so a second run finds nothing. Participants somebody else holds are left for the next
-- run: the way of a message never waits for us in a circle. `complete` says that nobody up to `swept_to` was left out,
-- `more` that there is something to look at right now.
create function sweep_messages_v1(
  since timestamptz, patience_seconds float8, lookback_seconds float8, slice_seconds float8, at_most integer,
  count_max integer
)
returns table (swept_to text, complete boolean, more boolean, told json)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stamp timestamptz(3) := clock_timestamp();
  start timestamptz := greatest(since, stamp - (lookback_seconds + patience_seconds) * interval '1 second');
  latest timestamptz := stamp - patience_seconds * interval '1 second';
  upto timestamptz := least(latest, start + slice_seconds * interval '1 second');
  due_count integer;
  conversation_ids uuid[];
  person_ids uuid[];
  tops integer[];
begin
  with due as materialized (
    select reader.conversation_id, reader.person_id, max(spoken.seq) as top
    from (
      select recent.conversation_id, recent.author_id, max(recent.seq) as seq
      from (
        select m.conversation_id, m.author_id, m.seq
        from messages m
        where m.created_at > start and m.created_at <= upto and m.deleted_at is null
        -- Keeps the order of the outer groups from choosing a walk through a whole index.
        offset 0
      ) recent
      group by recent.conversation_id, recent.author_id
    ) spoken
    cross join lateral (
      select p.conversation_id, p.person_id
      from participants p
      where p.conversation_id = spoken.conversation_id and p.left_at is null
        and p.person_id is distinct from spoken.author_id
        and p.notified_seq < spoken.seq and p.read_seq < spoken.seq
      offset 0
    ) reader
    group by reader.conversation_id, reader.person_id
    order by reader.conversation_id, reader.person_id
    limit at_most
  )
  select (select count(*) from due), array_agg(held.conversation_id), array_agg(held.person_id), array_agg(held.top)
  into due_count, conversation_ids, person_ids, tops
  from (
    select p.conversation_id, p.person_id, due.top
    from due
    join participants p on p.conversation_id = due.conversation_id and p.person_id = due.person_id
    where p.notified_seq < due.top and p.read_seq < due.top
    for no key update of p skip locked
  ) held;

  swept_to := upto::text;
  complete := due_count < at_most and due_count = coalesce(cardinality(tops), 0);
  more := upto < latest or due_count = at_most;
  if tops is null then
    told := '[]';
    return next;
    return;
  end if;

  -- A statement of its own: its snapshot is taken after the locks and sees what their earlier holders committed.
  with facts as materialized (
    select
      held.*,
      waiting.count,
      notification_wanted_v1(pref, 'message', 'inApp') as in_app,
      p.delivered_seq < held.top
        and notification_wanted_v1(pref, 'message', 'push')
        and exists (select from push_subscriptions s where s.person_id = held.person_id) as push
    from unnest(conversation_ids, person_ids, tops) as held (conversation_id, person_id, top)
    join participants p on p.conversation_id = held.conversation_id and p.person_id = held.person_id
    join conversations c on c.id = held.conversation_id and c.deleted_at is null
    join people on people.id = held.person_id and people.disabled_at is null and people.erased_at is null
    left join notification_preferences pref on pref.person_id = held.person_id
    cross join lateral (
      select count(*)::integer as count
      from (
        select from messages m
        where m.conversation_id = held.conversation_id and m.seq > p.read_seq and m.seq <= held.top
          and m.author_id is distinct from held.person_id and m.deleted_at is null
        limit count_max
      ) counted
    ) waiting
    where waiting.count > 0
      and not exists (
        select from notification_mutes mute
        where mute.person_id = held.person_id and mute.conversation_id = held.conversation_id
          and mute.muted_until > stamp
      )
  ),
  moved as (
    update participants p set notified_seq = held.top
    from unnest(conversation_ids, person_ids, tops) as held (conversation_id, person_id, top)
    where p.conversation_id = held.conversation_id and p.person_id = held.person_id
  ),
  written as (
    insert into notifications as n (
      id, person_id, kind, dedupe_key, conversation_id, seq, count, payload, created_at, deleted_at, push_state
    )
    select
      uuidv7(), person_id, 'message', 'message:' || conversation_id || ':' || top, conversation_id, top, count, '{}',
      -- Who wants none in the app gets a hidden one, so that devices that were pushed to can be told to withdraw it.
      stamp, case when not in_app then stamp end, case when push then 'due' end
    from facts
    where in_app or push
    on conflict (person_id, conversation_id) where kind = 'message' and read_at is null
    do update set
      seq = excluded.seq,
      count = excluded.count,
      deleted_at = excluded.deleted_at,
      push_state = coalesce(excluded.push_state, n.push_state)
    returning n as row
  )
  select coalesce(json_agg(json_build_object(
    'personId', (w.row).person_id, 'notification', notification_json_v1(w.row)
  )), '[]')
  into told
  from written w
  where (w.row).deleted_at is null;
  return next;
end
$$;
--> statement-breakpoint
-- Marks notifications as read and says whose they were and what each of these people has left; hidden ones are not told.
create function mark_notifications_read_v1(ids uuid[]) returns json
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  told json;
begin
  if ids is null then return '[]'; end if;
  update notifications n set read_at = clock_timestamp() where n.id = any (ids);
  -- A statement of its own, so that what is left unread is counted after the change.
  select coalesce(json_agg(json_build_object('personId', mine.person_id, 'ids', mine.ids, 'unread', (
    select count(*) from notifications n where n.person_id = mine.person_id and n.read_at is null and n.deleted_at is null
  ))), '[]')
  into told
  from (
    select n.person_id, json_agg(n.id) as ids
    from notifications n
    where n.id = any (ids) and n.deleted_at is null
    group by n.person_id
  ) mine;
  return told;
end
$$;
--> statement-breakpoint
-- Marks as read what was told about messages that were read since; `since` and the answer are those of the sweep of
-- messages. Rows somebody else holds are left for the next run.
create function read_notifications_v1(
  since timestamptz, lookback_seconds float8, slice_seconds float8, at_most integer
)
returns table (swept_to text, complete boolean, more boolean, told json)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stamp timestamptz(3) := clock_timestamp();
  start timestamptz := greatest(since, stamp - lookback_seconds * interval '1 second');
  upto timestamptz := least(stamp, start + slice_seconds * interval '1 second');
  due_count integer;
  ids uuid[];
begin
  with due as materialized (
    select n.id
    from (
      select distinct recent.conversation_id, recent.reader_id
      from (
        select r.conversation_id, r.reader_id
        from receipts r
        where r.at > start and r.at <= upto and r.kind = 'read'
        offset 0
      ) recent
    ) stepped
    join notifications n on n.person_id = stepped.reader_id and n.conversation_id = stepped.conversation_id
      and n.kind = 'message' and n.read_at is null
    join participants p on p.conversation_id = n.conversation_id and p.person_id = n.person_id
    where n.seq <= p.read_seq
    limit at_most
  )
  select (select count(*) from due), array_agg(held.id)
  into due_count, ids
  from (
    select n.id
    from due
    join notifications n on n.id = due.id
    join participants p on p.conversation_id = n.conversation_id and p.person_id = n.person_id
    where n.read_at is null and n.seq <= p.read_seq
    for no key update of n skip locked
  ) held;
  swept_to := upto::text;
  complete := due_count < at_most and due_count = coalesce(cardinality(ids), 0);
  more := upto < stamp or due_count = at_most;
  told := mark_notifications_read_v1(ids);
  return next;
end
$$;
--> statement-breakpoint
-- Compares a page of all unread notifications, in the order of (person, conversation), with what was read: what the sweep
-- of reads would not find because nobody swept for longer than it looks back. Null when there is no next page.
create function recheck_notifications_v1(after_person uuid, after_conversation uuid, at_most integer)
returns table (last_person uuid, last_conversation uuid, told json)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  ids uuid[];
begin
  select page.person_id, page.conversation_id into last_person, last_conversation
  from (
    select n.person_id, n.conversation_id
    from notifications n
    where n.kind = 'message' and n.read_at is null
      and (n.person_id, n.conversation_id) > (after_person, after_conversation)
    order by n.person_id, n.conversation_id
    limit 1 offset at_most - 1
  ) page;
  select array_agg(held.id) into ids
  from (
    select n.id
    from notifications n
    join participants p on p.conversation_id = n.conversation_id and p.person_id = n.person_id
    where n.kind = 'message' and n.read_at is null and n.seq <= p.read_seq
      and (n.person_id, n.conversation_id) > (after_person, after_conversation)
      and (last_person is null or (n.person_id, n.conversation_id) <= (last_person, last_conversation))
    for no key update of n skip locked
  ) held;
  told := mark_notifications_read_v1(ids);
  return next;
end
$$;
--> statement-breakpoint
-- Tells a person something once: null when it was told already, or may not be told (unknown, disabled, muted, unwanted).
create function add_notification_v1(
  new_id uuid, person uuid, about text, dedupe text, conversation uuid, detail jsonb
)
returns json
language sql
begin atomic
  insert into notifications as n (
    id, person_id, kind, dedupe_key, conversation_id, payload, created_at, deleted_at, push_state
  )
  select
    new_id, wanted.person_id, about, dedupe, conversation, detail, clock_timestamp(),
    case when not wanted.in_app then clock_timestamp() end,
    case when wanted.push then 'due' end
  from (
    select
      people.id as person_id,
      notification_wanted_v1(pref, about, 'inApp') as in_app,
      notification_wanted_v1(pref, about, 'push')
        and exists (select from push_subscriptions s where s.person_id = people.id) as push
    from people
    left join notification_preferences pref on pref.person_id = people.id
    where people.id = person and people.disabled_at is null and people.erased_at is null
      and not exists (
        select from notification_mutes mute
        where mute.person_id = person and mute.conversation_id = conversation and mute.muted_until > now()
      )
  ) wanted
  where wanted.in_app or wanted.push
  on conflict (person_id, dedupe_key) do nothing
  returning case when n.deleted_at is null then notification_json_v1(n) end;
end;
--> statement-breakpoint
-- Takes a browser's subscription. One that changes hands shows the same secret; a stranger who only knows the address is
-- refused with null. A person keeps the `at_most` that were used last.
create function save_push_subscription_v1(
  new_id uuid, person uuid, address text, public_key text, secret text, at_most integer
)
returns uuid
language plpgsql
as $$
declare
  kept uuid;
begin
  -- One at a time per person, so that the limit holds.
  perform 1 from people where id = person for no key update;
  insert into push_subscriptions as s (id, person_id, endpoint, p256dh, auth_secret)
  values (new_id, person, address, public_key, secret)
  on conflict (endpoint) do update
    set person_id = excluded.person_id, p256dh = excluded.p256dh, auth_secret = excluded.auth_secret, failure_count = 0
    where s.person_id = excluded.person_id or s.auth_secret = excluded.auth_secret
  returning s.id into kept;
  delete from push_subscriptions s
  where s.id in (
    select old.id from push_subscriptions old
    where old.person_id = person and old.id is distinct from kept
    order by greatest(old.last_used_at, old.created_at) desc, old.id desc
    offset at_most - 1
  );
  return kept;
end
$$;
