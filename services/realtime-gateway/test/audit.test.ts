import { AuditQuery } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway, type Gateway } from './gateway.ts';

const CANARY = 'kanarienvogel';
let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

/** The records of a person, oldest first, once there are so many. */
async function recordsOf(actorId: string, count: number) {
  const read = async () => (await gateway.audit.list(AuditQuery.parse({ actorId }))).items.toReversed();
  await expect.poll(async () => (await read()).length, { timeout: 5000 }).toBe(count);
  return read();
}

describe('AUD-1: what sockets do is recorded', () => {
  it('who did what to what and how it ended, and nothing that was said', async () => {
    const { patient, conversation } = await gateway.pair(['Dr Moreau', `Léa ${CANARY}`]);
    const conversationId = conversation.id;
    const socket = await gateway.connect(patient);
    const sent = await socket.emitWithAck('message.send', {
      conversationId,
      content: CANARY,
      clientMessageId: CANARY,
      metadata: { note: CANARY },
    });
    const messageId: string = sent.message.id;
    await socket.emitWithAck('message.edit', { messageId, content: `${CANARY} 2` });
    await socket.emitWithAck('read.update', { conversationId, upToSeq: 1 });
    await socket.emitWithAck('typing', { conversationId, active: true });
    const { patient: stranger } = await gateway.pair();
    const foreign = (await gateway.pair()).conversation.id;
    await socket.emitWithAck('message.send', { conversationId: foreign, content: CANARY });
    await socket.emitWithAck('message.send', { conversationId: CANARY });
    await socket.emitWithAck(CANARY, {});

    const records = await recordsOf(patient.id, 7);
    expect(records.map(({ action, outcome, targetKind, targetId }) => [action, outcome, targetKind, targetId])).toEqual(
      [
        ['socket connect', 'ok', null, null],
        ['socket message.send', 'ok', 'message', messageId],
        ['socket message.edit', 'ok', 'message', messageId],
        ['socket read.update', 'ok', 'conversation', conversationId],
        ['socket message.send', 'not_found', 'conversation', foreign],
        ['socket unknown', 'invalid_input', null, null],
        ['socket unknown', 'invalid_input', null, null],
      ],
    );
    expect(records[0]).toMatchObject({ actorRole: 'client', whoseId: patient.id });
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(7);
    const { rows } = await gateway.pool.query('select * from audit');
    expect(JSON.stringify(rows)).not.toContain(CANARY);
    expect(stranger.id).not.toBe(patient.id);
  });

  it('a refused connection names nobody', async () => {
    const { patient } = await gateway.pair();
    await gateway.revocations.revoke(patient.id, Date.now());
    await expect(gateway.connect(patient, { issuedAt: 1 })).rejects.toThrow('token_revoked');
    const refused = async () =>
      (await gateway.audit.list(AuditQuery.parse({ action: 'socket connect', outcome: 'token_revoked' }))).items;
    await expect.poll(async () => (await refused()).length, { timeout: 5000 }).toBe(1);
    expect((await refused())[0]).toMatchObject({ actorId: null, actorRole: 'anonymous', whoseId: null });
  });
});

describe('RATE-1: sockets', () => {
  it('an address that connects too often is refused, and others are not', async () => {
    const limited = await openGateway({ RATE_HANDSHAKE_PER_MINUTE: 2 });
    const { patient } = await limited.pair();
    const from = '203.0.113.7';
    await limited.connect(patient, { from });
    await limited.connect(patient, { from });
    await expect(limited.connect(patient, { from })).rejects.toThrow('rate_limited');
    await limited.connect(patient, { from: '203.0.113.8' });
    await limited.close();
  });

  it('a person who does too much is told when to come back, and is recorded no more', async () => {
    const limited = await openGateway({ RATE_PERSON_PER_MINUTE: 3 });
    const { patient } = await limited.pair();
    const socket = await limited.connect(patient);
    for (let n = 0; n < 3; n++) expect(await socket.emitWithAck('sync', {})).toMatchObject({ ok: true });
    const { ok, error } = await socket.emitWithAck('sync', {});
    expect([ok, error]).toMatchObject([false, { code: 'rate_limited', retryable: true }]);
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
    await limited.trail.close();
    const { items } = await limited.audit.list(AuditQuery.parse({ actorId: patient.id }));
    expect(items.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok']);
    await limited.close();
  });
});
