import { randomUUID } from 'node:crypto';
import type { EventOf, Person } from '@causerie/contracts';
import { newCall, viewCall, type Calls, type CallState } from '@causerie/core';
import { medecinPatient, type Said } from '@causerie/dialects';
import { describe, expect, it } from 'vitest';
import { createCallTeller } from '../src/calls/tell-call.ts';
import { createSessions, type Session } from '../src/session.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 9, 50);
const person = (side: Person['side']): Person => ({ id: randomUUID(), side, subject: '7', name: side });
const [doctor, patient] = [person('professional'), person('client')];

function ringing(): CallState {
  const plan = { kind: 'video', mode: 'ring', topology: 'mesh', title: null, code: 'C', device: null } as const;
  const who = { id: randomUUID(), conversationId: null, initiator: doctor, ring: [patient], closesAtMs: null };
  return newCall({ ...plan, ...who, nextId: randomUUID }, NOW_MS).state;
}

/** A socket of médecins and patients, and what it is told while the database answers `find` as it does. */
function stage(state: CallState, find: Calls['find']) {
  const told: string[] = [];
  const say = (said: Said): void => void (said !== null && 'event' in said && told.push(said.event));
  const known = { dialect: medecinPatient, device: null, person: patient, calls: new Map(), socket: { id: 'one.abc' } };
  const session = { ...known, say } as unknown as Session;
  const calls = { find, save: async () => 'saved' } as unknown as Calls;
  const errors: unknown[] = [];
  const teller = createCallTeller(
    {
      calls,
      announcer: { announce: async () => undefined },
      timers: { at: async () => undefined },
      clock: { nowMs: () => NOW_MS },
      sessions: createSessions(),
    },
    (error) => errors.push(error),
  );
  const mine = state.parties.find((party) => party.person?.id === patient.id)?.id ?? '';
  const call = viewCall(state, mine);
  const signal: EventOf<'call.signal'> = {
    type: 'call.signal',
    callId: state.id,
    to: mine,
    toDevice: null,
    from: { participantId: state.initiatorId, device: null },
    signal: { type: 'offer', sdp: 'v=0' },
    fromPerson: doctor,
    toPerson: patient,
  };
  const asked = async () => session.calls.get(state.id)?.asked;
  return {
    told,
    errors,
    asked,
    ring: () => teller.hear(session, { type: 'call.incoming', call }),
    offer: () => teller.hear(session, signal),
  };
}

describe('A client that cannot ask whether it may ring', () => {
  it('CALL-3: hears of the call once the answer is there, and of nothing in it before', async () => {
    const state = ringing();
    let answer: (found: CallState) => void = () => undefined;
    const found = new Promise<CallState>((resolve) => (answer = resolve));
    const { told, asked, ring, offer } = stage(state, () => found);
    ring();
    offer();
    ring();
    await Promise.resolve();
    expect(told).toEqual([]);
    answer(state);
    await asked();
    expect(told).toEqual(['webrtc_session_created', 'webrtc_offer']);
    offer();
    await asked();
    expect(told).toEqual(['webrtc_session_created', 'webrtc_offer', 'webrtc_offer']);
  });

  it('is asked for again at the next announcement when the database was away', async () => {
    const state = ringing();
    let isAway = true;
    const { told, errors, asked, ring } = stage(state, async () => {
      if (isAway) throw new Error('away');
      return state;
    });
    ring();
    await asked();
    expect([told, errors]).toEqual([[], [new Error('away')]]);
    isAway = false;
    ring();
    await asked();
    expect(told).toEqual(['webrtc_session_created']);
  });

  it('CALL-4: is told nothing when the ring was over by then', async () => {
    const state = ringing();
    const late = { ...state, parties: state.parties.map((party) => ({ ...party, ringUntilMs: NOW_MS })) };
    const { told, asked, ring } = stage(state, async () => late);
    ring();
    await asked();
    expect(told).toEqual([]);
  });
});
