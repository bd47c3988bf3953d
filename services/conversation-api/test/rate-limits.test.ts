import { AppError } from '@causerie/contracts';
import type { RateLimits } from '@causerie/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAuditDoor, type AuditDoor } from './audit-door.ts';

const RETRY_AFTER_SECONDS = 7;
let door: AuditDoor;
let limited = '';
const refuse = (what: string): void => {
  if (limited === what) throw new AppError('rate_limited', undefined, { retryAfterSeconds: RETRY_AFTER_SECONDS });
};
const limits: RateLimits = {
  person: () => refuse('person'),
  address: () => refuse('address'),
  handshake: () => undefined,
  send: () => undefined,
  deployment: () => refuse('deployment'),
};

beforeAll(async () => {
  door = await openAuditDoor({ limits });
});
afterAll(() => door.close());

describe('RATE-1: what is too much is answered 429 with Retry-After', () => {
  for (const path of [
    '/v1/unread',
    '/api/messaging/conversations',
    '/messaging/conversations',
    '/api/messaging/medecin-patient/patient/conversations',
  ]) {
    it(`in the manner of ${path}, whichever limit it is`, async () => {
      const { patient } = await door.pair(['Dr Moreau', 'Léa']);
      for (const limit of ['person', 'address', 'deployment']) {
        limited = limit;
        const refused = await door.call(patient, 'GET', path);
        expect([limit, refused.status, refused.headers.get('retry-after')]).toEqual([limit, 429, '7']);
        expect(JSON.stringify(await refused.json())).toContain('rate_limited');
      }
      limited = '';
      expect((await door.call(patient, 'GET', path)).status).toBe(200);
    });
  }

  it('the limit of a person is none of back ends and operators', async () => {
    limited = 'person';
    const put = await door.call({ side: 'service', subject: 's' }, 'PUT', '/v1/directory/users/client/9', {
      name: 'Zoé',
    });
    expect(put.status).toBe(200);
    expect((await door.call({ side: 'admin', subject: 'a' }, 'GET', '/v1/admin/audit')).status).toBe(200);
  });
});
