import { AppError, type Conversation, type ConversationStatus, type UnreadTotals } from '@causerie/contracts';
import type { Conversations } from '@causerie/core';
import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from './cursor.ts';
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

/** Everything a person is in: the base of every list. */
const MINE = `
  from participants me
  join conversations c on c.id = me.conversation_id and c.deleted_at is null
  where me.person_id = $1 and me.left_at is null`;

const GET = `select conversation_json_v1(c) ${MINE} and me.conversation_id = $2`;

const LIST = `
  select conversation_json_v1(page.c)
  from (
    select c, coalesce(c.last_message_at, c.created_at) as active_at
    ${MINE}
      and ($2::text is null or c.status = $2)
      and ($3::timestamptz is null or (coalesce(c.last_message_at, c.created_at), c.id) < ($3, $4::uuid))
      and ($5::text is null
        or strpos(fold_text(c.subject), fold_text($5)) > 0
        or exists (
          select from participants other
          join people on people.id = other.person_id
          where other.conversation_id = c.id and other.person_id <> $1 and other.left_at is null
            and strpos(people.folded_name, fold_text($5)) > 0
        ))
    order by active_at desc, c.id desc
    limit $6
  ) page
  order by page.active_at desc, (page.c).id desc`;

const TOPS = `
  select asked.person_id, top.id, top.last_seq
  from unnest($1::uuid[]) with ordinality asked (person_id, position)
  cross join lateral (
    select c.id, c.last_seq, coalesce(c.last_message_at, c.created_at) as active_at
    from participants me
    join conversations c on c.id = me.conversation_id and c.deleted_at is null
    where me.person_id = asked.person_id and me.left_at is null
      and ($2::float8 is null or c.last_message_at >= now() - $2 * interval '1 millisecond')
    order by active_at desc, c.id desc
    limit $3
  ) top
  order by asked.position, top.active_at desc, top.id desc`;

const UNREAD = `
  select conversation_id, unread, last_seq
  from (
    select c.id as conversation_id, c.last_seq, coalesce(c.last_message_at, c.created_at) as active_at,
      (c.last_seq - me.read_seq) - (me.sent_count - me.sent_at_read) as unread
    ${MINE}
  ) mine
  where unread > 0
  order by active_at desc, conversation_id desc`;

const RECOUNT = `
  select conversation_id, unread, last_seq
  from (
    select c.id as conversation_id, c.last_seq, coalesce(c.last_message_at, c.created_at) as active_at, (
      select count(*) from messages m
      where m.conversation_id = c.id and m.seq > me.read_seq and m.author_id is distinct from me.person_id
    ) as unread
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
      const [row] = await statement.openPair([id, professionalId, clientId, subject]).catch((error: unknown) => {
        // Somebody who does not exist cannot be met.
        if (error instanceof StatementFailed && error.code === FOREIGN_KEY_VIOLATION) throw new AppError('not_found');
        throw error;
      });
      if (row === undefined) throw new Error('open_pair_v1 answered nothing');
      const [conversation] = await statement.load([required(row, 0)]);
      // Removed between the two statements: for the caller it never was there, and a retry makes a new one.
      if (conversation === undefined) throw new AppError('unavailable');
      return { conversation: readConversation(conversation), created: row[1] === 't' };
    },
    async get(conversationId, personId) {
      if (!isId(conversationId) || !isId(personId)) return null;
      const [row] = await statement.get([personId, conversationId]);
      return row === undefined ? null : readConversation(row);
    },
    async list({ personId, limit, cursor, status, search }) {
      const from = cursor === undefined ? undefined : decodeCursor(cursor);
      if (!isId(personId)) return { items: [], nextCursor: null };
      const rows = await statement.list([
        personId,
        status ?? null,
        from?.activeAt ?? null,
        from?.id ?? null,
        search ?? null,
        limit + 1,
      ]);
      const items = rows.slice(0, limit).map(readConversation);
      const last = items.at(-1);
      const more = rows.length > limit && last !== undefined;
      const activeAt = last?.lastMessageAt ?? last?.createdAt ?? '';
      return { items, nextCursor: more ? encodeCursor({ activeAt, id: last.id }) : null };
    },
    async tops({ personIds, activeWithinMs, limitPerPerson }) {
      if (personIds.length === 0) return [];
      const rows = await statement.tops([`{${personIds.join(',')}}`, activeWithinMs ?? null, limitPerPerson]);
      return rows.map((row) => ({
        personId: required(row, 0),
        conversationId: required(row, 1),
        lastSeq: Number(row[2]),
      }));
    },
    unread: async (personId) => readTotals(isId(personId) ? await statement.unread([personId]) : []),
    recountUnread: async (personId) => readTotals(isId(personId) ? await statement.recount([personId]) : []),
  };
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
    load: prepare(
      pool,
      'conversation_load_v1',
      'select conversation_json_v1(c) from conversations c where c.id = $1 and c.deleted_at is null',
    ),
    get: prepare(pool, 'conversation_get_v1', GET),
    list: prepare(pool, 'conversation_list_v1', LIST),
    tops: prepare(pool, 'conversation_tops_v1', TOPS),
    unread: prepare(pool, 'conversation_unread_v1', UNREAD),
    recount: prepare(pool, 'conversation_recount_v1', RECOUNT),
  };
}

function readConversation(row: TextRow): Conversation {
  return JSON.parse(required(row, 0)) as Conversation;
}

function readTotals(rows: readonly TextRow[]): UnreadTotals {
  const conversations = rows.map((row) => ({
    conversationId: required(row, 0),
    unread: Number(row[1]),
    lastSeq: Number(row[2]),
  }));
  return { total: conversations.reduce((sum, { unread }) => sum + unread, 0), conversations };
}
