import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';
import { conversations } from './conversations.ts';
import { people } from './people.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/**
 * A call from its first ring to its end. `version` is compared and swapped by every transition, so that one device
 * answers. Both sides calling at once meet in `calls_live_key`: a conversation has one live call.
 */
export const calls = pgTable(
  'calls',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id').references(() => conversations.id),
    kind: text('kind').notNull().default('video'),
    status: text('status').notNull().default('pending'),
    endReason: text('end_reason'),
    initiatorId: uuid('initiator_id')
      .notNull()
      .references(() => people.id),
    professionalId: uuid('professional_id')
      .notNull()
      .references(() => people.id),
    clientId: uuid('client_id').references(() => people.id),
    answeredById: uuid('answered_by_id').references(() => people.id),
    answeredDevice: text('answered_device'),
    conferenceCode: text('conference_code').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    ringDeadlineAt: instant('ring_deadline_at'),
    answeredAt: instant('answered_at'),
    endedAt: instant('ended_at'),
    expiresAt: instant('expires_at'),
  },
  (table) => [
    unique('calls_conference_code_key').on(table.conferenceCode),
    uniqueIndex('calls_live_key')
      .on(table.conversationId)
      .where(sql`${table.status} <> 'ended'`),
    index('calls_professional_idx').on(table.professionalId, table.createdAt.desc()),
    index('calls_client_idx').on(table.clientId, table.createdAt.desc()),
    index('calls_ring_deadline_idx')
      .on(table.ringDeadlineAt)
      .where(sql`${table.status} in ('pending', 'ringing')`),
    check('calls_kind_check', sql`${table.kind} in ('audio', 'video')`),
    check('calls_status_check', sql`${table.status} in ('pending', 'ringing', 'active', 'ended')`),
    check(
      'calls_end_reason_check',
      sql`${table.endReason} is null or ${table.endReason} in ('completed', 'declined', 'missed', 'cancelled', 'busy', 'failed', 'expired')`,
    ),
    check(
      'calls_ended_check',
      sql`(${table.status} = 'ended') = (${table.endReason} is not null) and (${table.status} = 'ended') = (${table.endedAt} is not null)`,
    ),
  ],
);

/** Somebody in a call: a person we know, or a guest with a name who waits until a professional admits them. */
export const callParticipants = pgTable(
  'call_participants',
  {
    id: uuid('id').primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    personId: uuid('person_id').references(() => people.id),
    guestName: text('guest_name'),
    role: text('role').notNull(),
    state: text('state').notNull().default('invited'),
    admittedById: uuid('admitted_by_id').references(() => people.id),
    createdAt: instant('created_at').notNull().defaultNow(),
    joinedAt: instant('joined_at'),
    leftAt: instant('left_at'),
  },
  (table) => [
    unique('call_participants_person_key').on(table.callId, table.personId),
    index('call_participants_person_idx').on(table.personId),
    check('call_participants_who_check', sql`(${table.personId} is null) <> (${table.guestName} is null)`),
    check('call_participants_role_check', sql`${table.role} in ('professional', 'client', 'guest')`),
    check(
      'call_participants_state_check',
      sql`${table.state} in ('invited', 'ringing', 'waiting', 'admitted', 'joined', 'declined', 'left', 'removed')`,
    ),
  ],
);

/** What happened in a call, in order; what history and statistics are made from. */
export const callEvents = pgTable(
  'call_events',
  {
    callId: uuid('call_id').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind').notNull(),
    participantId: uuid('participant_id').references(() => callParticipants.id, { onDelete: 'set null' }),
    device: text('device'),
    detail: jsonb('detail'),
    at: instant('at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: 'call_events_pkey', columns: [table.callId, table.seq] }),
    foreignKey({ name: 'call_events_call_fk', columns: [table.callId], foreignColumns: [calls.id] }).onDelete(
      'cascade',
    ),
    index('call_events_participant_idx').on(table.participantId),
    check('call_events_seq_check', sql`${table.seq} > 0`),
  ],
);

/** A link that lets somebody join a conference. Only the SHA-256 of the token is here: a stolen table opens no door. */
export const callShareTokens = pgTable(
  'call_share_tokens',
  {
    tokenHash: bytea('token_hash').primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    createdById: uuid('created_by_id')
      .notNull()
      .references(() => people.id),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    useCount: bigint('use_count', { mode: 'number' }).notNull().default(0),
  },
  (table) => [
    index('call_share_tokens_call_idx').on(table.callId),
    check('call_share_tokens_hash_check', sql`octet_length(${table.tokenHash}) = 32`),
    check('call_share_tokens_life_check', sql`${table.expiresAt} > ${table.createdAt}`),
  ],
);
