-- What a run of the purge looks for: rows whose bytes may have to go. Rows of purged files leave it.
create index attachments_purge_idx on attachments (created_at)
where purged_at is null and (message_id is null or deleted_at is not null);
--> statement-breakpoint
-- Files that wait for their examination.
create index attachments_pending_idx on attachments (created_at) where state = 'pending' and deleted_at is null;
--> statement-breakpoint
-- Makes the row of a file if its uploader takes part in the conversation, the conversation is active, and the uploader has
-- fewer than `unclaimed_max` files that no message has. Answers `added`, `not_found`, `conversation_closed` or `too_many`, and
-- `busy` for an id that is taken; the id of a failed attempt is free again when its bytes were purged.
create function add_attachment_v1(row_json jsonb, unclaimed_max integer) returns text
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
declare
  wanted attachments := jsonb_populate_record(null::attachments, row_json);
  conversation_status text;
begin
  -- Whoever closes or removes the conversation, or a person in it, comes before or after this upload, never in between.
  select c.status into conversation_status
  from conversations c
  where c.id = wanted.conversation_id and c.deleted_at is null
  for no key update;
  if not found or not exists (
    select from participants p
    where p.conversation_id = wanted.conversation_id and p.person_id = wanted.uploader_id and p.left_at is null
  ) then return 'not_found'; end if;
  if conversation_status <> 'active' then return 'conversation_closed'; end if;

  -- One upload of a person counts and adds at a time, in whatever conversations they are.
  perform pg_advisory_xact_lock(hashtextextended('attachments of ' || wanted.uploader_id, 0));
  if unclaimed_attachments_v1(wanted.uploader_id) >= unclaimed_max then return 'too_many'; end if;

  insert into attachments (
    id, conversation_id, uploader_id, state, file_name, media_type, size_bytes, sha256, width, height,
    storage_key, thumbnail_key, external_url
  )
  values (
    wanted.id, wanted.conversation_id, wanted.uploader_id, wanted.state, wanted.file_name, wanted.media_type,
    wanted.size_bytes, wanted.sha256, wanted.width, wanted.height,
    wanted.storage_key, wanted.thumbnail_key, wanted.external_url
  )
  on conflict (id) do update set
    state = excluded.state,
    file_name = excluded.file_name,
    media_type = excluded.media_type,
    size_bytes = excluded.size_bytes,
    sha256 = excluded.sha256,
    width = excluded.width,
    height = excluded.height,
    thumbnail_key = excluded.thumbnail_key,
    created_at = now(),
    deleted_at = null,
    purged_at = null
  where attachments.purged_at is not null
    and attachments.message_id is null
    and attachments.uploader_id = excluded.uploader_id
    and attachments.storage_key = excluded.storage_key;
  return case when found then 'added' else 'busy' end;
end
$$;
--> statement-breakpoint
-- How many files of a person no message has.
create function unclaimed_attachments_v1(uploader uuid) returns integer
language plpgsql stable
set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    select count(*)
    from attachments a
    where a.uploader_id = uploader and a.message_id is null and a.deleted_at is null and a.purged_at is null
  );
end
$$;
--> statement-breakpoint
-- A person's files that no message has.
create index attachments_uploader_idx on attachments (uploader_id) where message_id is null and deleted_at is null;
--> statement-breakpoint
-- Ends the examination of a file. No row when it had ended before or the file was deleted. The message that has the file
-- takes the conversation's next revision with the file's new state in its snapshot (DEL-11); without one the columns are null.
create function settle_attachment_v1(attachment uuid, verdict text)
returns table (message json, conversation_id uuid, conversation_number integer, audience text)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  place uuid;
  file attachments;
  number_of_place integer;
  next_revision integer;
  changed messages;
begin
  select a.conversation_id into place from attachments a where a.id = attachment;
  if not found then return; end if;
  -- The conversation first: messages claim their files under its lock, so a file is claimed before or after this, not during.
  perform 1 from conversations c where c.id = place for no key update;

  update attachments a
  set state = verdict
  where a.id = attachment and a.state = 'pending' and a.deleted_at is null
  returning a.* into file;
  if not found then return; end if;

  if file.message_id is null or not exists (
    select from messages m where m.id = file.message_id and m.deleted_at is null
  ) then
    return query select null::json, null::uuid, null::integer, null::text;
    return;
  end if;

  -- What moved lately is what heartbeats tell, so whoever misses the announcement hears of the new revision (DEL-6).
  update conversations c
  set revision = c.revision + 1, updated_at = greatest(c.updated_at, clock_timestamp())
  where c.id = place and c.deleted_at is null
  returning c.number, c.revision into number_of_place, next_revision;
  if not found then
    return query select null::json, null::uuid, null::integer, null::text;
    return;
  end if;

  update messages m
  set
    revision = next_revision,
    attachments = (
      select jsonb_agg(
        case when entry ->> 'id' = file.id::text then attachment_json_v1(file)::jsonb else entry end
        order by position
      )
      from jsonb_array_elements(m.attachments) with ordinality as entries (entry, position)
    )
  where m.id = file.message_id
  returning m.* into changed;

  return query
  select
    message_json_v2(changed),
    place,
    number_of_place,
    (
      select string_agg(p.person_id::text, ',' order by p.person_id)
      from participants p where p.conversation_id = place and p.left_at is null
    );
end
$$;
--> statement-breakpoint
-- Files whose bytes have to go: deleted ones, and those that waited too long for a message, which are deleted herewith. A file
-- that a message claims at this moment is either claimed or taken, because both change its row.
create function take_purgeable_attachments_v1(unclaimed_for_ms bigint, max_count integer)
returns table (id uuid, storage_key text, thumbnail_key text)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  update attachments a
  set deleted_at = coalesce(a.deleted_at, now())
  from (
    select due.id
    from attachments due
    where due.purged_at is null
      and (due.message_id is null or due.deleted_at is not null)
      and (due.deleted_at is not null or due.created_at < now() - unclaimed_for_ms * interval '1 millisecond')
    order by due.created_at
    limit max_count
    for no key update skip locked
  ) taken
  where a.id = taken.id
  returning a.id, a.storage_key, a.thumbnail_key;
end
$$;
