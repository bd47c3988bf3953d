import { createHash } from 'node:crypto';
import { StartCall, type Announcement, type Event, type Person, type Side } from '@causerie/contracts';
import {
  formatCallCode,
  type AddNotification,
  type AskInDeps,
  type CallAppointments,
  type CallState,
  type CreateShareTokenDeps,
  type SettleDueDeps,
  type StartCallDeps,
} from '../src/index.ts';
import {
  callsPort,
  createMemoryCalls,
  createMemoryShareTokens,
  type MemoryCalls,
  type OnWrite,
} from './calls-memory.ts';

/** When calls of tests begin. */
export const START_MS = Date.UTC(2026, 0, 5, 9);
const MINUTE_MS = 60_000;

/** Everything that a use-case of calls may ask for. */
export type CallHouseDeps = StartCallDeps & AskInDeps & CreateShareTokenDeps & SettleDueDeps;

/** A timer that was asked for. */
export interface AskedTimer {
  callId: string;
  dueMs: number;
  what: 'ring-again' | 'due';
}

/** A house with people, conversations and a clock of its own. */
export interface CallHouse {
  memory: MemoryCalls;
  deps: CallHouseDeps;
  announced: Announcement[];
  timers: AskedTimer[];
  notified: AddNotification[];
  /** Time, to be moved. */
  clock: { ms: number; nowMs(): number };
  /** The call as it is kept. */
  kept(callId: string): CallState;
  /** Types of what somebody heard since the last question, in order. */
  heard(listenerId: string): Array<Event['type']>;
}

/** People of the house: the professionals are linked with the clients; the two of each pair have a conversation. */
export const dora = personOf('dora', 'professional');
export const emil = personOf('emil', 'professional');
export const paul = personOf('paul', 'client');
export const quinn = personOf('quinn', 'client');
/** Knows nobody. */
export const stranger = personOf('stranger', 'client');
const PEOPLE = [dora, emil, paul, quinn, stranger];

/** How a house differs from one in which everything is possible. */
export interface CallHouseOptions {
  onWrite?: OnWrite;
  /** Calls that there are. */
  earlier?: readonly CallState[];
  /** Ids of people who are not available. */
  unavailable?: readonly string[];
  appointment?: Awaited<ReturnType<CallAppointments['timeOf']>>;
  conversation?: 'active' | 'blocked' | 'archived';
}

/** Conversation of two people of the house. */
export function conversationOf(one: Person, other: Person): string {
  return [one.id, other.id].toSorted().join('+');
}

/** What `startCall` reads at a door. */
export function starting(input: Record<string, unknown>): StartCall {
  const { conversationId, ...rest } = input;
  // Ids of this house are words, which a door would refuse.
  const parsed = StartCall.parse({ ...rest, ...(conversationId === undefined ? {} : { conversationId: UUID }) });
  return conversationId === undefined ? parsed : { ...parsed, conversationId: conversationId as string };
}
const UUID = '00000000-0000-7000-8000-000000000000';

/** A house of these people, in memory. */
export function createCallHouse(options: CallHouseOptions = {}): CallHouse {
  const memory = createMemoryCalls(options.onWrite, options.earlier);
  const announced: Announcement[] = [];
  const timers: AskedTimer[] = [];
  const notified: AddNotification[] = [];
  const clock = { ms: START_MS, nowMs: () => clock.ms };
  // Earlier calls have ids of their own.
  let ids = (options.earlier?.length ?? 0) * 1000;
  let codes = 0;
  let heardUpTo = 0;
  const deps: CallHouseDeps = {
    calls: callsPort(memory),
    timers: { at: async (callId, dueMs, what) => void timers.push({ callId, dueMs, what }) },
    announcer: { announce: async (all) => void announced.push(...all) },
    clock,
    ids: { next: () => `id-${(ids += 1)}` },
    codes: { next: () => formatCallCode(new Uint8Array(11).fill((codes += 1))) },
    window: { opensBeforeMs: 15 * MINUTE_MS, closesAfterMs: 60 * MINUTE_MS },
    appointments: { timeOf: async () => options.appointment ?? null },
    conversations: conversationsOf(options),
    directory: directoryOf(options.unavailable ?? []),
    shareTokens: createMemoryShareTokens(),
    mintToken: () => `token-${(ids += 1)}`,
    hashToken: (token) => createHash('sha256').update(token).digest(),
    notifications: {
      async add(input) {
        const isRepeat = notified.some((one) => one.personId === input.personId && one.dedupeKey === input.dedupeKey);
        if (isRepeat) return null;
        notified.push(input);
        const { id, kind, conversationId, detail } = input;
        return { id, kind, conversationId, detail, seq: null, count: 1, createdAt: '', readAt: null };
      },
    },
  };
  return {
    memory,
    deps,
    announced,
    timers,
    notified,
    clock,
    kept: (callId) => memory.states.get(callId) as CallState,
    heard(listenerId) {
      const since = announced.slice(heardUpTo);
      heardUpTo = announced.length;
      return since.filter(({ audience }) => audience.includes(listenerId)).map(({ event }) => event.type);
    },
  };
}

function personOf(id: string, side: Side): Person {
  return { id, side, subject: `subject-${id}`, name: id };
}

function directoryOf(unavailable: readonly string[]): CallHouseDeps['directory'] {
  const areLinked = (one: string, other: string): boolean =>
    one !== other && one !== stranger.id && other !== stranger.id && sideOf(one) !== sideOf(other);
  return {
    areLinked: async (one, other) => areLinked(one, other),
    async people({ personId, onlyId }) {
      const found = PEOPLE.filter(({ id }) => id === onlyId && areLinked(personId ?? '', id));
      const items = found.map((one) => ({ ...one, available: !unavailable.includes(one.id), lastSeenAt: null }));
      return { items, nextCursor: null };
    },
  };
}

function conversationsOf({ conversation = 'active' }: CallHouseOptions): CallHouseDeps['conversations'] {
  return {
    async access(id) {
      const participantIds = id.split('+');
      const isKnown = participantIds.length === 2 && participantIds.every((one) => sideOf(one) !== undefined);
      return isKnown ? { id, number: 1, status: conversation, participantIds } : null;
    },
    async openPair({ professionalId, clientId }) {
      const id = [professionalId, clientId].toSorted().join('+');
      const participants = PEOPLE.filter((one) => one.id === professionalId || one.id === clientId);
      return { created: false, conversation: { id, status: conversation, participants } as never };
    },
  };
}

function sideOf(personId: string): Side | undefined {
  return PEOPLE.find(({ id }) => id === personId)?.side;
}
