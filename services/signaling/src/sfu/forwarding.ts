import type { Announcement, CallSignalled, Signal } from '@causerie/contracts';
import { FORWARDING_AUDIENCE } from '@causerie/contracts';
import { listenerOf, type Announcer, type Calls, type CallState, type ForwardedCalls } from '@causerie/core';
import { CLAIM_LIFE_MS, type Claims } from './claims.ts';
import type { ForwardingProcess } from './forwarding-process.ts';

/** Claims are renewed, and calls that nobody forwards are looked for, at a third of a claim's life. */
const SWEEP_INTERVAL_MS = CLAIM_LIFE_MS / 3;
/** Calls that one sweep looks at; more than one machine can forward. */
const SWEEP_MAX = 200;

/** What deciding who is forwarded where needs. */
export interface ForwardingHostDeps {
  calls: Pick<Calls, 'find'>;
  forwarded: ForwardedCalls;
  claims: Claims;
  /** Rejects when nobody could be told; the browser then asks again. */
  signals: Announcer;
  /** What this replica forwards may have changed. */
  onSeated(): void;
  onError(error: unknown): void;
}

/** The forwarding server among its replicas. */
export interface ForwardingHost {
  /** Whether an announcement is for it. */
  wants(audience: readonly string[]): boolean;
  hear(announcement: Announcement): void;
  /** For the process: a signal for one participant. */
  tell(callId: string, participantId: string, signal: Signal): void;
  close(): Promise<void>;
}

/**
 * Seats the people of calls whose media the server forwards in this replica's process. Each call has one replica, by claim; what has
 * become of a call is read from the database, so a lost announcement is made up for by the sweep.
 */
export function hostForwarding(media: ForwardingProcess, deps: ForwardingHostDeps): ForwardingHost {
  const { calls, forwarded, claims, signals, onSeated, onError } = deps;
  const states = new Map<string, CallState>();
  /** One step after the other for each call, so that an older state never replaces a newer one. */
  const turns = new Map<string, Promise<void>>();

  function inTurn(callId: string, work: () => Promise<void>): void {
    const turn = (turns.get(callId) ?? Promise.resolve()).then(work).catch(onError);
    turns.set(callId, turn);
    void turn.then(() => turns.get(callId) === turn && turns.delete(callId));
  }

  async function seat(callId: string): Promise<void> {
    const state = await calls.find(callId);
    const joined = state?.status === 'ended' ? [] : (state?.parties ?? []).filter((party) => party.state === 'joined');
    if (state === null || joined.length === 0) return release(callId);
    if (!(await claims.claim(callId))) return forget(callId);
    states.set(callId, state);
    media.seat(
      callId,
      joined.map(({ id }) => id),
    );
    onSeated();
  }

  /** Somebody else forwards it now. */
  function forget(callId: string): void {
    states.delete(callId);
    media.release(callId);
    onSeated();
  }

  async function release(callId: string): Promise<void> {
    if (!states.has(callId)) return;
    forget(callId);
    await claims.giveUp(callId);
  }

  const sweep = setInterval(() => {
    forwarded
      .live(SWEEP_MAX)
      .then((live) => {
        for (const callId of new Set([...live, ...states.keys()])) inTurn(callId, () => seat(callId));
      })
      .catch(onError);
  }, SWEEP_INTERVAL_MS);

  return {
    wants: (audience) => audience.includes(FORWARDING_AUDIENCE),
    hear({ event }) {
      if (event.type === 'call.created' || event.type === 'call.updated')
        inTurn(event.call.id, () => seat(event.call.id));
      else if (event.type === 'call.signal' && event.to === event.callId) {
        inTurn(event.callId, async () => media.receive(event.callId, event.from.participantId, event.signal));
      }
    },
    tell(callId, participantId, signal) {
      const event = eventFor(states.get(callId), participantId, signal);
      if (event !== null) signals.announce([event]).catch(onError);
    },
    async close() {
      clearInterval(sweep);
      const mine = [...states.keys()];
      for (const callId of mine) forget(callId);
      await Promise.all(mine.map(async (callId) => claims.giveUp(callId).catch(onError)));
    },
  };
}

function eventFor(state: CallState | undefined, participantId: string, signal: Signal): Announcement | null {
  const party = state?.parties.find(({ id }) => id === participantId);
  if (state === undefined || party === undefined) return null;
  const event: CallSignalled = {
    type: 'call.signal',
    callId: state.id,
    to: participantId,
    toDevice: party.device,
    from: { participantId: state.id, device: null },
    fromPerson: null,
    toPerson: null,
    signal,
  };
  return { audience: [listenerOf(party)], event };
}
