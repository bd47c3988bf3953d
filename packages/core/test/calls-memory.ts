import { ROOM_EMPTY_MS } from '@causerie/contracts';
import type { CallHappening, CallSaved, CallState, Calls, Party, ShareToken, ShareTokens } from '../src/index.ts';

/** Told of every write; `before` is null for a new call. */
export type OnWrite = (before: CallState | null, after: CallState, happenings: readonly CallHappening[]) => void;

/** Calls in memory, each operation at one moment. Histories, figures and qualities belong to the repository on Postgres. */
export interface MemoryCalls {
  states: ReadonlyMap<string, CallState>;
  find(callId: string): CallState | null;
  create(state: CallState, happenings: readonly CallHappening[]): { state: CallState; created: boolean } | 'busy';
  save(state: CallState, was: number, happenings: readonly CallHappening[]): CallSaved;
  liveOf(personId: string): CallState[];
  liveIn(conversationId: string): CallState | null;
  isElsewhere(personId: string, callId: string | null): boolean;
  byCode(code: string): string | null;
  due(nowMs: number): string[];
  renew(participantIds: readonly string[], untilMs: number): void;
}

const OVER = new Set<Party['state']>(['declined', 'left', 'missed', 'removed']);

/** Keeps calls as the port says, those of `earlier` first, and tells `onWrite` of each write. */
export function createMemoryCalls(onWrite: OnWrite = () => undefined, earlier: readonly CallState[] = []): MemoryCalls {
  const states = new Map(earlier.map((state) => [state.id, state]));
  const live = (): CallState[] => [...states.values()].filter(({ status }) => status !== 'ended');
  const isElsewhere = (personId: string, callId: string | null): boolean =>
    live().some(({ id, parties }) => id !== callId && parties.some((party) => takesPart(party, personId)));
  const isBusy = ({ id, status, parties }: CallState): boolean =>
    status !== 'ended' &&
    parties.some(({ state, person }) => state === 'joined' && person !== null && isElsewhere(person.id, id));
  const liveIn = (conversationId: string): CallState | null =>
    live().find((state) => state.conversationId === conversationId) ?? null;

  return {
    states,
    find: (callId) => states.get(callId) ?? null,
    create(state, happenings) {
      const other = state.status === 'ended' || state.conversationId === null ? null : liveIn(state.conversationId);
      if (other !== null) return { state: other, created: false };
      if (isBusy(state)) return 'busy';
      states.set(state.id, state);
      onWrite(null, state, happenings);
      return { state, created: true };
    },
    save(state, was, happenings) {
      const kept = states.get(state.id);
      if (kept === undefined || kept.version !== was) return 'stale';
      if (isBusy(state)) return 'busy';
      const next = { ...state, parties: state.parties.map((party) => withLease(party, kept)) };
      states.set(state.id, next);
      onWrite(kept, next, happenings);
      return 'saved';
    },
    liveOf: (personId) =>
      live().filter(({ parties }) => parties.some(({ person, state }) => person?.id === personId && !OVER.has(state))),
    liveIn,
    isElsewhere,
    byCode: (code) => live().find((state) => state.mode === 'room' && state.code === code)?.id ?? null,
    due: (nowMs) => live().flatMap((state) => (isDue(state, nowMs) ? [state.id] : [])),
    renew(participantIds, untilMs) {
      for (const state of live()) {
        if (!state.parties.some(({ id }) => participantIds.includes(id))) continue;
        const parties = state.parties.map((party) =>
          participantIds.includes(party.id) && party.state === 'joined'
            ? { ...party, leaseUntilMs: Math.max(party.leaseUntilMs ?? 0, untilMs) }
            : party,
        );
        states.set(state.id, { ...state, parties });
      }
    },
  };
}

function takesPart({ state, person }: Party, personId: string): boolean {
  return state === 'joined' && person?.id === personId;
}

/** A lease that was renewed since the state was read stays renewed. */
function withLease(party: Party, kept: CallState): Party {
  const earlier = kept.parties.find(({ id }) => id === party.id);
  if (party.state !== 'joined' || earlier?.state !== 'joined') return party;
  return { ...party, leaseUntilMs: Math.max(party.leaseUntilMs ?? 0, earlier.leaseUntilMs ?? 0) };
}

/** Written as the database asks it, not as the machine does. */
function isDue({ parties, expiresAtMs, answeredAtMs, emptySinceMs }: CallState, nowMs: number): boolean {
  const isEmpty = answeredAtMs !== null && emptySinceMs !== null && emptySinceMs + ROOM_EMPTY_MS <= nowMs;
  const isPast = (ms: number | null): boolean => ms !== null && ms <= nowMs;
  return isEmpty || expiresAtMs <= nowMs || parties.some((one) => isPast(one.ringUntilMs) || isPast(one.leaseUntilMs));
}

/** The port, with `around` at each operation: what it does happens at one moment between the two. */
export function callsPort(
  memory: MemoryCalls,
  around: <T>(operation: () => T) => Promise<T> = async (operation) => operation(),
): Calls {
  return {
    find: async (callId) => around(() => memory.find(callId)),
    create: async (state, happenings) => around(() => memory.create(state, happenings)),
    save: async (state, was, happenings) => around(() => memory.save(state, was, happenings)),
    liveOf: async (personId) => around(() => memory.liveOf(personId)),
    liveIn: async (conversationId) => around(() => memory.liveIn(conversationId)),
    isElsewhere: async (personId, callId) => around(() => memory.isElsewhere(personId, callId)),
    byCode: async (code) => around(() => memory.byCode(code)),
    due: async (nowMs) => around(() => memory.due(nowMs)),
    renew: async (participantIds, untilMs) => around(() => memory.renew(participantIds, untilMs)),
    history: () => Promise.reject(new Error('histories are read from Postgres')),
    figures: () => Promise.reject(new Error('figures are made on Postgres')),
    keepQuality: () => Promise.resolve(),
  };
}

/** Links into calls, in memory. */
export function createMemoryShareTokens(): ShareTokens {
  const kept: Array<ShareToken & { hash: Buffer }> = [];
  return {
    add: async (token) => void kept.unshift({ ...token }),
    list: async (callId) => kept.filter((token) => token.callId === callId).map(({ hash: _hash, ...token }) => token),
    async revoke(callId, id, nowMs) {
      const token = kept.find((one) => one.callId === callId && one.id === id && one.revokedAtMs === null);
      if (token !== undefined) token.revokedAtMs = nowMs;
      return token !== undefined;
    },
    async use(hash, nowMs) {
      const token = kept.find((one) => one.hash.equals(hash));
      if (token === undefined || token.revokedAtMs !== null || token.expiresAtMs <= nowMs) return null;
      if (token.singleSeat && token.useCount > 0) return null;
      token.useCount += 1;
      return { callId: token.callId, tokenId: token.id };
    },
  };
}
