import { AppError, type PrivacyRequest, type PrivacyRequestPage } from '@causerie/contracts';
import type { PrivacyRequests } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { prepare, required } from './prepared.ts';

/** Whose data a request `r` is about; `p` is the person's row, or nothing. */
export const PERSON_OF_REQUEST = `
  case when p.id is not null then
    json_build_object('id', p.id, 'side', p.side, 'subject', p.subject, 'name', p.name)
  end`;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Lists requests, oldest first; `request` is how a row `r` is printed. */
export function createRequestList(pool: Pool, request: string): PrivacyRequests['list'] {
  const list = prepare(
    pool,
    'privacy_list_v1',
    `select ${request}, ${PERSON_OF_REQUEST}
    from privacy_requests r left join people p on p.id = r.person_id
    where ($1::text is null or r.kind = $1) and ($2::text is null or r.state = $2)
      and ($3::timestamptz is null or (r.created_at, r.id) > ($3, $4::uuid))
    order by r.created_at, r.id limit $5`,
  );
  return async ({ kind, state, limit, cursor }) => {
    const [afterTime, afterId] = cursor === undefined ? [null, null] : readCursor(cursor);
    // One more than asked tells whether there is more.
    const rows = await list([kind ?? null, state ?? null, afterTime, afterId, limit + 1]);
    const items = rows.slice(0, limit).map((row): PrivacyRequestPage['items'][number] => {
      const person = row[1] ?? null;
      return {
        ...(JSON.parse(required(row, 0)) as PrivacyRequest),
        person: person === null ? null : JSON.parse(person),
      };
    });
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
  };
}

function cursorOf({ createdAt, id }: PrivacyRequest): string {
  return Buffer.from(`${createdAt}/${id}`).toString('base64url');
}

/** @throws AppError `page_out_of_range` when the text is not a cursor of ours. */
function readCursor(cursor: string): [createdAt: string, id: string] {
  const [createdAt = '', id = '', ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split('/');
  const isOurs = INSTANT.test(createdAt) && !Number.isNaN(Date.parse(createdAt)) && isId(id) && rest.length === 0;
  if (!isOurs) throw new AppError('page_out_of_range', 'cursor: not one of ours');
  return [createdAt, id];
}
