import type { Call } from '@causerie/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CandidateBatch, CandidateBuffer } from '../src/calls/candidates.ts';
import { type CallAction, reduceCalls } from '../src/calls/reduce.ts';
import { rehearse, verdictOf } from '../src/calls/rehearsal.ts';
import { readAnswer, sessionOf, ufragsOf, versionOf, withOffer } from '../src/calls/sdp.ts';
import { noCalls } from '../src/calls/state.ts';
import { machine, ringingCall } from './calls-fake-line.ts';
import { FakeClock } from './fake-clock.ts';

const OFFER =
  'v=0\r\no=- 77 3 IN IP4 0.0.0.0\r\ns=-\r\nm=audio 9\r\na=ice-ufrag:abcd\r\nm=video 9\r\na=ice-ufrag:efgh\r\n';
const ANSWER = 'v=0\r\no=- 88 2 IN IP4 0.0.0.0\r\ns=-\r\nm=audio 9\r\n';

describe('what is known of calls', () => {
  it('CALL-12: snapshots in any order, repeated, lead to the newest one, and what ended never comes back', () => {
    const versions = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(versions, fc.option(fc.integer({ min: 1, max: 8 })), (order, endsAt) => {
        const snapshot = (version: number): Call => ({
          ...ringingCall(),
          version,
          ...(endsAt !== null && version >= endsAt ? { status: 'ended', endReason: 'missed' } : {}),
        });
        const actions = order.map((version): CallAction => ({ type: 'call', call: snapshot(version) }));
        const state = actions.reduce(reduceCalls, noCalls);
        const ended = endsAt !== null && order.some((version) => version >= endsAt);
        expect(state.calls['call']?.version).toBe(ended ? undefined : Math.max(...order));
      }),
    );
  });

  it('a call that was not among mine when all were asked for is gone, one that came meanwhile stays', () => {
    const held = [ringingCall({ id: 'old' }), ringingCall({ id: 'new' })];
    const before = held.map((call): CallAction => ({ type: 'call', call })).reduce(reduceCalls, noCalls);
    const state = reduceCalls(before, { type: 'synced', calls: [], known: ['old'] });
    expect(Object.keys(state.calls)).toEqual(['new']);
    const late = reduceCalls(state, { type: 'call', call: ringingCall({ id: 'old' }) });
    expect(late).toBe(state);
  });

  it('nothing rings that is not known to live', () => {
    expect(reduceCalls(noCalls, { type: 'ring', callId: 'call', untilMs: 5 })).toBe(noCalls);
    const known = reduceCalls(noCalls, { type: 'call', call: ringingCall() });
    const rings = reduceCalls(known, { type: 'ring', callId: 'call', untilMs: 5 });
    expect(rings.rings).toEqual({ call: 5 });
    const ended = reduceCalls(rings, { type: 'call', call: ringingCall({ status: 'ended', version: 2 }) });
    expect(ended.rings).toEqual({});
  });

  it('the last call that ended is told, so that one that was missed can be called back', () => {
    const rang = reduceCalls(noCalls, { type: 'call', call: ringingCall() });
    const missed = ringingCall({ status: 'ended', endReason: 'missed', version: 2 });
    const state = reduceCalls(rang, { type: 'call', call: missed });
    expect([rang.lastEnded, state.lastEnded, state.over]).toEqual([null, missed, null]);
  });
});

describe('a rehearsal', () => {
  it('opens no device that a preview has tried already', async () => {
    const told: unknown[] = [];
    const { findings, verdict } = await rehearse({
      env: machine(new FakeClock()),
      ice: { fetch: () => Promise.resolve({ iceServers: [], iceTransportPolicy: 'all', expiresAt: null }) },
      line: {
        rest: (_method, _path, body) => {
          told.push(body);
          return Promise.resolve() as Promise<never>;
        },
      },
      tried: { microphone: 'ok', camera: 'denied' },
    });
    const outcomes = findings.map(({ code }) => code);
    expect(outcomes.slice(0, 2)).toEqual(['microphone.ok', 'camera.denied']);
    expect([verdict, told]).toEqual(['sound-only', [expect.objectContaining({ camera: 'denied' })]]);
  });
});

describe('descriptions', () => {
  it('tell their session, their version and their fragments', () => {
    expect([sessionOf(OFFER), versionOf(OFFER), [...ufragsOf(OFFER)]]).toEqual(['77', '77.3', ['abcd', 'efgh']]);
    expect(sessionOf('nonsense')).toBeNull();
  });

  it('an answer says which offer it is for, before its first line of media, and is read back as it was', () => {
    const said = withOffer(ANSWER, OFFER);
    expect(said.indexOf('a=x-causerie-answers:77.3')).toBeLessThan(said.indexOf('m='));
    expect(readAnswer(said)).toEqual({ sdp: ANSWER, offer: '77.3' });
    expect(readAnswer(ANSWER)).toEqual({ sdp: ANSWER, offer: null });
  });
});

describe('candidates', () => {
  const candidate = (index: number, usernameFragment?: string) => ({ candidate: `c${index}`, usernameFragment });

  it('go at most 50 at a time and after at most 100 ms, and again when they could not be relayed', async () => {
    const clock = new FakeClock();
    const sent: number[] = [];
    let relayed = true;
    const batch = new CandidateBatch(clock, ({ length }) => {
      sent.push(length);
      return relayed ? Promise.resolve() : Promise.reject(new Error('nobody could be told'));
    });
    for (let index = 0; index < 60; index += 1) batch.add(candidate(index));
    expect(sent).toEqual([50]);
    await clock.pass(100);
    expect(sent).toEqual([50, 10]);
    relayed = false;
    batch.add(candidate(1));
    await clock.pass(100);
    relayed = true;
    batch.flush();
    await clock.pass(0);
    batch.flush();
    expect(sent).toEqual([50, 10, 1, 1]);
  });

  it('wait for the description they name, and for any when they name none', () => {
    const buffer = new CandidateBuffer();
    for (const [index, fragment] of ['zzzz', 'abcd', undefined, 'efgh'].entries())
      buffer.keep(candidate(index, fragment));
    expect(buffer.take(OFFER).map((one) => one.candidate)).toEqual(['c1', 'c2', 'c3']);
    expect(buffer.take(OFFER)).toEqual([]);
    for (let index = 0; index < 300; index += 1) buffer.keep(candidate(index));
    expect(buffer.take('')).toHaveLength(200);
  });
});

describe('what a rehearsal means', () => {
  const fine = {
    camera: 'ok',
    microphone: 'ok',
    stun: 'ok',
    turnUdp: 'ok',
    turnTcp: 'ok',
    turnTls: 'skipped',
  } as const;
  it.each([
    ['ready', {}],
    ['ready', { turnUdp: 'failed' }],
    ['ready', { turnUdp: 'skipped', turnTcp: 'skipped' }],
    ['fragile', { turnUdp: 'failed', turnTcp: 'failed' }],
    ['sound-only', { camera: 'denied' }],
    ['listen-only', { microphone: 'missing', camera: 'busy' }],
    ['no-connection', { stun: 'failed', turnUdp: 'failed', turnTcp: 'failed' }],
  ] as const)('%s: %j', (verdict, over) => {
    expect(verdictOf({ ...fine, ...over })).toBe(verdict);
  });
});
