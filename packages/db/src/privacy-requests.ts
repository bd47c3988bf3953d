import type { Person, PrivacyKind, PrivacyRequest } from '@causerie/contracts';
import type { PrivacyRequests } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';
import { createRequestList, PERSON_OF_REQUEST } from './privacy-request-list.ts';

const REQUEST = `
  json_build_object(
    'id', r.id, 'kind', r.kind, 'state', r.state, 'receipt', coalesce(r.receipt, '{}'::jsonb),
    'createdAt', iso_instant(r.created_at), 'confirmedAt', iso_instant(r.confirmed_at),
    'finishedAt', iso_instant(r.finished_at), 'expiresAt', iso_instant(r.expires_at)
  )`;

/** Under a lock of the person, so that two who ask at once get one. */
const OPEN_EXPORT = `
  with locked as (
    select p.id from people p where p.id = $2 for no key update
  ),
  known as (
    select r.* from locked, privacy_requests r
    where r.person_id = $2 and r.kind = 'export'
      and (r.state in ('queued', 'running') or (r.state = 'done' and r.storage_key is not null
        and r.finished_at > now() - $3::float8 * interval '1 millisecond'))
    order by r.created_at desc limit 1
  ),
  made as (
    insert into privacy_requests (id, kind, person_id)
    select $1, 'export', locked.id from locked where not exists (select from known)
    returning *
  )
  select ${REQUEST} from (select * from known union all select * from made) r`;

const CLAIM = `
  update privacy_requests r
  set state = 'running', claimed_until = clock_timestamp() + $2::float8 * interval '1 millisecond'
  where r.id = $1 and r.state in ('queued', 'running')
    and (r.claimed_until is null or r.claimed_until < clock_timestamp())
  returning r.kind, r.person_id, extract(epoch from clock_timestamp() - coalesce(r.confirmed_at, r.created_at)) * 1000`;

const WAITING = `
  select r.id from privacy_requests r
  where r.state in ('queued', 'running') and (r.claimed_until is null or r.claimed_until < now())
  order by r.created_at limit $1`;

/** Exports and erasures on Postgres. */
export function createPrivacyRequests(pool: Pool): PrivacyRequests {
  const find = prepare(
    pool,
    'privacy_find_v1',
    `select ${REQUEST}, r.person_id, r.storage_key, ${PERSON_OF_REQUEST}
    from privacy_requests r left join people p on p.id = r.person_id where r.id = $1`,
  );
  return {
    ...createOpening(pool, find),
    ...createAsking(pool, find),
    list: createRequestList(pool, REQUEST),
    ...createWorking(pool),
    ...createFiles(pool),
    async find(id) {
      const [row] = isId(id) ? await find([id]) : [];
      if (row === undefined) return null;
      const person = row[3] === null || row[3] === undefined ? null : (JSON.parse(row[3]) as Person);
      return { request: readRequest(row), personId: required(row, 1), storageKey: row[2] ?? null, person };
    },
  };
}

function createOpening(
  pool: Pool,
  find: ReturnType<typeof prepare>,
): Pick<PrivacyRequests, 'openExport' | 'openErasure'> {
  const openExport = prepare(pool, 'privacy_open_export_v1', OPEN_EXPORT);
  const openErasure = prepare(pool, 'open_erasure_v1', 'select open_erasure_v1($1, $2, $3)');
  return {
    async openExport({ id, personId, reuseMs }) {
      return readRequest(one(await openExport([id, personId, reuseMs])));
    },
    async openErasure({ id, personId, tokenLifeMs }) {
      const opened = one(await openErasure([id, personId, tokenLifeMs]));
      return readRequest(one(await find([required(opened, 0)])));
    },
  };
}

type Asking = 'askErasure' | 'confirmErasure' | 'endAsked' | 'lastErasure';

/** Erasures that their person asks for. */
function createAsking(pool: Pool, find: ReturnType<typeof prepare>): Pick<PrivacyRequests, Asking> {
  const ask = prepare(pool, 'ask_erasure_v1', 'select ask_erasure_v1($1, $2)');
  const confirm = prepare(pool, 'confirm_erasure_v1', 'select confirm_erasure_v1($1, $2)');
  const endAsked = prepare(pool, 'end_asked_v1', 'select end_asked_v1($1, $2)');
  const last = prepare(
    pool,
    'last_erasure_v1',
    `select ${REQUEST} from privacy_requests r
    where r.person_id = $1 and r.kind = 'erasure' order by r.created_at desc limit 1`,
  );
  const read = async (id: string): Promise<PrivacyRequest> => readRequest(one(await find([id])));
  return {
    askErasure: async ({ id, personId }) => read(required(one(await ask([id, personId])), 0)),
    async confirmErasure(id, tokenLifeMs) {
      const [row] = isId(id) ? await confirm([id, tokenLifeMs]) : [];
      return row?.[0] === null || row?.[0] === undefined ? null : read(row[0]);
    },
    async endAsked(id, as) {
      const [row] = isId(id) ? await endAsked([id, as]) : [];
      return row?.[0] === 't' ? read(id) : null;
    },
    async lastErasure(personId) {
      const [row] = await last([personId]);
      return row === undefined ? null : readRequest(row);
    },
  };
}

type Working = 'waiting' | 'claim' | 'keep' | 'release' | 'startExport' | 'finishExport' | 'finishErasure' | 'fail';

function createWorking(pool: Pool): Pick<PrivacyRequests, Working> {
  const waiting = prepare(pool, 'privacy_waiting_v1', WAITING);
  const claim = prepare(pool, 'privacy_claim_v1', CLAIM);
  const keep = prepare(
    pool,
    'privacy_keep_v1',
    `update privacy_requests set claimed_until = clock_timestamp() + $2::float8 * interval '1 millisecond' where id = $1`,
  );
  const release = prepare(pool, 'privacy_release_v1', 'update privacy_requests set claimed_until = null where id = $1');
  const startExport = prepare(
    pool,
    'privacy_start_export_v1',
    `update privacy_requests set storage_key = $2 where id = $1 and state = 'running' returning id`,
  );
  const finishExport = prepare(
    pool,
    'privacy_finish_export_v1',
    `update privacy_requests
    set state = 'done', receipt = $2, finished_at = now(), expires_at = now() + $3::float8 * interval '1 millisecond'
    where id = $1 and state = 'running' returning id`,
  );
  const end = prepare(
    pool,
    'privacy_end_v1',
    'update privacy_requests set state = $2, finished_at = now() where id = $1',
  );
  return {
    waiting: async (limit) => (await waiting([limit])).map((row) => required(row, 0)),
    async claim(id, forMs) {
      const [row] = isId(id) ? await claim([id, forMs]) : [];
      if (row === undefined) return null;
      return { kind: required(row, 0) as PrivacyKind, personId: required(row, 1), ageMs: Number(row[2]) };
    },
    keep: async (id, forMs) => void (await keep([id, forMs])),
    release: async (id) => void (await release([id])),
    startExport: async (id, storageKey) => (await startExport([id, storageKey])).length > 0,
    async finishExport(id, { keptForMs, receipt }) {
      return (await finishExport([id, JSON.stringify(receipt), keptForMs])).length > 0;
    },
    finishErasure: async (id) => void (await end([id, 'done'])),
    fail: async (id) => void (await end([id, 'failed'])),
  };
}

function createFiles(pool: Pool): Pick<PrivacyRequests, 'outdated' | 'noteRemoved'> {
  const outdated = prepare(
    pool,
    'privacy_outdated_v1',
    `select r.id, r.storage_key from privacy_requests r
    where r.storage_key is not null and (
      r.expires_at <= now() or (r.state = 'failed' and (r.claimed_until is null or r.claimed_until < now()))
    )
    order by r.expires_at limit $1`,
  );
  const noteRemoved = prepare(
    pool,
    'privacy_removed_v1',
    'update privacy_requests set storage_key = null where id = $1',
  );
  return {
    async outdated(limit) {
      return (await outdated([limit])).map((row) => ({ id: required(row, 0), storageKey: required(row, 1) }));
    },
    noteRemoved: async (id) => void (await noteRemoved([id])),
  };
}

function readRequest(row: TextRow): PrivacyRequest {
  return JSON.parse(required(row, 0)) as PrivacyRequest;
}

function one(rows: readonly TextRow[]): TextRow {
  const [row] = rows;
  if (row === undefined) throw new Error('The database returned no row for a request that was just made');
  return row;
}
