-- Counters and markers change with every message. Room in each page keeps the new version of a row beside the old one (HOT),
-- and an eager vacuum keeps that room free.
alter table conversations set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
--> statement-breakpoint
alter table participants set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
--> statement-breakpoint
create function refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;
--> statement-breakpoint
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();
--> statement-breakpoint
-- Receipts are history too; only the removal of a whole conversation takes them away.
create trigger receipts_never_updated before update or truncate on receipts
  for each statement execute function refuse_change();
--> statement-breakpoint
-- In place of foreign keys from `messages`, whose checks run row by row: one set-based check per statement.
-- Writers hold the lock of the conversation, so nobody can be removed from it meanwhile. The function that persists
-- batches has looked at every author itself and says so by a setting that ends with it.
create function check_new_messages() returns trigger
language plpgsql as $$
begin
  if exists (
    select from added
    where case
      when added.author_id is null then not exists (select from conversations c where c.id = added.conversation_id)
      else not exists (
        select from participants p
        where p.conversation_id = added.conversation_id and p.person_id = added.author_id
      )
    end
  ) then
    raise exception 'a message needs its conversation and its author in it' using errcode = 'foreign_key_violation';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger messages_belong after insert on messages
  referencing new table as added
  for each statement
  when (current_setting('causerie.members_checked', true) is distinct from 'yes')
  execute function check_new_messages();
--> statement-breakpoint
create function check_log_is_gone() returns trigger
language plpgsql as $$
begin
  if exists (
    select from removed join messages m on m.conversation_id = removed.id
  ) then
    raise exception 'a conversation goes after its messages' using errcode = 'foreign_key_violation';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger conversations_outlive_messages after delete on conversations
  referencing old table as removed
  for each statement execute function check_log_is_gone();
--> statement-breakpoint
create function check_author_is_silent() returns trigger
language plpgsql as $$
begin
  if exists (
    select from removed
    join messages m on m.conversation_id = removed.conversation_id and m.author_id = removed.person_id
  ) then
    raise exception 'a participant goes after their messages' using errcode = 'foreign_key_violation';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger participants_outlive_messages after delete on participants
  referencing old table as removed
  for each statement execute function check_author_is_silent();
