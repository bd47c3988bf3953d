import type { Call } from '@causerie/client/calls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeLine, participant, ringingCall, withMe } from '@causerie/client/testing';
import { bridgeCalls } from '../src/components/ready-made/service-call-events.ts';
import { eventually, openStage, type Stage, tokenOf } from './service-stage.ts';

const engine = vi.hoisted(() => {
  const listeners = new Set<() => void>();
  const state: { own: object | null; isLoaded: boolean; holders: number } = { own: null, isLoaded: false, holders: 0 };
  return {
    state,
    listeners,
    calls: {
      ...{ start: vi.fn(), accept: vi.fn(), hangUp: vi.fn(), getSnapshot: () => state },
      subscribe: (listener: () => void) => (listeners.add(listener), () => void listeners.delete(listener)),
    },
    change(own: object | null) {
      state.own = own;
      for (const listener of listeners) listener();
    },
  };
});
vi.mock('../src/components/calls/shared-calls.ts', () => {
  engine.state.isLoaded = true;
  return {
    callsOver: () => ({ calls: engine.calls, stage: { change: () => undefined } }),
    holdCalls() {
      engine.state.holders += 1;
      return () => void (engine.state.holders -= 1);
    },
  };
});

const ended = (call: Call, over: Partial<Call> = {}): Call => ({
  ...{ ...call, status: 'ended', endReason: 'completed', version: call.version + 5 },
  ...{ answeredAt: '2026-03-02T09:00:00.000Z', endedAt: '2026-03-02T09:01:30.400Z' },
  ...over,
});

describe('What the service tells of calls', () => {
  let line: FakeLine;
  let told: [name: string, event: object][];
  beforeEach(() => {
    line = new FakeLine();
    told = [];
    bridgeCalls(line, (name, event) => void told.push([name, event]));
    line.connect();
  });
  const names = () => told.map(([name]) => name);

  it('somebody calls, answers change it, and it ends, each once and in the order of its versions', () => {
    const call = ringingCall({ kind: 'audio', code: 'AB-12' });
    line.push('call.incoming', call);
    line.push('call.updated', call);
    line.push('call.updated', withMe({ ...call, status: 'active' }, { state: 'joined', ringUntil: null }));
    line.push('call.incoming', call);
    line.push('call.updated', ended(call));
    line.push('call.updated', { ...call, version: 99 });
    expect(names()).toEqual(['webrtc_session_created', 'incoming_call', 'call_updated', 'call_ended']);
    expect(told[1]?.[1]).toMatchObject({
      ...{ sessionId: 'call', kind: 'audio', status: 'pending', callerId: 'other', callerName: 'other' },
      ...{ participants: ['other', 'me'], duration: null },
    });
    expect(told[0]?.[1]).toEqual({
      ...{
        sessionId: 'call',
        conferenceLink: '/conference/call',
        conferenceCode: 'AB-12',
        participants: ['other', 'me'],
      },
    });
    expect(told[3]?.[1]).toMatchObject({ sessionId: 'call', status: 'ended', endReason: 'completed', duration: 90 });
  });

  it('whoever is invited later hears of the session, and a second invitation rings again', () => {
    const room = ringingCall({
      mode: 'room',
      status: 'active',
      participants: [participant('other'), participant('me')],
    });
    const called = { state: 'invited', ringUntil: '2026-03-02T09:00:40.000Z' } as const;
    line.push('call.updated', withMe(room, { state: 'missed' }));
    line.push('call.incoming', withMe(withMe(room, {}), called));
    expect(names()).toEqual(['call_updated', 'webrtc_session_created', 'incoming_call']);
  });

  it('a call of mine is no incoming one', () => {
    line.listeners.event('call.created', {
      call: ringingCall({ initiatorId: 'me', participants: [participant('me')] }),
    });
    expect(names()).toEqual(['webrtc_session_created', 'call_updated']);
  });

  it('what began and ended while the connection was lost is told when it is back', async () => {
    const [first, second] = [ringingCall(), ringingCall({ id: 'second' })];
    line.push('call.incoming', first);
    line.lose();
    line.answers = { 'call.sync': { calls: [second] }, 'GET /v1/calls/call': ended(first, { endReason: 'missed' }) };
    line.connect();
    await eventually(() => expect(names()).toContain('call_ended'));
    expect(told.slice(2).map(([name, { sessionId }]: [string, { sessionId?: string }]) => [name, sessionId])).toEqual([
      ...[
        ['webrtc_session_created', 'second'],
        ['incoming_call', 'second'],
        ['call_ended', 'call'],
      ],
    ]);
  });
});

describe('Calls that cannot be asked for after a loss', () => {
  it('keep nobody from hearing what became of the others', async () => {
    const line = new FakeLine();
    const told: string[] = [];
    bridgeCalls(line, (name) => void told.push(name));
    line.connect();
    const [first, second] = [ringingCall({ id: 'first' }), ringingCall({ id: 'second' })];
    for (const call of [first, second]) line.push('call.incoming', call);
    line.lose();
    line.answers = { 'GET /v1/calls/first': 'not_found', 'GET /v1/calls/second': ended(second) };
    line.connect();
    await eventually(() => expect(told.at(-1)).toBe('call_ended'));
  });
});

describe('The verbs of calls', () => {
  let stage: Stage;
  let call: Call;
  beforeEach(async () => {
    stage = await openStage();
    const { doctor, patient, replica, service } = stage;
    const conversationId = stage.log.create([doctor, patient]).id;
    const called = { state: 'invited', ringUntil: '2026-03-02T09:00:40.000Z' } as const;
    const participants = [participant('other', { person: doctor }), participant('me', { person: patient, ...called })];
    call = ringingCall({ conversationId, participants });
    for (const verb of [engine.calls.start, engine.calls.accept]) verb.mockReset().mockResolvedValue(call);
    engine.calls.hangUp.mockReset().mockResolvedValue(undefined);
    await service.initialize({ token: tokenOf(patient), url: replica.url });
  });
  afterEach(async () => {
    engine.change(null);
    await stage.close();
  });

  it('what brings no sound asks the server alone, and loads no engine', async () => {
    const { routes, service } = stage;
    const pages: string[] = [];
    const past = { call: ended(call), direction: 'incoming', missed: false, durationMs: 89_700 };
    const statistics = { total: 3 };
    routes['GET /v1/calls'] = () => ({ items: [call] });
    routes['GET /v1/calls/stats'] = ({ url }) => (pages.push(url.search), statistics);
    routes[`POST /v1/calls/${call.id}/decline`] = () => ended(call, { endReason: 'declined', answeredAt: null });
    routes['GET /v1/calls/history'] = ({ url }) => {
      pages.push(url.search);
      const limit = Number(url.searchParams.get('limit'));
      return { items: Array.from({ length: limit }, () => past), nextCursor: 'next' };
    };
    expect(await service.getActiveCalls()).toMatchObject([{ sessionId: call.id, callerName: 'other' }]);
    expect(await service.refuseCall()).toMatchObject({ status: 'ended', endReason: 'declined', duration: null });
    expect(await service.getCallStatistics({ from: '2026-03-01T00:00:00Z' })).toEqual(statistics);
    const history = await service.getCallHistory({ limit: 120, missed: true });
    expect(history).toHaveLength(120);
    expect(history[0]).toMatchObject({ direction: 'incoming', missed: false, duration: 90 });
    expect(pages).toEqual([
      ...['?from=2026-03-01T00%3A00%3A00Z', '?missed=true&limit=100', '?missed=true&limit=20&cursor=next'],
    ]);
    await expect(service.getCallHistory({ limit: 0 })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await service.getCallHistory({ limit: null, missed: null } as never)).toHaveLength(20);
    routes['GET /v1/calls'] = () => ({ items: [] });
    await expect(service.acceptCall()).rejects.toMatchObject({ code: 'not_found' });
    expect(engine.state.isLoaded).toBe(false);
  });

  it('a call goes over the one engine of the page, which is held until the call is over', async () => {
    const { doctor, log, routes, service } = stage;
    const named: unknown[] = [];
    routes['POST /v1/conversations'] = ({ body }) => (named.push(body), log.snapshot(call.conversationId ?? ''));
    engine.calls.start.mockImplementation(async () => (engine.change({}), call));
    expect(await service.initiateCall({ medecinId: 1 }, { kind: 'audio', camera: false })).toMatchObject({
      ...{ sessionId: call.id, callerId: doctor.subject },
    });
    expect(named).toEqual([{ withSubject: doctor.subject }]);
    const { conversationId } = call;
    expect(engine.calls.start.mock.calls).toEqual([[{ conversationId, kind: 'audio' }, { camera: false }]]);
    expect(engine.state.holders).toBe(1);
    await service.endCall();
    expect(engine.calls.hangUp).toHaveBeenCalledOnce();
    engine.change(null);
    expect(engine.state.holders).toBe(0);

    routes['GET /v1/calls'] = () => ({
      items: [call, { ...call, id: 'older', createdAt: '2026-01-01T00:00:00.000Z' }],
    });
    engine.calls.accept.mockImplementation(async () => (engine.change({}), call));
    await service.acceptCall();
    await service.acceptCall('named', { camera: false });
    await service.acceptCall({ type: 'click' } as never, null as never);
    expect(engine.calls.accept.mock.calls).toEqual([
      [call.id, {}],
      ['named', { camera: false }],
      [call.id, {}],
    ]);
    expect(engine.state.holders).toBe(3);
    service.disconnect();
    expect([engine.state.holders, engine.listeners.size]).toEqual([0, 0]);
  });

  it('a call that cannot be made is told, and holds nothing; nobody is called by nothing', async () => {
    const { service } = stage;
    const refusal = new Error('refused');
    engine.calls.start.mockRejectedValue(refusal);
    await expect(service.initiateCall({ conversationId: 'c' }, { kind: null } as never)).rejects.toBe(refusal);
    expect(engine.calls.start).toHaveBeenCalledWith({ conversationId: 'c', kind: 'video' }, {});
    await expect(service.initiateCall({ patientId: 7 })).rejects.toMatchObject({ code: 'invalid_input' });
    expect(engine.state.holders).toBe(0);
  });
});
