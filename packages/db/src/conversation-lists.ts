import type { Conversation } from '@causerie/contracts';
import type { ConversationChanges, Conversations } from '@causerie/core';
import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

/** Everything a person is in: the base of every list. */
export const MINE = `
  from participants me
  join conversations c on c.id = me.conversation_id and c.deleted_at is null
  where me.person_id = $1 and me.left_at is null`;

/** Unread by arithmetic (DEL-8), of a row of {@link MINE}. */
export const UNREAD_COUNT = '((c.last_seq - me.read_seq) - (me.sent_count - me.sent_at_read))';

/** The same by counting rows: what the self-check compares with. */
export const COUNTED_UNREAD = `(
  select count(*) from messages m
  where m.conversation_id = c.id and m.seq > me.read_seq and m.author_id is distinct from me.person_id
)`;

const ACTIVE_AT = 'coalesce(c.last_message_at, c.created_at)';

/**
 * Whether the searched text `value` is part of the subject or of the other person's name, or all its words are in one message.
 * The conversations with such a message are found once, whatever the number of those that are looked through.
 */
const matches = (value: string) => `(
  strpos(fold_text(c.subject), fold_text(${value})) > 0
  or exists (
    select from participants other
    join people on people.id = other.person_id
    where other.conversation_id = c.id and other.person_id <> $1 and other.left_at is null
      and strpos(people.folded_name, fold_text(${value})) > 0
  )
  or c.id in (select conversations_saying_v1($1, ${value}))
)`;

/** One statement with a search and one without, so that lists never pay for searching. */
const list = (condition: string) => `
  select conversation_json_v2(page.c), page.rank, iso_instant(page.at)
  from (
    select mine.c, mine.rank, mine.at, mine.id
    from (
      select c, c.id,
        case when $3 = 'unread' then ${UNREAD_COUNT} else 0 end as rank,
        case when $3 = 'created' then c.created_at else ${ACTIVE_AT} end as at
      ${MINE}
        and ($4::text is null or c.status = $4)
        and ($5 is not true or ${UNREAD_COUNT} > 0)
        ${condition}
    ) mine
    where $7::timestamptz is null or (mine.rank, mine.at, mine.id) < ($6::integer, $7, $8::uuid)
    order by mine.rank desc, mine.at desc, mine.id desc
    limit $2
  ) page
  order by page.rank desc, page.at desc, page.id desc`;

/** One row without a conversation tells the total of a page beyond the end. */
const page = (condition: string) => `
  with mine as materialized (
    select c.id, ${ACTIVE_AT} as at
    ${MINE} and ($4::text[] is null or c.status = any ($4)) ${condition}
  )
  select (select count(*) from mine), (select conversation_json_v2(c) from conversations c where c.id = page.id)
  from (select 1) one
  left join (
    select mine.id, mine.at from mine
    order by mine.at desc, mine.id desc
    limit $2 offset $3
  ) page on true
  order by page.at desc, page.id desc`;

/** `Conversations.list` on Postgres. */
export function createConversationList(pool: Pool): Conversations['list'] {
  const all = prepare(pool, 'conversation_list_v2', list(''));
  const found = prepare(pool, 'conversation_list_found_v2', list(`and ${matches('$9::text')}`));
  return async ({ personId, limit, cursor, status, search, sort = 'activity', unread }) => {
    const from = cursor === undefined ? undefined : decodeCursor(sort, cursor);
    if (!isId(personId)) return { items: [], nextCursor: null };
    const asked = [personId, limit + 1, sort, status ?? null, unread ?? false];
    const after = [from?.rank ?? null, from?.at ?? null, from?.id ?? null];
    const rows = search === undefined ? await all([...asked, ...after]) : await found([...asked, ...after, search]);
    const items = rows.slice(0, limit).map((row) => readConversation(row, 0));
    const last = items.at(-1);
    const lastRow = rows[limit - 1];
    if (rows.length <= limit || last === undefined || lastRow === undefined) return { items, nextCursor: null };
    const place = { rank: Number(lastRow[1]), at: required(lastRow, 2), id: last.id };
    return { items, nextCursor: encodeCursor(sort, place) };
  };
}

/** `ConversationChanges.page` on Postgres. */
export function createConversationPage(pool: Pool): ConversationChanges['page'] {
  const all = prepare(pool, 'conversation_page_v1', page(''));
  const found = prepare(pool, 'conversation_page_found_v1', page(`and ${matches('$5::text')}`));
  return async ({ personId, page: number, limit, status, search }) => {
    if (!isId(personId)) return { items: [], total: 0 };
    const asked = [personId, limit, (number - 1) * limit, status === undefined ? null : [status].flat()];
    const rows = search === undefined ? await all(asked) : await found([...asked, search]);
    const items = rows.filter((row) => row[1] !== null).map((row) => readConversation(row, 1));
    return { items, total: Number(rows[0]?.[0]) };
  };
}

/** A conversation as Postgres printed it. */
export function readConversation(row: TextRow, column: number): Conversation {
  return JSON.parse(required(row, column)) as Conversation;
}
