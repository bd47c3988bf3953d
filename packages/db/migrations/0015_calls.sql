-- No release has written to the tables of calls yet: columns that the state machine does not need go, those that it needs come
-- without defaults.
alter table calls
  drop column professional_id,
  drop column client_id,
  drop column answered_by_id,
  drop column answered_device,
  drop column ring_deadline_at,
  drop constraint calls_initiator_id_people_id_fk,
  add column "host_id" uuid not null,
  add column "mode" text not null,
  add column "topology" text not null,
  add column "title" text,
  add column "empty_since" timestamp(3) with time zone,
  add column "emptied_at" timestamp(3) with time zone,
  alter column expires_at set not null,
  add constraint "calls_mode_check" check ("calls"."mode" in ('ring', 'room')),
  add constraint "calls_topology_check" check ("calls"."topology" in ('mesh', 'sfu'));
--> statement-breakpoint
create index "calls_conversation_idx" on "calls" using btree ("conversation_id", "created_at", "id");
--> statement-breakpoint
create index "calls_created_idx" on "calls" using btree ("created_at");
--> statement-breakpoint
create index "calls_expiry_idx" on "calls" using btree ("expires_at") where "calls"."status" <> 'ended';
--> statement-breakpoint
create index "calls_empty_idx" on "calls" using btree ("empty_since")
where "calls"."status" <> 'ended' and "calls"."answered_at" is not null;
--> statement-breakpoint
create index "calls_age_idx" on "calls" using btree ("ended_at") where "calls"."emptied_at" is null;
--> statement-breakpoint
alter table call_participants
  drop constraint call_participants_state_check,
  add column "place" smallint not null,
  add column "ring_until" timestamp(3) with time zone,
  add column "device" text,
  add column "media" jsonb not null,
  add column "lease_until" timestamp(3) with time zone,
  add column "live" boolean not null,
  add column "call_created_at" timestamp(3) with time zone not null,
  add column "quality" jsonb,
  add constraint "call_participants_state_check" check ("call_participants"."state" in (
    'invited', 'ringing', 'waiting', 'joined', 'missed', 'declined', 'left', 'removed'
  ));
--> statement-breakpoint
drop index call_participants_person_idx;
--> statement-breakpoint
create unique index "call_participants_joined_key" on "call_participants" using btree ("person_id")
where "call_participants"."live" and "call_participants"."state" = 'joined';
--> statement-breakpoint
create index "call_participants_live_idx" on "call_participants" using btree ("person_id") where "call_participants"."live";
--> statement-breakpoint
create index "call_participants_history_idx" on "call_participants" using btree ("person_id", "call_created_at", "call_id");
--> statement-breakpoint
create index "call_participants_missed_idx" on "call_participants" using btree ("person_id", "call_created_at", "call_id")
where "call_participants"."state" = 'missed';
--> statement-breakpoint
create index "call_participants_ring_idx" on "call_participants" using btree ("ring_until")
where "call_participants"."live" and "call_participants"."state" in ('invited', 'ringing');
--> statement-breakpoint
create index "call_participants_lease_idx" on "call_participants" using btree ("lease_until")
where "call_participants"."live" and "call_participants"."state" = 'joined';
--> statement-breakpoint
alter table call_share_tokens
  add column "id" uuid not null,
  add column "single_seat" boolean not null,
  add constraint "call_share_tokens_id_key" unique ("id");
--> statement-breakpoint
create index "call_share_tokens_creator_idx" on "call_share_tokens" using btree ("created_by_id");
--> statement-breakpoint
-- Milliseconds since the epoch, which is how the state machine counts, and back.
create function epoch_ms_v1(value timestamptz) returns bigint
language sql stable strict
return (extract(epoch from value) * 1000)::bigint;
--> statement-breakpoint
create function instant_of_ms_v1(ms bigint) returns timestamptz
language sql immutable strict
return timestamptz 'epoch' + ms * interval '1 millisecond';
--> statement-breakpoint
-- A call as the state machine knows it. What people are called is read now: nothing is copied that an erasure would have to find.
create function call_state_json_v1(c calls) returns json
language sql stable
return json_build_object(
  'id', c.id,
  'conversationId', c.conversation_id,
  'kind', c.kind,
  'mode', c.mode,
  'topology', c.topology,
  'status', c.status,
  'endReason', c.end_reason,
  'title', c.title,
  'initiatorId', c.initiator_id,
  'hostId', c.host_id,
  'code', c.conference_code,
  'parties', (
    select json_agg(json_build_object(
      'id', p.id,
      'person', case when p.person_id is not null then (
        select json_build_object('id', who.id, 'side', who.side, 'subject', who.subject, 'name', who.name)
        from people who where who.id = p.person_id
      ) end,
      'guestName', p.guest_name,
      'role', p.role,
      'state', p.state,
      'ringUntilMs', epoch_ms_v1(p.ring_until),
      'device', p.device,
      'media', p.media,
      'leaseUntilMs', epoch_ms_v1(p.lease_until),
      'admittedById', p.admitted_by_id,
      'joinedAtMs', epoch_ms_v1(p.joined_at),
      'leftAtMs', epoch_ms_v1(p.left_at)
    ) order by p.place)
    from call_participants p where p.call_id = c.id
  ),
  'version', c.version,
  'createdAtMs', epoch_ms_v1(c.created_at),
  'answeredAtMs', epoch_ms_v1(c.answered_at),
  'endedAtMs', epoch_ms_v1(c.ended_at),
  'expiresAtMs', epoch_ms_v1(c.expires_at),
  'emptySinceMs', epoch_ms_v1(c.empty_since)
);
--> statement-breakpoint
-- Keeps the parties of a call as `new_state` lists them; only rows that differ are written. Rows are taken in the order of their ids, as
-- whoever renews leases does. A lease is never made shorter while its part goes on: it may have been renewed since `new_state` was read.
-- What guests are called is written once, so that it does not come back after it was taken away.
create function write_call_parties_v1(new_state jsonb) returns void
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  call uuid := (new_state ->> 'id')::uuid;
begin
  delete from call_participants p
  where p.call_id = call
    and p.id <> all (array(select (party ->> 'id')::uuid from jsonb_array_elements(new_state -> 'parties') party));

  insert into call_participants as kept (
    id, call_id, place, person_id, guest_name, role, state, ring_until, device, media, lease_until, admitted_by_id,
    joined_at, left_at, live, call_created_at
  )
  select
    (party ->> 'id')::uuid, call, position, (party -> 'person' ->> 'id')::uuid, party ->> 'guestName', party ->> 'role',
    party ->> 'state', instant_of_ms_v1((party ->> 'ringUntilMs')::bigint), party ->> 'device', party -> 'media',
    instant_of_ms_v1((party ->> 'leaseUntilMs')::bigint), (party ->> 'admittedById')::uuid,
    instant_of_ms_v1((party ->> 'joinedAtMs')::bigint), instant_of_ms_v1((party ->> 'leftAtMs')::bigint),
    new_state ->> 'status' <> 'ended', instant_of_ms_v1((new_state ->> 'createdAtMs')::bigint)
  from jsonb_array_elements(new_state -> 'parties') with ordinality listed (party, position)
  order by (party ->> 'id')::uuid
  on conflict (id) do update
  set
    place = excluded.place, role = excluded.role, state = excluded.state, ring_until = excluded.ring_until,
    device = excluded.device, media = excluded.media, admitted_by_id = excluded.admitted_by_id,
    joined_at = excluded.joined_at, left_at = excluded.left_at, live = excluded.live,
    lease_until = case
      when kept.state = 'joined' and excluded.state = 'joined' then greatest(kept.lease_until, excluded.lease_until)
      else excluded.lease_until
    end
  where (
    kept.place, kept.role, kept.state, kept.ring_until, kept.device, kept.media, kept.lease_until, kept.admitted_by_id,
    kept.joined_at, kept.left_at, kept.live
  ) is distinct from (
    excluded.place, excluded.role, excluded.state, excluded.ring_until, excluded.device, excluded.media,
    excluded.lease_until, excluded.admitted_by_id, excluded.joined_at, excluded.left_at, excluded.live
  );
end
$$;
--> statement-breakpoint
-- Appends what happened, under the lock of the call's row.
create function write_call_events_v1(call uuid, happenings jsonb) returns void
language sql
begin atomic
  insert into call_events (call_id, seq, kind, participant_id, device, detail, at)
  select
    call, (select coalesce(max(e.seq), 0) from call_events e where e.call_id = call) + position, happened ->> 'kind',
    (happened ->> 'participantId')::uuid, happened ->> 'device',
    case when happened ? 'reason' then jsonb_build_object('reason', happened -> 'reason') end, clock_timestamp()
  from jsonb_array_elements(happenings) with ordinality listed (happened, position);
end;
--> statement-breakpoint
-- Keeps a new call, if its conversation has no live one: that one comes back otherwise. `verdict`: c created, f another one was found,
-- b somebody in it takes part in another call.
create function create_call_v1(new_state jsonb, happenings jsonb) returns table (verdict "char", kept json)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  there calls;
  broken text;
begin
  loop
    insert into calls (
      id, conversation_id, kind, mode, topology, status, end_reason, title, initiator_id, host_id, conference_code,
      version, created_at, answered_at, ended_at, expires_at, empty_since
    )
    values (
      (new_state ->> 'id')::uuid, (new_state ->> 'conversationId')::uuid, new_state ->> 'kind', new_state ->> 'mode',
      new_state ->> 'topology', new_state ->> 'status', new_state ->> 'endReason', new_state ->> 'title',
      (new_state ->> 'initiatorId')::uuid, (new_state ->> 'hostId')::uuid, new_state ->> 'code', (new_state ->> 'version')::integer,
      instant_of_ms_v1((new_state ->> 'createdAtMs')::bigint), instant_of_ms_v1((new_state ->> 'answeredAtMs')::bigint),
      instant_of_ms_v1((new_state ->> 'endedAtMs')::bigint), instant_of_ms_v1((new_state ->> 'expiresAtMs')::bigint),
      instant_of_ms_v1((new_state ->> 'emptySinceMs')::bigint)
    )
    on conflict (conversation_id) where status <> 'ended' do nothing
    returning * into there;
    if there.id is not null then
      perform write_call_parties_v1(new_state);
      perform write_call_events_v1(there.id, happenings);
      return query select 'c'::"char", call_state_json_v1(there);
      return;
    end if;

    -- Callers that come at the same time wait for each other at the index; the other's call may have ended since.
    select c.* into there
    from calls c
    where c.conversation_id = (new_state ->> 'conversationId')::uuid and c.status <> 'ended';
    if there.id is not null then
      return query select 'f'::"char", call_state_json_v1(there);
      return;
    end if;
  end loop;
exception
  when unique_violation then
    get stacked diagnostics broken = constraint_name;
    if broken <> 'call_participants_joined_key' then raise; end if;
    return query select 'b'::"char", null::json;
end
$$;
--> statement-breakpoint
-- Keeps `new_state` if nobody saved since it had version `was`: s saved, o the version is another one, b somebody in it takes part in
-- another call, and nothing was kept. What never changes in a call is not written again.
create function save_call_v1(new_state jsonb, was integer, happenings jsonb) returns "char"
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  call uuid := (new_state ->> 'id')::uuid;
  broken text;
begin
  update calls c
  set topology = new_state ->> 'topology', status = new_state ->> 'status', end_reason = new_state ->> 'endReason',
    host_id = (new_state ->> 'hostId')::uuid, version = (new_state ->> 'version')::integer,
    answered_at = instant_of_ms_v1((new_state ->> 'answeredAtMs')::bigint),
    ended_at = instant_of_ms_v1((new_state ->> 'endedAtMs')::bigint),
    expires_at = instant_of_ms_v1((new_state ->> 'expiresAtMs')::bigint),
    empty_since = instant_of_ms_v1((new_state ->> 'emptySinceMs')::bigint)
  where c.id = call and c.version = was;
  if not found then return 'o'; end if;
  perform write_call_parties_v1(new_state);
  perform write_call_events_v1(call, happenings);
  return 's';
exception
  when unique_violation then
    get stacked diagnostics broken = constraint_name;
    if broken <> 'call_participants_joined_key' then raise; end if;
    return 'b';
end
$$;
--> statement-breakpoint
-- Takes away what calls say and how they went: titles, names of guests, devices, measurements, what happened when, and the links into
-- them. The calls keep their places in the histories. Answers how many there were.
create function empty_calls_v1(wanted uuid[]) returns integer
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  emptied integer;
begin
  perform 1 from calls c where c.id = any (wanted) order by c.id for no key update;
  update calls c set title = null, emptied_at = clock_timestamp() where c.id = any (wanted);
  get diagnostics emptied = row_count;
  update call_participants p
  set quality = null, device = null, guest_name = case when p.guest_name is not null then '' end
  where p.call_id = any (wanted) and (p.quality is not null or p.device is not null or p.guest_name <> '');
  delete from call_events e where e.call_id = any (wanted);
  delete from call_share_tokens t where t.call_id = any (wanted);
  return emptied;
end
$$;
--> statement-breakpoint
-- Empties calls that ended so many days ago, the oldest first and at most so many.
create function expire_calls_v1(keep_days integer, at_most integer) returns integer
language sql
return empty_calls_v1(array(
  select c.id from calls c
  where c.ended_at < now() - keep_days * interval '1 day' and c.emptied_at is null
  order by c.ended_at
  limit at_most
));
--> statement-breakpoint
-- Takes a person's traces off calls, and answers how many there were: what the person measured and on what, the links they made, and
-- titles and names of guests of all calls they had a part in, which somebody wrote about them or who came for them.
create function erase_calls_v1(person uuid) returns jsonb
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  wanted uuid[] := array(select p.call_id from call_participants p where p.person_id = person);
  changed uuid[];
  links integer;
begin
  select array_agg(c.id order by c.id) into changed
  from calls c
  where c.id = any (wanted) and (c.title is not null or exists (
    select from call_participants p
    where p.call_id = c.id
      and (p.guest_name <> '' or (p.person_id = person and (p.quality is not null or p.device is not null)))
  ));
  perform 1 from calls c where c.id = any (changed) order by c.id for no key update;
  update calls c set title = null where c.id = any (changed) and c.title is not null;
  perform 1 from call_participants p where p.call_id = any (changed) order by p.id for no key update;
  update call_participants p
  set guest_name = case when p.guest_name is not null then '' end,
    quality = case when p.person_id is distinct from person then p.quality end,
    device = case when p.person_id is distinct from person then p.device end
  where p.call_id = any (changed) and (p.guest_name <> '' or p.person_id = person);
  update call_events e set device = null, detail = null
  from call_participants p
  where p.person_id = person and e.participant_id = p.id and (e.device is not null or e.detail is not null);
  delete from call_share_tokens t where t.created_by_id = person;
  get diagnostics links = row_count;
  return jsonb_build_object('calls', coalesce(cardinality(changed), 0), 'callLinks', links);
end
$$;
--> statement-breakpoint
create index "notifications_rings_idx" on "notifications" ("id") where "kind" = 'call' and "read_at" is null;
