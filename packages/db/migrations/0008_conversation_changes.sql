-- Both people may block; the second one is remembered here and stays when the first takes their block back.
alter table conversations add column "blocked_also_by_id" uuid;
--> statement-breakpoint
-- Changes a conversation as a whole under its row lock. `verb` is update, block, unblock or remove; `wanted` a status or null
-- and `title` the new subject where `titled`. One row: `verdict` is c changed, s the same as before, n not found, f forbidden,
-- x conflict; the rest is there for c and s, but a removed conversation has no snapshot.
create function change_conversation_v1(
  conversation uuid, person uuid, verb text, wanted text, titled boolean, title text
)
returns table (verdict "char", audience text, name integer, snapshot json)
language plpgsql
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  was conversations;
  now_is conversations;
  people text;
begin
  select c.* into was from conversations c where c.id = conversation and c.deleted_at is null for no key update;
  -- Read after the lock: who left meanwhile is not told, and who is no participant learns nothing.
  select string_agg(p.person_id::text, ',' order by p.person_id) into people
  from participants p
  where p.conversation_id = was.id and p.left_at is null
  having bool_or(p.person_id = person);
  if people is null then
    return query select 'n'::"char", null::text, null::integer, null::json;
    return;
  end if;
  now_is := was;
  if verb = 'update' then
    if was.status = 'blocked' and (titled or wanted is not null) then
      return query select 'x'::"char", null::text, null::integer, null::json;
      return;
    end if;
    now_is.status := coalesce(wanted, was.status);
    now_is.subject := case when titled then title else was.subject end;
  elsif verb = 'block' and was.blocked_by_id is null then
    now_is.status := 'blocked';
    now_is.blocked_by_id := person;
  elsif verb = 'block' and was.blocked_by_id <> person then
    now_is.blocked_also_by_id := person;
  elsif verb = 'unblock' and was.blocked_by_id = person then
    now_is.status := case when was.blocked_also_by_id is null then 'active' else 'blocked' end;
    now_is.blocked_by_id := was.blocked_also_by_id;
    now_is.blocked_also_by_id := null;
  elsif verb = 'unblock' and was.blocked_also_by_id = person then
    now_is.blocked_also_by_id := null;
  elsif verb = 'unblock' and was.status = 'blocked' then
    return query select 'f'::"char", null::text, null::integer, null::json;
    return;
  elsif verb = 'remove' then
    if was.blocked_by_id <> person or was.blocked_also_by_id <> person then
      return query select 'x'::"char", null::text, null::integer, null::json;
      return;
    end if;
    update conversations c set deleted_at = clock_timestamp(), updated_at = clock_timestamp() where c.id = conversation;
    -- What purges files looks for this mark; whoever hears of something that is gone would only be refused.
    update attachments a set deleted_at = clock_timestamp() where a.conversation_id = conversation and a.deleted_at is null;
    delete from notifications n where n.conversation_id = conversation;
    return query select 'c'::"char", people, was.number, null::json;
    return;
  end if;
  if now_is is distinct from was then
    update conversations c
    set status = now_is.status, subject = now_is.subject, updated_at = clock_timestamp(),
      blocked_by_id = now_is.blocked_by_id, blocked_also_by_id = now_is.blocked_also_by_id
    where c.id = conversation
    returning c.* into now_is;
    return query select 'c'::"char", people, was.number, conversation_json_v2(now_is);
  else
    return query select 's'::"char", people, was.number, conversation_json_v2(was);
  end if;
end
$$;
