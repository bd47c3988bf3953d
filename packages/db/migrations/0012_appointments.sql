-- Get-or-create of the one conversation of an appointment, for whoever asks first. The unique index makes callers that come at
-- the same time wait for each other; a conversation that is removed while we look for it makes us try again. `theirs` is false when
-- the appointment is one of other people, whose conversation is then none of the caller's business.
create function open_appointment_v1(new_id uuid, professional uuid, client uuid, title text, appointment text)
returns table (id uuid, created boolean, theirs boolean)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  there conversations;
  inserted boolean;
begin
  loop
    inserted := false;
    select c.* into there
    from conversations c
    where c.appointment_id = appointment and c.deleted_at is null;
    exit when there.id is not null;

    insert into conversations (id, professional_id, client_id, subject, appointment_id)
    values (new_id, professional, client, title, appointment)
    on conflict (appointment_id) where appointment_id is not null and deleted_at is null do nothing
    returning * into there;
    inserted := there.id is not null;
    if inserted then
      insert into participants (conversation_id, person_id, role)
      values (there.id, professional, 'professional'), (there.id, client, 'client');
      exit;
    end if;
  end loop;
  return query select there.id, inserted, there.professional_id = professional and there.client_id = client;
end
$$;
--> statement-breakpoint
-- The time zone in which the two people of an appointment are told its time; null is that of the installation.
alter table appointments add column time_zone text;
--> statement-breakpoint
-- An appointment as the contracts print it.
create function appointment_json_v1(a appointments) returns json
language sql stable
return json_build_object(
  'appointmentId', a.appointment_id,
  'conversationId', a.conversation_id,
  'professional', (
    select json_build_object('id', p.id, 'side', p.side, 'subject', p.subject, 'name', p.name)
    from people p where p.id = a.professional_id
  ),
  'client', (
    select json_build_object('id', p.id, 'side', p.side, 'subject', p.subject, 'name', p.name)
    from people p where p.id = a.client_id
  ),
  'label', a.label,
  'startsAt', iso_instant(a.starts_at),
  'endsAt', iso_instant(a.ends_at),
  'locale', a.locale,
  'timeZone', a.time_zone,
  'createdAt', iso_instant(a.created_at),
  'updatedAt', iso_instant(a.updated_at),
  'cancelledAt', iso_instant(a.cancelled_at)
);
--> statement-breakpoint
-- What the system says in a conversation, whatever its status. It takes the next seq under the conversation's lock like every
-- message, and counts as unread for everybody, having no author. Null when the conversation is gone.
create function say_system_v1(conversation uuid, new_id uuid, words text, facts jsonb) returns messages
language plpgsql
set causerie.members_checked = 'yes'
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  stamp timestamptz(3);
  place integer;
  said messages;
begin
  -- The time is taken under the lock, so that what has a later seq never looks earlier.
  perform 1 from conversations c where c.id = conversation for no key update;
  stamp := clock_timestamp();
  update conversations c
  set last_seq = c.last_seq + 1, last_message_at = stamp, updated_at = stamp
  where c.id = conversation and c.deleted_at is null
  returning c.last_seq into place;
  if place is null then return null; end if;

  insert into messages (id, number, conversation_id, seq, author_id, client_key, type, content, metadata, created_at)
  values (new_id, nextval('messages_number_seq'), conversation, place, null, null, 'system', words, facts, stamp)
  returning * into said;
  return said;
end
$$;
--> statement-breakpoint
-- As say_system_v1, for what people are notified of by other means: who has nothing else to be told of in the conversation is not
-- notified of the message as well.
create function say_notified_v1(conversation uuid, new_id uuid, words text, facts jsonb) returns messages
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  said messages := say_system_v1(conversation, new_id, words, facts);
begin
  update participants p
  set notified_seq = said.seq
  where p.conversation_id = said.conversation_id and p.left_at is null and p.notified_seq < said.seq
    and not exists (
      select from messages m
      where m.conversation_id = said.conversation_id and m.seq < said.seq
        and m.seq > greatest(p.notified_seq, p.read_seq) and m.author_id is distinct from p.person_id
    );
  return said;
end
$$;
--> statement-breakpoint
-- The id of a person, who is put in the directory when nobody knew them. What is known stays; gaps are filled. Somebody who was erased
-- is refused with AP410 for as long as that is remembered: a command that comes late must not bring their name back. Whoever returns
-- is made known by the directory, or by a new token of theirs.
create function know_person_v1(new_id uuid, of_side text, asked jsonb) returns uuid
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  known people;
  called text := coalesce(asked ->> 'name', '');
  address text := asked ->> 'email';
begin
  select p.* into known from people p where p.side = of_side and p.subject = asked ->> 'subject';
  if known.id is null
    or (known.erased_at is null and ((known.name = '' and called <> '') or (known.email is null and address is not null)))
  then
    if known.id is null and exists (
      select from withdrawn_subjects w where w.digest = subject_digest_v1(of_side, asked ->> 'subject')
    ) then
      raise exception 'the person was erased' using errcode = 'AP410';
    end if;
    insert into people (id, side, subject, name, email)
    values (new_id, of_side, asked ->> 'subject', called, address)
    on conflict (side, subject) do update
    set name = case when people.name = '' then excluded.name else people.name end,
      email = coalesce(people.email, excluded.email)
    returning * into known;
  end if;
  return known.id;
end
$$;
--> statement-breakpoint
-- Books an appointment: {appointmentId, professional, client, label, startsAt, endsAt, locale, timeZone, conversationId,
-- professionalId, clientId, messageId (ids to use if something has to be created), text, facts}. The two people are known and linked
-- afterwards, the conversation is open, and the system has said so. Once more changes nothing, whatever it asks for by then. An
-- appointment of other people is refused with AP409, one of an erased person with AP410, which undoes everything.
create function book_appointment_v1(asked jsonb)
returns table (booked boolean, opened boolean, appointment json, conversation json, message json)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  professional uuid := know_person_v1((asked ->> 'professionalId')::uuid, 'professional', asked -> 'professional');
  client uuid := know_person_v1((asked ->> 'clientId')::uuid, 'client', asked -> 'client');
  place record;
  stamp timestamptz(3);
  there appointments;
  said messages;
begin
  select * into place
  from open_appointment_v1(
    (asked ->> 'conversationId')::uuid, professional, client, asked ->> 'label', asked ->> 'appointmentId'
  );
  if not place.theirs then
    raise exception 'the appointment is of other people' using errcode = 'AP409';
  end if;
  perform 1 from conversations c where c.id = place.id for no key update;
  insert into links (professional_id, client_id) values (professional, client) on conflict do nothing;
  select a.* into there from appointments a where a.appointment_id = asked ->> 'appointmentId' for no key update;

  -- An appointment whose conversation was removed is booked anew, with a conversation of its own.
  if there.conversation_id is distinct from place.id then
    stamp := greatest(clock_timestamp(), there.updated_at + interval '1 millisecond');
    insert into appointments (
      appointment_id, conversation_id, professional_id, client_id, label, starts_at, ends_at, locale, time_zone,
      created_at, updated_at
    )
    values (
      asked ->> 'appointmentId', place.id, professional, client, asked ->> 'label', (asked ->> 'startsAt')::timestamptz,
      (asked ->> 'endsAt')::timestamptz, asked ->> 'locale', asked ->> 'timeZone', stamp, stamp
    )
    on conflict (appointment_id) do update
    set conversation_id = excluded.conversation_id, professional_id = excluded.professional_id,
      client_id = excluded.client_id, label = excluded.label, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      locale = excluded.locale, time_zone = excluded.time_zone, updated_at = excluded.updated_at, cancelled_at = null
    returning * into there;
    said := say_notified_v1(place.id, (asked ->> 'messageId')::uuid, asked ->> 'text', asked -> 'facts');
  end if;
  return query
  select said.id is not null, place.created, appointment_json_v1(there), conversation_json_v2(c),
    case when said.id is not null then message_json_v2(said) end
  from conversations c where c.id = place.id;
end
$$;
--> statement-breakpoint
-- Changes an appointment that is as the caller saw it: {appointmentId, was (its updatedAt), label, startsAt, endsAt, timeZone,
-- cancelled, messageId, text, facts}, and the system says so, if the conversation is still there. `verdict`: c changed, s it is
-- no longer what the caller saw, n not found.
create function change_appointment_v1(asked jsonb)
returns table (verdict "char", appointment json, conversation json, message json)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  place uuid;
  stamp timestamptz(3);
  there appointments;
  said messages;
begin
  select a.conversation_id into place from appointments a where a.appointment_id = asked ->> 'appointmentId';
  perform 1 from conversations c where c.id = place for no key update;
  select a.* into there from appointments a where a.appointment_id = asked ->> 'appointmentId' for no key update;
  if there.appointment_id is null then
    return query select 'n'::"char", null::json, null::json, null::json;
    return;
  end if;
  if there.conversation_id <> place or there.updated_at <> (asked ->> 'was')::timestamptz then
    return query select 's'::"char", null::json, null::json, null::json;
    return;
  end if;
  stamp := greatest(clock_timestamp(), there.updated_at + interval '1 millisecond');
  update appointments a
  set label = asked ->> 'label', starts_at = (asked ->> 'startsAt')::timestamptz,
    ends_at = (asked ->> 'endsAt')::timestamptz, time_zone = asked ->> 'timeZone', updated_at = stamp,
    cancelled_at = case when (asked ->> 'cancelled')::boolean then coalesce(a.cancelled_at, stamp) end
  where a.appointment_id = there.appointment_id
  returning a.* into there;
  said := say_notified_v1(place, (asked ->> 'messageId')::uuid, asked ->> 'text', asked -> 'facts');
  return query
  select 'c'::"char", appointment_json_v1(there), conversation_json_v2(c),
    case when said.id is not null then message_json_v2(said) end
  from conversations c where c.id = place;
end
$$;
