import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/**
 * Who did what to what. A trigger refuses every change of what was written, but for its retention. It has no foreign keys: a trace outlives what it traces.
 */
export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    actorId: uuid('actor_id'),
    actorRole: text('actor_role').notNull(),
    action: text('action').notNull(),
    /** The person whose data it was, where that is somebody else or another row would not tell. */
    whoseId: uuid('whose_id'),
    outcome: text('outcome').notNull().default('ok'),
    targetKind: text('target_kind'),
    targetId: text('target_id'),
    requestId: text('request_id'),
    detail: jsonb('detail'),
    /** Where the target belongs; who takes part there is who the record is about, too. */
    conversationId: uuid('conversation_id'),
  },
  (table) => [
    index('audit_actor_idx').on(table.actorId, table.id),
    index('audit_whose_idx')
      .on(table.whoseId, table.id)
      .where(sql`${table.whoseId} is not null`),
    index('audit_conversation_idx')
      .on(table.conversationId, table.id)
      .where(sql`${table.conversationId} is not null`),
    index('audit_at_idx').using('brin', table.at).with({ pages_per_range: 32, autosummarize: true }),
    index('audit_target_idx').on(table.targetKind, table.targetId, table.id),
    check(
      'audit_actor_role_check',
      sql`${table.actorRole} in ('professional', 'client', 'service', 'admin', 'system', 'anonymous')`,
    ),
  ],
);
