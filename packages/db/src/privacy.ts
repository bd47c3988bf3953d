import { ERASED_NAME } from '@causerie/contracts';
import type { ErasedMessage, Erasures, PersonalData, PrivacyRequests, Retention, Revocations } from '@causerie/core';
import type { Pool } from 'pg';
import { createPersonalData } from './personal-data.ts';
import { prepare, required, type TextRow } from './prepared.ts';
import { createPrivacyRequests } from './privacy-requests.ts';
import { createRevocations } from './revocations.ts';

/** What privacy needs of the database. */
export interface PrivacyRepositories {
  erasures: Erasures;
  personalData: PersonalData;
  privacyRequests: PrivacyRequests;
  retention: Retention;
  revocations: Revocations;
}

/** Repositories of exports, erasures, withdrawn tokens and retention. */
export function createPrivacyRepositories(pool: Pool): PrivacyRepositories {
  return {
    erasures: createErasures(pool),
    personalData: createPersonalData(pool),
    privacyRequests: createPrivacyRequests(pool),
    retention: createRetention(pool),
    revocations: createRevocations(pool),
  };
}

function createErasures(pool: Pool): Erasures {
  const messages = prepare(pool, 'erase_messages_v1', 'select * from erase_messages_v1($1, $2, $3, $4)');
  const traces = prepare(pool, 'erase_traces_v1', 'select erase_traces_v1($1, $2, $3)');
  const person = prepare(pool, 'erase_person_v1', 'select erase_person_v1($1, $2, $3)');
  const unpurged = prepare(
    pool,
    'unpurged_files_v1',
    'select count(*) from attachments a where a.uploader_id = $1 and a.purged_at is null',
  );
  const exports = prepare(
    pool,
    'exports_of_v1',
    'select r.id, r.storage_key from privacy_requests r where r.person_id = $1 and r.storage_key is not null',
  );
  const underWay = prepare(
    pool,
    'exports_under_way_v1',
    `select count(*) from privacy_requests r
    where r.person_id = $1 and r.kind = 'export' and r.claimed_until > clock_timestamp()`,
  );
  return {
    async eraseMessages({ requestId, personId, after, limit }) {
      const [row] = await messages([requestId, personId, after, limit]);
      if (row === undefined) return { changes: [], next: null };
      // A conversation that has more is looked at again.
      const next = row[1] === 't' ? { after } : { after: required(row, 0) };
      return { changes: readChanges(row[2]), next };
    },
    async eraseTraces({ requestId, personId, limit }) {
      const [row] = await traces([requestId, personId, limit]);
      return { changes: readChanges(row?.[0]), more: row !== undefined && row[0] !== null };
    },
    async erasePerson({ requestId, personId }) {
      const [row] = await person([requestId, personId, ERASED_NAME]);
      return { wasErased: row?.[0] === 't' };
    },
    async unpurgedFiles(personId) {
      const [row] = await unpurged([personId]);
      return Number(row?.[0] ?? 0);
    },
    async exportsUnderWay(personId) {
      const [row] = await underWay([personId]);
      return Number(row?.[0] ?? 0);
    },
    async exportsOf(personId) {
      return (await exports([personId])).map((row) => ({ id: required(row, 0), storageKey: required(row, 1) }));
    },
  };
}

function createRetention(pool: Pool): Retention {
  const messages = prepare(pool, 'expire_messages_v1', 'select * from expire_messages_v1($1, $2)');
  const removed = prepare(pool, 'empty_removed_v1', 'select * from empty_removed_v1($1, $2)');
  const files = prepare(pool, 'expire_files_v1', 'select * from expire_files_v1($1, $2)');
  const calls = prepare(pool, 'expire_calls_v1', 'select expire_calls_v1($1, $2)');
  const withdrawn = prepare(
    pool,
    'forget_withdrawn_v1',
    'delete from withdrawn_subjects w where w.forget_at <= now() returning 1',
  );
  return {
    expireMessages: async ({ olderThanDays, limit }) => readStep(await messages([olderThanDays, limit])),
    async emptyRemoved({ olderThanDays, limit }) {
      const { changes: _, ...step } = readStep(await removed([olderThanDays, limit]));
      return step;
    },
    expireFiles: async ({ olderThanDays, limit }) => readStep(await files([olderThanDays, limit])),
    expireCalls: async ({ olderThanDays, limit }) => Number((await calls([olderThanDays, limit]))[0]?.[0] ?? 0),
    forgetWithdrawn: async () => (await withdrawn([])).length,
  };
}

function readStep([row = []]: readonly TextRow[]): { removed: number; more: boolean; changes: ErasedMessage[] } {
  return { removed: Number(row[0] ?? 0), more: row[1] === 't', changes: readChanges(row[2]) };
}

function readChanges(text: string | null | undefined): ErasedMessage[] {
  return text === null || text === undefined ? [] : (JSON.parse(text) as ErasedMessage[]);
}
