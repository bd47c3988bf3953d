import type { Call, CallParticipant } from '@causerie/contracts';
import { medecinPatient, v1, type Dialect } from '@causerie/dialects';
import { describe, expect, it } from 'vitest';
import { follow, mayRing } from '../src/calls/place.ts';
import type { Session } from '../src/session.ts';

const CALL_ID = 'call';
const RING_UNTIL_MS = 45_000;
const me = { id: 'me', side: 'client', subject: '42', name: 'Léa' } as const;

function session(dialect: Dialect, device: string | null): Session {
  return { dialect, device, person: me, calls: new Map() } as unknown as Session;
}

/** A snapshot in which I stand so. */
function call(version: number, mine: Partial<CallParticipant>, status: Call['status'] = 'active'): Call {
  const part = { id: 'part', person: me, state: 'joined', device: null, ringUntil: null, ...mine };
  return { id: CALL_ID, version, status, participants: [part] } as unknown as Call;
}

const served = ({ calls }: Session) => calls.get(CALL_ID)?.served;

describe('CALL-6: the part that a connection serves', () => {
  it('is that of its device, from when it joins until another has it', () => {
    const phone = session(v1, 'telephone');
    const seen = (
      [
        [1, { state: 'ringing' }, null],
        [2, { device: 'telephone' }, 'part'],
        // Announcements of two replicas may overtake each other.
        [1, { state: 'ringing' }, 'part'],
        [3, { device: 'portable' }, null],
        [4, { device: 'telephone' }, 'part'],
        [5, { state: 'left' }, undefined],
      ] as const
    ).map(([version, mine]) => {
      follow(phone, call(version, mine));
      return served(phone);
    });
    expect(seen).toEqual([null, 'part', 'part', null, 'part', undefined]);
  });

  it('ends with the call', () => {
    const phone = session(v1, 'telephone');
    follow(phone, call(1, { device: 'telephone' }));
    expect(served(phone)).toBe('part');
    expect(follow(phone, call(2, { device: 'telephone' }, 'ended'))).toBeUndefined();
    expect(phone.calls.size).toBe(0);
  });

  it('has no device where clients know none, and a client that has yet to say its device serves nothing', () => {
    const old = session(medecinPatient, null);
    const silent = session(v1, null);
    for (const one of [old, silent]) follow(one, call(1, {}));
    expect([served(old), served(silent)]).toEqual(['part', null]);
    follow(old, call(2, { device: 'telephone' }));
    expect(served(old)).toBeNull();
  });

  it('is nobody else’s', () => {
    const stranger = { ...session(v1, 'telephone'), person: { ...me, id: 'another' } } as Session;
    expect(follow(stranger, call(1, { device: 'telephone' }))).toBeUndefined();
  });
});

describe('CALL-3: whether a new connection is told of a ring', () => {
  const ringUntil = new Date(RING_UNTIL_MS).toISOString();
  it.each([
    ['invited', 'pending', RING_UNTIL_MS - 1, true],
    ['ringing', 'ringing', RING_UNTIL_MS - 1, true],
    ['ringing', 'ringing', RING_UNTIL_MS, false],
    ['ringing', 'ended', RING_UNTIL_MS - 1, false],
    ['joined', 'active', RING_UNTIL_MS - 1, false],
    ['missed', 'pending', RING_UNTIL_MS - 1, false],
  ] as const)('%s in a call that is %s, at %i ms: %s', (state, status, nowMs, expected) => {
    expect(mayRing(call(1, { state, ringUntil }, status), me.id, nowMs)).toBe(expected);
  });
});
