import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
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
 * answers. Both sides calling at once meet in `calls_live_key`: a conversation has one live call. The initiator and the
 * host are participants, which point to the call themselves: a foreign key back would be a circle.
 */
export const calls = pgTable(
  'calls',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id').references(() => conversations.id),
    kind: text('kind').notNull().default('video'),
    status: text('status').notNull().default('pending'),
    endReason: text('end_reason'),
    mode: text('mode').notNull(),
    topology: text('topology').notNull(),
    title: text('title'),
    initiatorId: uuid('initiator_id').notNull(),
    hostId: uuid('host_id').notNull(),
    conferenceCode: text('conference_code').notNull(),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    answeredAt: instant('answered_at'),
    endedAt: instant('ended_at'),
    expiresAt: instant('expires_at').notNull(),
    /** Since when nobody is in it. */
    emptySince: instant('empty_since'),
    /** When retention took away what it said. */
    emptiedAt: instant('emptied_at'),
  },
  (table) => [
    unique('calls_conference_code_key').on(table.conferenceCode),
    uniqueIndex('calls_live_key')
      .on(table.conversationId)
      .where(sql`${table.status} <> 'ended'`),
    index('calls_conversation_idx').on(table.conversationId, table.createdAt, table.id),
    index('calls_created_idx').on(table.createdAt),
    index('calls_expiry_idx')
      .on(table.expiresAt)
      .where(sql`${table.status} <> 'ended'`),
    index('calls_empty_idx')
      .on(table.emptySince)
      .where(sql`${table.status} <> 'ended' and ${table.answeredAt} is not null`),
    index('calls_age_idx')
      .on(table.endedAt)
      .where(sql`${table.emptiedAt} is null`),
    check('calls_kind_check', sql`${table.kind} in ('audio', 'video')`),
    check('calls_mode_check', sql`${table.mode} in ('ring', 'room')`),
    check('calls_topology_check', sql`${table.topology} in ('mesh', 'sfu')`),
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

/**
 * Somebody in a call: a person we know, or a guest with a name who waits until a professional admits them. `live` and
 * `call_created_at` repeat what the call says, for the indexes: a person is joined in one live call at a time, and finds
 * their calls in the order in which they began.
 */
export const callParticipants = pgTable(
  'call_participants',
  {
    id: uuid('id').primaryKey(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    personId: uuid('person_id').references(() => people.id),
    /** Order within the call, from 1. */
    place: smallint('place').notNull(),
    guestName: text('guest_name'),
    role: text('role').notNull(),
    state: text('state').notNull().default('invited'),
    ringUntil: instant('ring_until'),
    device: text('device'),
    media: jsonb('media').notNull(),
    leaseUntil: instant('lease_until'),
    admittedById: uuid('admitted_by_id').references(() => people.id),
    createdAt: instant('created_at').notNull().defaultNow(),
    joinedAt: instant('joined_at'),
    leftAt: instant('left_at'),
    live: boolean('live').notNull(),
    callCreatedAt: instant('call_created_at').notNull(),
    /** What their client measured. */
    quality: jsonb('quality'),
  },
  (table) => [
    unique('call_participants_person_key').on(table.callId, table.personId),
    uniqueIndex('call_participants_joined_key')
      .on(table.personId)
      .where(sql`${table.live} and ${table.state} = 'joined'`),
    index('call_participants_live_idx')
      .on(table.personId)
      .where(sql`${table.live}`),
    index('call_participants_history_idx').on(table.personId, table.callCreatedAt, table.callId),
    index('call_participants_missed_idx')
      .on(table.personId, table.callCreatedAt, table.callId)
      .where(sql`${table.state} = 'missed'`),
    index('call_participants_ring_idx')
      .on(table.ringUntil)
      .where(sql`${table.live} and ${table.state} in ('invited', 'ringing')`),
    index('call_participants_lease_idx')
      .on(table.leaseUntil)
      .where(sql`${table.live} and ${table.state} = 'joined'`),
    check('call_participants_who_check', sql`(${table.personId} is null) <> (${table.guestName} is null)`),
    check('call_participants_role_check', sql`${table.role} in ('professional', 'client', 'guest')`),
    check(
      'call_participants_state_check',
      sql`${table.state} in ('invited', 'ringing', 'waiting', 'joined', 'missed', 'declined', 'left', 'removed')`,
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
    /** What its makers name it by. */
    id: uuid('id').notNull(),
    callId: uuid('call_id')
      .notNull()
      .references(() => calls.id, { onDelete: 'cascade' }),
    createdById: uuid('created_by_id')
      .notNull()
      .references(() => people.id),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    singleSeat: boolean('single_seat').notNull(),
    useCount: bigint('use_count', { mode: 'number' }).notNull().default(0),
  },
  (table) => [
    unique('call_share_tokens_id_key').on(table.id),
    index('call_share_tokens_call_idx').on(table.callId),
    index('call_share_tokens_creator_idx').on(table.createdById),
    check('call_share_tokens_hash_check', sql`octet_length(${table.tokenHash}) = 32`),
    check('call_share_tokens_life_check', sql`${table.expiresAt} > ${table.createdAt}`),
  ],
);
