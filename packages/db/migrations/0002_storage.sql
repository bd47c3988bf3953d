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
