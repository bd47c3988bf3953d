import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Who did what to what. A trigger refuses every change of what was written. It has no foreign keys: a trace outlives what it traces.
 */
export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    actorId: uuid('actor_id'),
    actorRole: text('actor_role').notNull(),
    action: text('action').notNull(),
    targetKind: text('target_kind'),
    targetId: text('target_id'),
    requestId: text('request_id'),
    detail: jsonb('detail'),
  },
  (table) => [
    index('audit_actor_idx').on(table.actorId, table.id),
    index('audit_target_idx').on(table.targetKind, table.targetId, table.id),
    check(
      'audit_actor_role_check',
      sql`${table.actorRole} in ('professional', 'client', 'service', 'admin', 'system')`,
    ),
  ],
);
