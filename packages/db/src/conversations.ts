import { AppError, type Conversation, type ConversationStatus, type UnreadTotals } from '@causerie/contracts';
import type { Conversations } from '@causerie/core';
import type { Pool } from 'pg';
import { COUNTED_UNREAD, MINE, UNREAD_COUNT, createConversationList, readConversation } from './conversation-lists.ts';
import { StatementFailed } from './guard.ts';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

const FOREIGN_KEY_VIOLATION = '23503';

const ACCESS = `
  select c.id, c.number, c.status, string_agg(p.person_id::text, ',' order by p.person_id)
  from conversations c
  left join participants p on p.conversation_id = c.id and p.left_at is null
  where c.id = $1 and c.deleted_at is null
  group by c.id`;

const GET = `select conversation_json_v2(c) ${MINE} and me.conversation_id = $2`;

const OF_APPOINTMENT = `select conversation_json_v2(c) ${MINE} and c.appointment_id = $2`;

const TOPS = `
  select asked.person_id, top.id, top.last_seq, top.revision
  from unnest($1::uuid[]) with ordinality asked (person_id, position)
  cross join lateral (
    select c.id, c.last_seq, c.revision, coalesce(c.last_message_at, c.created_at) as active_at
    from participants me
    join conversations c on c.id = me.conversation_id and c.deleted_at is null
    where me.person_id = asked.person_id and me.left_at is null
      and ($2::float8 is null or c.updated_at >= now() - $2 * interval '1 millisecond')
    order by active_at desc, c.id desc
    limit $3
  ) top
  order by asked.position, top.active_at desc, top.id desc`;

const UNREAD = `
  select conversation_id, unread, last_seq
  from (
    select c.id as conversation_id, c.last_seq, coalesce(c.last_message_at, c.created_at) as active_at,
      ${UNREAD_COUNT} as unread
    ${MINE}
  ) mine
  where unread > 0
  order by active_at desc, conversation_id desc`;

const UNREAD_TOTALS = `
  select me.person_id, sum(${UNREAD_COUNT})
  from participants me
  join conversations c on c.id = me.conversation_id and c.deleted_at is null
  where me.person_id = any ($1::uuid[]) and me.left_at is null
  group by me.person_id`;

const RECOUNT = `
  select conversation_id, unread, last_seq
  from (
    select c.id as conversation_id, c.last_seq, coalesce(c.last_message_at, c.created_at) as active_at,
      ${COUNTED_UNREAD} as unread
    ${MINE}
  ) mine
  where unread > 0
  order by active_at desc, conversation_id desc`;

/** Conversations on Postgres. */
export function createConversations(pool: Pool): Conversations {
  const statement = statements(pool);
  return {
    async access(conversationId) {
      const [row] = isId(conversationId) ? await statement.access([conversationId]) : [];
      if (row === undefined) return null;
      return {
        id: required(row, 0),
        number: Number(row[1]),
        status: required(row, 2) as ConversationStatus,
        participantIds: row[3] ? row[3].split(',') : [],
      };
    },
    async idOfNumber(number) {
      if (!Number.isSafeInteger(number)) return null;
      const [row] = await statement.idOfNumber([number]);
      return row?.[0] ?? null;
    },
    async openPair({ id, professionalId, clientId, subject }) {
      return opened(statement, await rowOfPair(statement.openPair([id, professionalId, clientId, subject])));
    },
    async openForAppointment({ id, professionalId, clientId, subject, appointmentId }) {
      const values = [id, professionalId, clientId, subject, appointmentId];
      const row = await rowOfPair(statement.openAppointment(values));
      if (row[2] !== 't') throw new AppError('conflict');
      return opened(statement, row);
    },
    async get(conversationId, personId) {
      if (!isId(conversationId) || !isId(personId)) return null;
      const [row] = await statement.get([personId, conversationId]);
      return row === undefined ? null : readConversation(row, 0);
    },
    async ofAppointment(appointmentId, personId) {
      const [row] = isId(personId) ? await statement.ofAppointment([personId, appointmentId]) : [];
      return row === undefined ? null : readConversation(row, 0);
    },
    list: createConversationList(pool),
    async tops({ personIds, activeWithinMs, limitPerPerson }) {
      if (personIds.length === 0) return [];
      const rows = await statement.tops([`{${personIds.join(',')}}`, activeWithinMs ?? null, limitPerPerson]);
      return rows.map((row) => ({
        personId: required(row, 0),
        conversationId: required(row, 1),
        lastSeq: Number(row[2]),
        revision: Number(row[3]),
      }));
    },
    unread: async (personId) => readTotals(isId(personId) ? await statement.unread([personId]) : []),
    async unreadTotals(personIds) {
      const rows = personIds.length === 0 ? [] : await statement.unreadTotals([`{${personIds.join(',')}}`]);
      const totals = new Map(personIds.map((personId) => [personId, 0]));
      for (const row of rows) totals.set(required(row, 0), Number(row[1]));
      return totals;
    },
    recountUnread: async (personId) => readTotals(isId(personId) ? await statement.recount([personId]) : []),
  };
}

/** What a function that opens answered: [id, created, …]. */
async function rowOfPair(answer: Promise<TextRow[]>): Promise<TextRow> {
  const [row] = await answer.catch((error: unknown) => {
    // Somebody who does not exist cannot be met.
    if (error instanceof StatementFailed && error.code === FOREIGN_KEY_VIOLATION) throw new AppError('not_found');
    throw error;
  });
  if (row === undefined) throw new Error('Opening a conversation answered nothing');
  return row;
}

async function opened(
  statement: ReturnType<typeof statements>,
  row: TextRow,
): Promise<{ conversation: Conversation; created: boolean }> {
  const [conversation] = await statement.load([required(row, 0)]);
  // Removed between the two statements: for the caller it never was there, and a retry makes a new one.
  if (conversation === undefined) throw new AppError('unavailable');
  return { conversation: readConversation(conversation, 0), created: row[1] === 't' };
}

function statements(pool: Pool) {
  return {
    access: prepare(pool, 'conversation_access_v1', ACCESS),
    idOfNumber: prepare(
      pool,
      'conversation_of_number_v1',
      'select id from conversations where number = $1::bigint and deleted_at is null',
    ),
    openPair: prepare(pool, 'open_pair_v1', 'select id, created from open_pair_v1($1, $2, $3, $4)'),
    openAppointment: prepare(
      pool,
      'open_appointment_v1',
      'select id, created, theirs from open_appointment_v1($1, $2, $3, $4, $5)',
    ),
    load: prepare(
      pool,
      'conversation_load_v1',
      'select conversation_json_v2(c) from conversations c where c.id = $1 and c.deleted_at is null',
    ),
    get: prepare(pool, 'conversation_get_v1', GET),
    ofAppointment: prepare(pool, 'conversation_of_appointment_v1', OF_APPOINTMENT),
    tops: prepare(pool, 'conversation_tops_v1', TOPS),
    unread: prepare(pool, 'conversation_unread_v1', UNREAD),
    unreadTotals: prepare(pool, 'conversation_unread_totals_v1', UNREAD_TOTALS),
    recount: prepare(pool, 'conversation_recount_v1', RECOUNT),
  };
}

function readTotals(rows: readonly TextRow[]): UnreadTotals {
  const conversations = rows.map((row) => ({
    conversationId: required(row, 0),
    unread: Number(row[1]),
    lastSeq: Number(row[2]),
  }));
  return { total: conversations.reduce((sum, { unread }) => sum + unread, 0), conversations };
}
