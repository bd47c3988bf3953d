import type { Message, MessageEdit, MessageReceipt, Side } from '@causerie/contracts';
import { REACTION_EMOJI_MAX, type ChangeOutcome, type FoundMessage, type MessageChanges } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { isoInstant, prepare, required, type TextRow } from './prepared.ts';

/** The message, its conversation and everybody in it, for somebody who is in it too. */
const VISIBLE = `
  from messages m
  join conversations c on c.id = m.conversation_id and c.deleted_at is null
  join participants me on me.conversation_id = c.id and me.person_id = $2 and me.left_at is null`;

const FIND = `
  select message_json_v2(m), c.id, c.number, (
    select string_agg(p.person_id::text, ',' order by p.person_id)
    from participants p where p.conversation_id = c.id and p.left_at is null
  )
  ${VISIBLE}
  where m.id = $1`;

/** One row without a message when nothing changed. The second condition on the revision is what lets the partial index serve. */
const CHANGES = `
  select c.revision, changed.revision, message_json_v2(changed)
  from participants me
  join conversations c on c.id = me.conversation_id and c.deleted_at is null
  left join lateral (
    select * from messages m
    where m.conversation_id = $1 and m.revision > $3 and m.revision > 0
    order by m.revision
    limit $4
  ) changed on true
  where me.conversation_id = $1 and me.person_id = $2 and me.left_at is null
  order by changed.revision`;

const EDITS = `
  select e.revision, e.content, e.edited_at at time zone 'UTC'
  ${VISIBLE}
  left join message_edits e on e.message_id = m.id
  where m.id = $1
  order by e.revision`;

/** The first step of a marker that reached the message is when it happened. Nobody reads what they have not received. */
const RECEIPTS = `
  select a.id, a.side, a.subject, a.name,
    least(delivered.at, read.at) at time zone 'UTC', read.at at time zone 'UTC'
  ${VISIBLE}
  left join participants other
    on other.conversation_id = c.id and other.left_at is null and other.person_id is distinct from m.author_id
  left join people a on a.id = other.person_id
  left join lateral (
    select r.at from receipts r
    where r.conversation_id = c.id and r.reader_id = other.person_id and r.kind = 'delivered' and r.up_to_seq >= m.seq
    order by r.up_to_seq
    limit 1
  ) delivered on true
  left join lateral (
    select r.at from receipts r
    where r.conversation_id = c.id and r.reader_id = other.person_id and r.kind = 'read' and r.up_to_seq >= m.seq
    order by r.up_to_seq
    limit 1
  ) read on true
  where m.id = $1
  order by other.person_id`;

const CODES = {
  n: 'not_found',
  f: 'forbidden',
  d: 'conflict',
  x: 'conversation_closed',
  m: 'unprocessable',
} as const;

/** Changes of messages on Postgres. */
export function createMessageChanges(pool: Pool): MessageChanges {
  const edit = prepare(pool, 'edit_message_v1', 'select * from edit_message_v1($1, $2, $3)');
  const remove = prepare(pool, 'delete_message_v1', 'select * from delete_message_v1($1, $2)');
  const react = prepare(pool, 'set_reaction_v1', 'select * from set_reaction_v1($1, $2, $3, $4, $5)');
  const find = prepare(pool, 'message_find_v1', FIND);
  const changes = prepare(pool, 'message_changes_v1', CHANGES);
  const edits = prepare(pool, 'message_edits_v1', EDITS);
  const receipts = prepare(pool, 'message_receipts_v1', RECEIPTS);

  return {
    edit: async ({ messageId, personId, content }) => change(edit, messageId, personId, content),
    delete: async ({ messageId, personId }) => change(remove, messageId, personId),
    setReaction: async ({ messageId, personId, emoji, active }) =>
      change(react, messageId, personId, emoji, active, REACTION_EMOJI_MAX),
    async changes({ conversationId, personId, after, limit }) {
      if (!isId(conversationId) || !isId(personId)) return null;
      // One more than asked tells whether there is more.
      const rows = await changes([conversationId, personId, Math.min(after, REVISION_MAX), limit + 1]);
      const [first] = rows;
      if (first === undefined) return null;
      const found = rows.filter((row) => row[1] !== null);
      const items = found.slice(0, limit).map((row) => JSON.parse(required(row, 2)) as Message);
      return { items, revision: Number(first[0]), hasMore: found.length > limit };
    },
    async edits(messageId, personId) {
      const rows = isId(messageId) && isId(personId) ? await edits([messageId, personId]) : [];
      return rows.length === 0 ? null : rows.filter((row) => row[0] !== null).map(readEdit);
    },
    async receipts(messageId, personId) {
      const rows = isId(messageId) && isId(personId) ? await receipts([messageId, personId]) : [];
      return rows.length === 0 ? null : rows.filter((row) => row[0] !== null).map(readReceipt);
    },
    async find(messageId, personId) {
      const [row] = isId(messageId) && isId(personId) ? await find([messageId, personId]) : [];
      return row === undefined ? null : readFound(row, 0);
    },
  };
}

/** No revision is above what the column can hold, so a larger bound means the same. */
const REVISION_MAX = 2_147_483_647;

async function change(
  statement: ReturnType<typeof prepare>,
  messageId: string,
  personId: string,
  ...values: unknown[]
): Promise<ChangeOutcome> {
  if (!isId(messageId) || !isId(personId)) return { ok: false, code: 'not_found' };
  const [row] = await statement([messageId, personId, ...values]);
  const verdict = row === undefined ? 'n' : required(row, 0);
  if (row === undefined || (verdict !== 'c' && verdict !== 's')) {
    return { ok: false, code: CODES[verdict as keyof typeof CODES] };
  }
  return { ok: true, changed: verdict === 'c', ...readFound(row, 1) };
}

/** From `at`: the message as JSON, the id and number of its conversation, the audience. */
function readFound(row: TextRow, at: number): FoundMessage {
  return {
    message: JSON.parse(required(row, at)) as Message,
    conversation: { id: required(row, at + 1), number: Number(row[at + 2]) },
    audience: required(row, at + 3).split(','),
  };
}

function readEdit(row: TextRow): MessageEdit {
  return { revision: Number(row[0]), content: required(row, 1), editedAt: isoInstant(required(row, 2)) };
}

function readReceipt(row: TextRow): MessageReceipt {
  const person = {
    id: required(row, 0),
    side: required(row, 1) as Side,
    subject: required(row, 2),
    name: required(row, 3),
  };
  const [deliveredAt = null, readAt = null] = row.slice(4);
  return {
    person,
    deliveredAt: deliveredAt === null ? null : isoInstant(deliveredAt),
    readAt: readAt === null ? null : isoInstant(readAt),
  };
}
