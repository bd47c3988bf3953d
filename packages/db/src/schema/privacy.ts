import { sql } from 'drizzle-orm';
import { bigint, boolean, check, customType, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** An export or an erasure of a person's data, from the request to the receipt. It has no foreign keys: it outlives the person. */
export const privacyRequests = pgTable(
  'privacy_requests',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    personId: uuid('person_id').notNull(),
    state: text('state').notNull().default('queued'),
    /** What was found, written or removed, by kind of thing; never the things themselves. */
    receipt: jsonb('receipt'),
    storageKey: text('storage_key'),
    createdAt: instant('created_at').notNull().defaultNow(),
    finishedAt: instant('finished_at'),
    expiresAt: instant('expires_at'),
    /** Until when somebody works on it. */
    claimedUntil: instant('claimed_until'),
    /** When an erasure was decided on. */
    confirmedAt: instant('confirmed_at'),
  },
  (table) => [
    index('privacy_requests_person_idx').on(table.personId, table.createdAt),
    index('privacy_requests_created_idx').on(table.createdAt, table.id),
    index('privacy_requests_open_idx')
      .on(table.createdAt)
      .where(sql`${table.state} in ('queued', 'running')`),
    index('privacy_requests_file_idx')
      .on(table.expiresAt)
      .where(sql`${table.storageKey} is not null`),
    check('privacy_requests_kind_check', sql`${table.kind} in ('export', 'erasure')`),
    check(
      'privacy_requests_state_check',
      sql`${table.state} in ('requested', 'queued', 'running', 'done', 'failed', 'refused', 'withdrawn')`,
    ),
  ],
);

/**
 * What tells that a token names somebody who was erased, for as long as such a token can live: a digest of side and subject,
 * salted with {@link privacySalt}. Tokens issued up to `revoked_up_to` do not bring the person back.
 */
export const withdrawnSubjects = pgTable('withdrawn_subjects', {
  digest: bytea('digest').primaryKey(),
  revokedUpTo: instant('revoked_up_to').notNull(),
  forgetAt: instant('forget_at').notNull(),
});

/** The salt of this database; one row. */
export const privacySalt = pgTable(
  'privacy_salt',
  { only: boolean('only').primaryKey().default(true).notNull(), salt: text('salt').notNull() },
  (table) => [check('privacy_salt_only_check', sql`${table.only}`)],
);

/** How far retention has come in the log: everything up to this number was looked at. */
export const retentionProgress = pgTable('retention_progress', {
  kind: text('kind').primaryKey(),
  number: bigint('number', { mode: 'number' }).notNull().default(0),
});
