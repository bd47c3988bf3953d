import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** Everyone we know; (side, subject) is how the product team's system names them. An unknown name is ''. */
export const people = pgTable(
  'people',
  {
    id: uuid('id').primaryKey(),
    side: text('side').notNull(),
    subject: text('subject').notNull(),
    name: text('name').notNull().default(''),
    /** The name as searches compare it: lower case, without accents. */
    foldedName: text('folded_name').generatedAlwaysAs(sql`fold_text(name)`),
    email: text('email'),
    available: boolean('available').notNull().default(true),
    disabledAt: instant('disabled_at'),
    lastSeenAt: instant('last_seen_at'),
    /** Tokens issued up to this moment are withdrawn. */
    revokedUpTo: instant('revoked_up_to'),
    erasedAt: instant('erased_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('people_side_subject_key').on(table.side, table.subject),
    check('people_side_check', sql`${table.side} in ('professional', 'client')`),
    check('people_subject_check', sql`${table.subject} <> ''`),
  ],
);

/** Who may meet whom, as the product team's system says. */
export const links = pgTable(
  'links',
  {
    professionalId: uuid('professional_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    clientId: uuid('client_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: 'links_pkey', columns: [table.professionalId, table.clientId] }),
    index('links_client_idx').on(table.clientId),
    check('links_ends_check', sql`${table.professionalId} <> ${table.clientId}`),
  ],
);
