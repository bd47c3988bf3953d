import { beforeEach, describe, expect, it } from 'vitest';
import { type Calls, createCalls } from '../src/calls/calls.ts';
import { FakeLine, machine, participant, ringingCall, withMe } from './calls-fake-line.ts';
import { FakeClock } from './fake-clock.ts';

let clock: FakeClock;
let line: FakeLine;
let calls: Calls;

beforeEach(async () => {
  clock = new FakeClock();
  line = new FakeLine();
  line.answers['call.ring'] = { ring: true, ringUntil: '2026-03-02T09:00:40.000Z' };
  calls = createCalls({ line, environment: machine(clock) });
  calls.open();
  line.connect();
  await clock.pass(0);
});

const rings = (): string[] => Object.keys(calls.getSnapshot().rings);
const joined = () => withMe(ringingCall(), { state: 'joined', device: 'device-me', ringUntil: null });

async function answer(): Promise<void> {
  line.push('call.incoming', ringingCall());
  line.answers['call.join'] = { call: joined() };
  await calls.accept('call');
  await clock.pass(0);
}

describe('a browser without WebRTC', () => {
  it('says so before anybody is called or answered', async () => {
    const without = createCalls({ line, environment: machine(clock, { canConnect: false }) });
    const unsupported = { code: 'unsupported', retryable: false };
    await expect(without.start({ conversationId: 'c' })).rejects.toMatchObject(unsupported);
    await expect(without.accept('call')).rejects.toMatchObject(unsupported);
    expect([line.rested, line.verbs('call.join'), without.getSnapshot().own]).toEqual([[], [], null]);
  });
});

describe('a call that asks for me', () => {
  it('CALL-3: rings after the server said that it may, and not a moment longer', async () => {
    line.push('call.incoming', ringingCall());
    expect(rings()).toEqual([]);
    await clock.pass(0);
    expect(line.verbs('call.ring')).toEqual([{ callId: 'call', device: 'device-me' }]);
    expect(rings()).toEqual(['call']);
    await clock.pass(39_999);
    expect(rings()).toEqual(['call']);
    await clock.pass(1);
    expect(rings()).toEqual([]);
  });

  it('CALL-3: does not ring when the server says so, nor while it cannot be asked, and is asked about again', async () => {
    line.lose();
    line.push('call.incoming', ringingCall());
    await clock.pass(0);
    expect(rings()).toEqual([]);
    line.answers['call.ring'] = { ring: false, ringUntil: null };
    line.answers['call.sync'] = { calls: [ringingCall()] };
    line.connect();
    await clock.pass(0);
    expect([line.verbs('call.ring').length, rings()]).toEqual([2, []]);
  });

  it('a clock that is an hour wrong rings as long as a ring lasts, and no longer', async () => {
    line.answers['call.ring'] = { ring: true, ringUntil: '2026-03-02T08:00:40.000Z' };
    line.push('call.incoming', ringingCall());
    await clock.pass(0);
    expect(rings()).toEqual(['call']);
    await clock.pass(45_000);
    expect(rings()).toEqual([]);
  });

  it.each([
    ['answered on another device', { state: 'joined', device: 'another', ringUntil: null } as const],
    ['declined', { state: 'declined', ringUntil: null } as const],
    ['missed', { state: 'missed', ringUntil: null } as const],
  ])('stops ringing at once when it was %s', async (_, part) => {
    line.push('call.incoming', ringingCall());
    await clock.pass(0);
    line.push('call.updated', withMe(ringingCall(), part));
    expect([rings(), calls.incoming()]).toEqual([[], []]);
  });

  it('CALL-12: a late "incoming" after the end never rings', async () => {
    line.push('call.updated', { ...ringingCall(), status: 'ended', endReason: 'cancelled', version: 3 });
    line.push('call.incoming', { ...ringingCall(), version: 2 });
    line.push('call.incoming', { ...ringingCall(), version: 9 });
    await clock.pass(0);
    expect([line.verbs('call.ring'), rings(), calls.incoming()]).toEqual([[], [], []]);
  });
});

describe('my part of a call', () => {
  it('an answer connects to the other one, and the ring is over', async () => {
    await answer();
    await clock.pass(5_000);
    expect(rings()).toEqual([]);
    expect(calls.phase()).toBe('connecting');
    expect(line.signals()).toContain('offer');
  });

  it('CALL-2: an answer that came too late is told, and leaves nothing behind', async () => {
    line.push('call.incoming', ringingCall());
    line.answers['call.join'] = 'conflict';
    await expect(calls.accept('call')).rejects.toMatchObject({ code: 'conflict' });
    expect([calls.getSnapshot().own, calls.phase()]).toEqual([null, null]);
    calls.close();
    await clock.pass(0);
    expect(clock.waiting).toBe(0);
  });

  it('after every reconnection it is asked what was missed, and said that this device is there', async () => {
    await answer();
    line.lose();
    expect(calls.getSnapshot().signaling).toBe(false);
    line.answers['call.sync'] = { calls: [joined()] };
    line.answers['call.attach'] = { call: joined() };
    const before = line.asked.length;
    line.connect();
    await clock.pass(0);
    expect(line.asked.slice(before).map(({ verb }) => verb)).toEqual(
      expect.arrayContaining(['call.sync', 'call.attach', 'call.media']),
    );
    expect(calls.getSnapshot().own?.callId).toBe('call');
  });

  it('CALL-6: who counted as gone while the connection was lost joins again', async () => {
    await answer();
    line.lose();
    line.answers['call.join'] = { call: { ...joined(), version: 7 } };
    line.answers['call.attach'] = { call: { ...joined(), version: 7 } };
    line.connect();
    await clock.pass(0);
    expect(line.verbs('call.join')).toHaveLength(2);
    expect(calls.getSnapshot().own?.callId).toBe('call');
  });

  it('a call that ended while the connection was lost is over', async () => {
    await answer();
    line.lose();
    line.answers['call.join'] = 'conflict';
    line.connect();
    await clock.pass(0);
    expect(calls.getSnapshot()).toMatchObject({ own: null, calls: {}, over: { callId: 'call', reason: 'gone' } });
  });

  it.each([
    ['moved', { device: 'another' }],
    ['removed', { state: 'removed' } as const],
    ['left', { state: 'left' } as const],
  ])('is over as %s when the server says so', async (reason, part) => {
    await answer();
    line.push('call.updated', withMe(joined(), part));
    expect(calls.getSnapshot()).toMatchObject({ own: null, over: { callId: 'call', reason } });
  });

  it('hanging up needs no connection: the server is told when there is one', async () => {
    await answer();
    line.lose();
    await calls.hangUp();
    expect(calls.getSnapshot()).toMatchObject({ own: null, over: { reason: 'left' } });
    line.connect();
    await clock.pass(0);
    expect(line.verbs('call.leave')).toHaveLength(2);
  });

  it('CALL-8: who waits joins as soon as they are let in', async () => {
    const waiting = withMe(ringingCall({ mode: 'room' }), { state: 'waiting', ringUntil: null });
    line.answers['POST /v1/calls/ask-in'] = { call: waiting, participantId: 'me', guest: null };
    await calls.join({ code: 'ABCD' });
    expect([calls.phase(), line.verbs('call.join')]).toEqual(['waiting', []]);
    const admitted = withMe(waiting, { state: 'invited' });
    line.answers['call.join'] = { call: withMe(admitted, { state: 'joined', device: 'device-me' }) };
    line.push('call.updated', admitted);
    await clock.pass(3_000);
    expect(line.verbs('call.join')).toHaveLength(1);
    expect(calls.phase()).toBe('connecting');
  });

  it('CALL-8: who joins before anything told of the call is asked about first, and waits where they have to', async () => {
    const waiting = withMe(ringingCall({ id: 'unheard', mode: 'room' }), { state: 'waiting', ringUntil: null });
    line.answers['call.sync'] = { calls: [waiting] };
    line.answers['call.join'] = 'forbidden';
    await calls.join({ callId: 'unheard' });
    expect([calls.phase(), line.verbs('call.join')]).toEqual(['waiting', []]);
  });

  it('signals for another device of mine, or of another call, are not taken', async () => {
    await answer();
    await clock.pass(3_000);
    const before = line.signals().length;
    const offer = { type: 'offer', sdp: 'v=0\r\no=- 9 1 IN IP4 0\r\na=ice-ufrag:x\r\n' } as const;
    const signal = {
      callId: 'call',
      to: 'me',
      toDevice: null,
      from: { participantId: 'other', device: null },
      signal: offer,
    };
    line.listeners.event('call.signal', { ...signal, toDevice: 'another' });
    line.listeners.event('call.signal', { ...signal, callId: 'another' });
    await clock.pass(200);
    expect(line.signals()).toHaveLength(before);
    line.listeners.event('call.signal', signal);
    await clock.pass(200);
    expect(line.signals().slice(before)).toContain('answer');
  });

  it('somebody who comes is connected to, and somebody who goes is not any more', async () => {
    await answer();
    await clock.pass(3_000);
    const third = { ...joined(), version: 5, participants: [...joined().participants, participant('third')] };
    line.push('call.updated', third);
    expect(Object.keys(calls.getSnapshot().own?.links ?? {})).toEqual(['other', 'third']);
    line.push('call.updated', { ...joined(), version: 6 });
    expect(Object.keys(calls.getSnapshot().own?.links ?? {})).toEqual(['other']);
    calls.close();
    await clock.pass(0);
    expect(clock.waiting).toBe(0);
  });
});

describe('tabs that share a connection', () => {
  beforeEach(() => {
    line.leading = false;
  });

  it('CALL-3: who holds it asks to ring, and whoever holds it next asks again', async () => {
    line.push('call.incoming', ringingCall());
    await clock.pass(0);
    expect([line.verbs('call.ring'), rings(), calls.incoming().length]).toEqual([[], [], 1]);
    line.lose();
    line.leading = true;
    line.answers['call.sync'] = { calls: [ringingCall()] };
    line.connect();
    await clock.pass(0);
    expect([line.verbs('call.ring').length, rings()]).toEqual([1, ['call']]);
    line.leading = false;
    line.lose();
    expect([rings(), calls.incoming().length]).toEqual([[], 1]);
  });

  it('who answers has the connection before the server is told which device it is', async () => {
    line.push('call.incoming', ringingCall());
    line.answers['call.sync'] = { calls: [ringingCall()] };
    line.answers['call.join'] = { call: joined() };
    const ledWhen: boolean[] = [];
    line.onAsked = (verb) => void (verb === 'call.join' && ledWhen.push(line.leading === true));
    await calls.accept('call');
    expect([line.claims, ledWhen]).toEqual([1, [true]]);
  });

  it('who calls has it before the call is made', async () => {
    line.answers['POST /v1/calls'] = joined();
    await calls.start({ conversationId: 'conversation' });
    expect(line.claims).toBeGreaterThan(0);
    expect(line.leading).toBe(true);
  });

  it('CALL-6: a part that is still here after another tab took the connection takes it back, and only then says whose device it is', async () => {
    line.leading = null;
    await answer();
    [line.leading, line.claims] = [false, 0];
    line.lose();
    line.answers['call.sync'] = { calls: [joined()] };
    line.answers['call.attach'] = { call: joined() };
    const before = line.verbs('call.attach').length;
    line.connect();
    await clock.pass(2_900);
    expect([line.claims, line.verbs('call.attach').length]).toEqual([0, before]);
    await clock.pass(200);
    expect([line.claims, line.verbs('call.attach').length]).toEqual([1, before + 1]);
  });

  it('a part that ended because the other tab joined leaves the connection where it is', async () => {
    line.leading = null;
    await answer();
    [line.leading, line.claims] = [false, 0];
    line.lose();
    line.connect();
    line.push('call.updated', withMe(joined(), { device: 'the other tab' }));
    await clock.pass(10_000);
    expect([line.claims, calls.getSnapshot().own]).toEqual([0, null]);
  });
});
