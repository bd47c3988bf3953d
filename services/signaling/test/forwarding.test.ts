import { randomUUID } from 'node:crypto';
import { FORWARDING_AUDIENCE, type Announcement, type Signal } from '@causerie/contracts';
import { viewCall, type CallState, type Party } from '@causerie/core';
import { createLogger, createRedis } from '@causerie/service-kit';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { createClaims } from '../src/sfu/claims.ts';
import { hostForwarding, type ForwardingHost } from '../src/sfu/forwarding.ts';
import type { ForwardingProcess } from '../src/sfu/forwarding-process.ts';
import { testEnv } from './test-env.ts';

const WAIT_MS = 15_000;
const OFFER: Signal = { type: 'offer', sdp: 'v=0' };

const logger = createLogger({ service: 'signaling', level: 'silent', replicaId: 'tests' });
const redis = createRedis({ url: testEnv().redisUrl, name: 'test', logger, role: 'commands' });
const prefix = `t-${randomUUID().slice(0, 13)}`;
const hosts: ForwardingHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});
afterAll(() => redis.disconnect());

function party(name: string, over: Partial<Party> = {}): Party {
  const person = { id: randomUUID(), side: 'client' as const, subject: name, name };
  const media = { audio: true, video: true, screen: false };
  const nothing = { guestName: null, ringUntilMs: null, leaseUntilMs: null, admittedById: null, leftAtMs: null };
  return {
    ...nothing,
    id: randomUUID(),
    person,
    role: 'client',
    state: 'joined',
    device: `device-${name}`,
    media,
    joinedAtMs: 1,
    ...over,
  };
}

function callOf(parties: readonly Party[]): CallState {
  const [first] = parties;
  const ids = { id: randomUUID(), conversationId: null, initiatorId: first?.id ?? '', hostId: first?.id ?? '' };
  const times = {
    createdAtMs: 1,
    answeredAtMs: 1,
    endedAtMs: null,
    expiresAtMs: Date.now() + 60_000,
    emptySinceMs: null,
  };
  return {
    ...ids,
    ...times,
    kind: 'video',
    mode: 'room',
    topology: 'sfu',
    status: 'active',
    endReason: null,
    title: null,
    code: 'X',
    parties,
    version: 1,
  };
}

/** One replica: its host, what its process was told, and what it announced. */
function replica(calls: Map<string, CallState>) {
  const seated = new Map<string, readonly string[]>();
  const received: Array<[string, Signal]> = [];
  const announced: Announcement[] = [];
  const media: ForwardingProcess = {
    get calls() {
      return [...seated.keys()];
    },
    pid: undefined,
    seat: (callId, ids) => void seated.set(callId, ids),
    receive: (callId, from, signal) => void (seated.has(callId) && received.push([from, signal])),
    release: (callId) => void seated.delete(callId),
    close: async () => undefined,
  };
  const host = hostForwarding(media, {
    calls: { find: async (id) => calls.get(id) ?? null },
    forwarded: { live: async () => [...calls.values()].filter(({ status }) => status !== 'ended').map(({ id }) => id) },
    claims: createClaims({ redis, prefix, ownerId: randomUUID() }),
    signals: { announce: async (all) => void announced.push(...all) },
    onSeated: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  hosts.push(host);
  const update = (call: CallState): void => {
    const view = viewCall(call, call.hostId);
    host.hear({ audience: [FORWARDING_AUDIENCE], event: { type: 'call.updated', call: view } });
  };
  return { host, seated, received, announced, update };
}

test('one replica forwards a call, and another takes over when it ends', async () => {
  const call = callOf([party('Ana'), party('Ben')]);
  const calls = new Map([[call.id, call]]);
  const [one, other] = [replica(calls), replica(calls)];
  one.update(call);
  other.update(call);
  await vi.waitFor(() => expect(one.seated.size + other.seated.size).toBe(1), WAIT_MS);
  const [owner, spare] = one.seated.size === 1 ? [one, other] : [other, one];
  expect(owner.seated.get(call.id)).toEqual(call.parties.map(({ id }) => id));
  await owner.host.close();
  await vi.waitFor(() => expect(spare.seated.size).toBe(1), WAIT_MS);
  expect(owner.seated.size).toBe(0);
});

test('only who takes part is seated, and nobody after the end', async () => {
  const [ana, ben, waiting] = [party('Ana'), party('Ben'), party('Guest', { state: 'waiting' })];
  const call = callOf([ana, ben, waiting]);
  const calls = new Map([[call.id, call]]);
  const { seated, update } = replica(calls);
  update(call);
  await vi.waitFor(() => expect(seated.get(call.id)).toEqual([ana.id, ben.id]), WAIT_MS);
  calls.set(call.id, { ...call, parties: [ana, { ...ben, state: 'left' }, waiting] });
  update(call);
  await vi.waitFor(() => expect(seated.get(call.id)).toEqual([ana.id]), WAIT_MS);
  calls.set(call.id, { ...call, status: 'ended', endReason: 'completed' });
  update(call);
  await vi.waitFor(() => expect(seated.size).toBe(0), WAIT_MS);
});

test('CALL-5: signals reach the process from their sender, and the device of their addressee', async () => {
  const [ana, guest] = [party('Ana'), party('Guest', { person: null, guestName: 'Guest' })];
  const call = callOf([ana, guest]);
  const { host, seated, received, announced, update } = replica(new Map([[call.id, call]]));
  update(call);
  await vi.waitFor(() => expect(seated.size).toBe(1), WAIT_MS);
  const from = { participantId: ana.id, device: ana.device };
  const event = {
    type: 'call.signal' as const,
    callId: call.id,
    to: call.id,
    toDevice: null,
    from,
    fromPerson: null,
    toPerson: null,
    signal: OFFER,
  };
  host.hear({ audience: [FORWARDING_AUDIENCE], event });
  await vi.waitFor(() => expect(received).toEqual([[ana.id, OFFER]]), WAIT_MS);
  host.tell(call.id, ana.id, OFFER);
  host.tell(call.id, guest.id, OFFER);
  expect(announced.map(({ audience }) => audience)).toEqual([[ana.person?.id], [guest.id]]);
  expect(announced[0]?.event).toMatchObject({ to: ana.id, toDevice: ana.device, from: { participantId: call.id } });
});
