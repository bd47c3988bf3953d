import { endSessions, logout } from '@causerie/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, openGateway, type Gateway } from './gateway.ts';

const DEADLINE_MS = 5000;
const MINUTE_SECONDS = 60;
let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const leaving = () => ({ ...gateway, clock: { nowMs: Date.now }, withdraw: () => undefined, ...gateway.repositories });

describe('ID-12: withdrawn tokens', () => {
  it('lose their sockets at once, on every device, and nobody else does', async () => {
    const { doctor, patient } = await gateway.pair();
    const phone = await gateway.connect(patient);
    const laptop = await gateway.connect(patient, { issuedAt: nowSeconds() - MINUTE_SECONDS });
    const other = await gateway.connect(doctor);
    const fates = [ended(phone), ended(laptop)];
    const issuedAtMs = nowSeconds() * 1000;
    await logout(leaving(), { person: patient, expiresAtMs: Number.MAX_SAFE_INTEGER, issuedAtMs });
    expect(await Promise.all(fates)).toEqual(['revoked', 'revoked']);
    expect(other.connected).toBe(true);
    await expect(gateway.connect(patient, { issuedAt: nowSeconds() - 1 })).rejects.toThrow('token_revoked');
  });

  it('a token that was issued later is none of them', async () => {
    const { patient } = await gateway.pair();
    await gateway.revocations.revoke(patient.id, Date.now() - MINUTE_SECONDS * 1000);
    const old = gateway.connect(patient, { issuedAt: nowSeconds() - 2 * MINUTE_SECONDS });
    await expect(old).rejects.toThrow('token_revoked');
    expect((await gateway.connect(patient)).connected).toBe(true);
  });

  it('a token that does not say when it was issued counts as older than every withdrawal', async () => {
    const { patient } = await gateway.pair();
    await gateway.revocations.revoke(patient.id, 1);
    await expect(gateway.connect(patient, { issuedAt: 0 })).rejects.toThrow('token_revoked');
  });

  it('a back end ends the sessions of a person, and others may not', async () => {
    const { patient } = await gateway.pair();
    const socket = await gateway.connect(patient);
    const fate = ended(socket);
    const identity = { role: 'service', subject: 's', name: null, email: null, expiresAtMs: 0, issuedAtMs: 0 } as const;
    await expect(endSessions(leaving(), { ...identity, role: 'client' }, patient)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(socket.connected).toBe(true);
    await endSessions(leaving(), identity, patient);
    expect(await fate).toBe('revoked');
  });

  it('lose their sockets within 5 s though the announcement was lost', async () => {
    const { patient } = await gateway.pair();
    const fate = ended(await gateway.connect(patient));
    const begun = Date.now();
    await gateway.revocations.revoke(patient.id, begun);
    expect(await fate).toBe('revoked');
    expect(Date.now() - begun).toBeLessThan(DEADLINE_MS);
  });
});
