import type { Message, Side } from '@causerie/contracts';
import type { Messages } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { createPersist } from './persist.ts';
import { isoInstant, prepare, required, type TextRow } from './prepared.ts';

/**
 * The top of the log and one page of it, in one query. Whoever is not in the conversation gets no row at all; an empty page
 * is one row without a message. A removed message keeps its place and loses what it said.
 */
function pageStatement(range: string, order: 'asc' | 'desc'): string {
  return `
    select c.last_seq, m.id, m.number, m.seq, m.author_id, a.side, a.subject, a.name, m.type,
      case when m.deleted_at is null then m.content else '' end,
      case when m.deleted_at is null then m.metadata end,
      m.client_key, m.reply_to_id,
      m.created_at at time zone 'UTC', m.edited_at at time zone 'UTC', m.deleted_at at time zone 'UTC',
      m.mentions, m.reactions, m.attachments, m.revision
    from participants me
    join conversations c on c.id = me.conversation_id and c.deleted_at is null
    left join lateral (
      select * from messages
      where messages.conversation_id = $1 and ${range}
      order by messages.seq ${order}
      limit $3
    ) m on true
    left join people a on a.id = m.author_id
    where me.conversation_id = $1 and me.person_id = $2 and me.left_at is null
    order by m.seq ${order}`;
}

/** The log on Postgres. */
export function createMessages(pool: Pool): Messages {
  const newest = prepare(pool, 'messages_newest_v1', pageStatement('true', 'desc'));
  const older = prepare(pool, 'messages_before_v1', pageStatement('messages.seq < $4', 'desc'));
  const newer = prepare(pool, 'messages_after_v1', pageStatement('messages.seq > $4', 'asc'));
  const seqOfNumber = prepare(
    pool,
    'message_seq_of_number_v1',
    `select m.seq from messages m join conversations c on c.id = m.conversation_id and c.deleted_at is null
    where m.number = $2::bigint and m.conversation_id = $1`,
  );

  return {
    persist: createPersist(pool),
    async seqOfNumber(conversationId, number) {
      if (!isId(conversationId) || !Number.isSafeInteger(number)) return null;
      const [row] = await seqOfNumber([conversationId, number]);
      return row === undefined ? null : Number(row[0]);
    },
    async page({ conversationId, personId, before, after, limit }) {
      if (!isId(conversationId) || !isId(personId)) return null;
      // One more than asked tells whether there is more.
      const asked = [conversationId, personId, limit + 1];
      const rows =
        after !== undefined
          ? await newer([...asked, clampSeq(after)])
          : before !== undefined
            ? await older([...asked, clampSeq(before)])
            : await newest(asked);
      const [first] = rows;
      if (first === undefined) return null;
      const found = rows.filter((row) => row[1] !== null);
      const page = found.slice(0, limit).map((row) => readMessage(conversationId.toLowerCase(), row));
      return {
        items: after === undefined ? page.toReversed() : page,
        lastSeq: Number(first[0]),
        hasMore: found.length > limit,
      };
    },
  };
}

const SEQ_MAX = 2_147_483_647;

/** No seq is above what the column can hold, so a larger bound means the same. */
function clampSeq(seq: number): number {
  return Math.min(seq, SEQ_MAX);
}

function readMessage(conversationId: string, row: TextRow): Message {
  const metadata = row[10] ?? null;
  return {
    id: required(row, 1),
    number: Number(row[2]),
    conversationId,
    seq: Number(row[3]),
    author: readAuthor(row),
    type: required(row, 8) as Message['type'],
    content: required(row, 9),
    metadata: metadata === null ? null : (JSON.parse(metadata) as Message['metadata']),
    clientMessageId: row[11] ?? null,
    replyToId: row[12] ?? null,
    mentions: readIds(row[16]),
    reactions: JSON.parse(row[17] ?? '[]') as Message['reactions'],
    attachments: JSON.parse(row[18] ?? '[]') as Message['attachments'],
    revision: Number(row[19]),
    createdAt: isoInstant(required(row, 13)),
    editedAt: instantOrNull(row[14]),
    deletedAt: instantOrNull(row[15]),
  };
}

function readAuthor(row: TextRow): Message['author'] {
  const id = row[4] ?? null;
  if (id === null) return null;
  return { id, side: required(row, 5) as Side, subject: required(row, 6), name: required(row, 7) };
}

/** `{id,id}`, as Postgres prints an array of ids. */
function readIds(text: string | null | undefined): string[] {
  return text === null || text === undefined || text === '{}' ? [] : text.slice(1, -1).split(',');
}

function instantOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : isoInstant(text);
}
