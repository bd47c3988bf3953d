import type { Notification, NotificationPage } from '@causerie/contracts';
import type { Notifications } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

/** What is still unread for a person: the last column of every statement here. */
const UNREAD = `(
  select count(*) from notifications left_unread
  where left_unread.person_id = $1 and left_unread.read_at is null and left_unread.deleted_at is null
)`;

const LIST = `
  select coalesce(json_agg(notification_json_v1(n) order by n.id desc), '[]'), ${UNREAD}
  from (
    select n.*
    from notifications n
    where n.person_id = $1 and n.deleted_at is null
      and ($2::uuid is null or n.id < $2)
      and ($3::text is null or n.kind = $3)
      and ($4::boolean is null or (n.read_at is null) = $4)
    order by n.id desc
    limit $5
  ) n`;

const MARK_READ = `
  with mine as (
    select n.id, n.read_at from notifications n where n.person_id = $1 and n.id = $2 and n.deleted_at is null for no key update
  ),
  changed as (
    update notifications n set read_at = clock_timestamp() from mine where n.id = mine.id and mine.read_at is null returning n.id
  )
  select exists (select from changed), ${UNREAD} - (select count(*) from changed) from mine`;

const MARK_ALL_READ = `
  with changed as (
    update notifications n set read_at = clock_timestamp()
    where n.id in (
      select n.id from notifications n
      where n.person_id = $1 and n.read_at is null and n.deleted_at is null
      order by n.id for no key update
    )
    returning n.id
  )
  select count(*) from changed`;

const REMOVE = `
  with mine as (
    select n.id, n.read_at from notifications n where n.person_id = $1 and n.id = $2 and n.deleted_at is null for no key update
  ),
  changed as (
    update notifications n set deleted_at = clock_timestamp(), read_at = coalesce(n.read_at, clock_timestamp())
    from mine where n.id = mine.id
  )
  select ${UNREAD} - (select count(*) from mine where mine.read_at is null) from mine`;

/** What people were told, on Postgres. */
export function createNotifications(pool: Pool): Notifications {
  const list = prepare(pool, 'notifications_list', LIST);
  const add = prepare(pool, 'add_notification_v1', 'select add_notification_v1($1, $2, $3, $4, $5, $6)');
  const markRead = prepare(pool, 'notification_read', MARK_READ);
  const markAllRead = prepare(pool, 'notifications_read_all', MARK_ALL_READ);
  const remove = prepare(pool, 'notification_remove', REMOVE);
  return {
    async list({ personId, limit, cursor, kind, unread }) {
      const [row] = await list([personId, cursor ?? null, kind ?? null, unread ?? null, limit + 1]);
      return readPage(row ?? [], limit);
    },
    async add({ id, personId, kind, dedupeKey, conversationId, detail }) {
      const [row] = await add([id, personId, kind, dedupeKey, conversationId, JSON.stringify(detail)]);
      const printed = row?.[0];
      return printed === null || printed === undefined ? null : (JSON.parse(printed) as Notification);
    },
    async markRead(personId, id) {
      const [row] = isId(id) ? await markRead([personId, id]) : [];
      return row === undefined ? null : { changed: row[0] === 't', unread: Number(row[1]) };
    },
    async markAllRead(personId) {
      return Number((await markAllRead([personId]))[0]?.[0]);
    },
    async remove(personId, id) {
      const [row] = isId(id) ? await remove([personId, id]) : [];
      return row === undefined ? null : { unread: Number(row[0]) };
    },
  };
}

/** One more than the page was asked for, so that the last page is known to be the last. */
function readPage(row: TextRow, limit: number): NotificationPage {
  const found = JSON.parse(required(row, 0)) as Notification[];
  const items = found.slice(0, limit);
  const nextCursor = found.length > limit ? (items.at(-1)?.id ?? null) : null;
  return { items, nextCursor, unread: Number(row[1]) };
}
