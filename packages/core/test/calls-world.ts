import { AppError, CALL_LEASE_MS, type Call, type Person, type RingAnswer } from '@causerie/contracts';
import { nextDueMs, settleDue, type Caller, type CallState, type Party } from '../src/index.ts';
import { createCallHouse, dora, paul, quinn, type CallHouse, type CallHouseDeps } from './calls-house.ts';
import { Broken, hold, holdInAnnouncement, holdInStep } from './calls-laws.ts';
import { begin, type Running } from './calls-schedule.ts';

/** Leases are renewed, and what is due is looked for, at least so often; in milliseconds. */
const BEAT_MS = 10_000;
/** No call stays active without two people for longer (CALL-6), in milliseconds. */
const GHOST_MS = 60_000;
/** Use-cases that are under way at once. */
const RUNNING_MAX = 6;

/** Somebody at a device, which may be cut off. */
export interface Actor {
  caller: Caller;
  person: Person | null;
  device: string;
  isConnected: boolean;
}

/** People at devices, calls, services that come and go, and time. Everything that happens in it is held against the laws. */
export interface CallWorld {
  house: CallHouse;
  actors: Actor[];
  /** Ids of the calls, in the order in which they began. */
  callIds: string[];
  running: Running[];
  /** Something that an actor does at a service; it waits in front of each of its operations. */
  act(verb: (deps: CallHouseDeps) => Promise<Call>, actor: Actor, joins: 'joins' | 'takes over' | null): Promise<void>;
  /** A device asks whether it may ring. */
  ask(verb: (deps: CallHouseDeps) => Promise<RingAnswer>, actor: Actor, callId: string): Promise<void>;
  /** A service does something by itself. */
  serve(verb: (deps: CallHouseDeps) => Promise<unknown>): Promise<void>;
  /** Time passes; doors renew what they serve, and the sweep finds what is due. */
  pass(ms: number): Promise<void>;
  /** Throws what was broken so far. */
  check(): void;
}

/** Where a world begins. */
export interface CallWorldStart {
  states: readonly CallState[];
  guests: readonly Actor[];
}

/** A world of Dora, Paul and Quinn, each with two devices, at its beginning or at a later one. */
export function createCallWorld({ states, guests }: CallWorldStart = { states: [], guests: [] }): CallWorld {
  const versions = new Map(states.map((state) => [state.id, new Map([[state.version, state]])]));
  const callIds = states.map(({ id }) => id);
  const lonelySince = new Map<string, number>();
  let broken: unknown = null;
  let takesOver = false;
  const holding = (law: () => void): void => {
    try {
      law();
    } catch (error) {
      broken ??= error;
    }
  };
  const house = createCallHouse({
    earlier: states,
    onWrite(before, after, happenings) {
      if (before === null) callIds.push(after.id);
      if (before === null) versions.set(after.id, new Map());
      versions.get(after.id)?.set(after.version, after);
      holding(() => holdInStep(before, after, happenings, takesOver));
      const { conversationId, endReason } = after;
      const isGlare = endReason === 'busy' && live().some((other) => other.conversationId === conversationId);
      holding(() => hold('CALL-1: nobody is too busy with somebody to be called by them', !isGlare));
    },
  });
  const announcer: CallHouseDeps['announcer'] = {
    async announce(all) {
      for (const one of all) holding(() => holdInAnnouncement(one, house.clock.ms, isGuest));
    },
  };
  Object.assign(house.deps, { announcer });
  const actors: Actor[] = [dora, paul, quinn].flatMap((person) =>
    ['desk', 'phone'].map((kind) => ({
      caller: { person },
      person,
      device: `${person.id}-${kind}`,
      isConnected: true,
    })),
  );
  actors.push(...guests.map((guest) => ({ ...guest })));
  const running: Running[] = [];
  const isGuest = (id: string): boolean => ![dora.id, paul.id, quinn.id].includes(id);
  let beatenAtMs = house.clock.ms;
  const isServed = (party: Party): boolean =>
    actors.some(({ isConnected, device, person, caller }) => {
      const isTheirs =
        person === null ? 'guest' in caller && caller.guest.participantId === party.id : person.id === party.person?.id;
      return isConnected && isTheirs && (party.device === null || party.device === device);
    });

  /** CALL-6, seen from outside: who is really there, whatever the call says. */
  const watchGhosts = (): void => {
    for (const { id, status, parties } of house.memory.states.values()) {
      const present = parties.filter(isJoinedAndServed).length;
      if (status !== 'active' || present >= 2) lonelySince.delete(id);
      else if (!lonelySince.has(id)) lonelySince.set(id, house.clock.ms);
      const since = lonelySince.get(id) ?? house.clock.ms;
      hold('CALL-6: no call is active without two people for more than 60 s', house.clock.ms - since <= GHOST_MS);
    }
  };
  const beat = async (): Promise<void> => {
    beatenAtMs = house.clock.ms;
    house.memory.renew(servedIds(), house.clock.ms + CALL_LEASE_MS);
    for (const callId of house.memory.due(house.clock.ms)) await settleDue(house.deps, callId, house.clock.ms);
  };
  const live = (): CallState[] => [...house.memory.states.values()].filter(({ status }) => status !== 'ended');
  const servedIds = (): string[] =>
    live().flatMap(({ parties }) => parties.filter(isJoinedAndServed).map(({ id }) => id));
  const isJoinedAndServed = (party: Party): boolean => party.state === 'joined' && isServed(party);
  /** While nobody is served, nothing happens before something is due. */
  const nextBeatMs = (untilMs: number): number => {
    const soonMs = beatenAtMs + BEAT_MS;
    if (servedIds().length > 0) return Math.min(untilMs, soonMs);
    const dueMs = Math.min(untilMs, ...live().map((state) => nextDueMs(state) ?? untilMs));
    return Math.min(untilMs, Math.max(soonMs, dueMs));
  };
  const run = async <T>(
    verb: (deps: CallHouseDeps) => Promise<T>,
    onDone: (result: T) => void,
    mayTakeOver = false,
  ): Promise<void> => {
    const one = await begin(house, verb, {
      onDone(result, error) {
        if (error === null) holding(() => onDone(result as T));
        else if (!(error instanceof AppError)) broken ??= error;
      },
      onOperation: (isUnderWay) => void (takesOver = isUnderWay && mayTakeOver),
    });
    if (one.isWaiting()) running.push(one);
    if (running.length > RUNNING_MAX) running.shift()?.die();
  };

  return {
    house,
    actors,
    callIds,
    running,
    act: async (verb, { device, person }, joins) =>
      run(
        verb,
        (call) => {
          const kept = versions.get(call.id)?.get(call.version);
          hold('what is answered was kept', kept !== undefined && kept.status === call.status);
          if (joins === null || person === null) return;
          const mine = kept?.parties.find((party) => party.person?.id === person.id);
          hold('CALL-2: who is told that they take part does', mine?.state === 'joined' && mine.device === device);
        },
        joins === 'takes over',
      ),
    async ask(verb, { person }, callId) {
      const wasOver = house.kept(callId).status === 'ended';
      let askedMs = house.clock.ms;
      await run(
        async (deps) => {
          const answer = await verb(deps);
          askedMs = house.clock.ms;
          return answer;
        },
        ({ ring }) => {
          const { parties } = house.kept(callId);
          const mine = parties.find((party) => party.person?.id === person?.id);
          const isCalled = mine?.ringUntilMs != null && mine.ringUntilMs > askedMs;
          hold('CALL-3: what ended never rings', !ring || (!wasOver && house.kept(callId).status !== 'ended'));
          hold('CALL-3: only who is called rings', !ring || isCalled);
        },
      );
    },
    serve: async (verb) => run(verb, () => undefined),
    async pass(ms) {
      const untilMs = house.clock.ms + ms;
      while (house.clock.ms < untilMs) {
        house.clock.ms = nextBeatMs(untilMs);
        holding(watchGhosts);
        if (house.clock.ms - beatenAtMs >= BEAT_MS) await beat();
      }
    },
    check() {
      holding(watchGhosts);
      if (broken instanceof Broken) throw new Broken(broken.message, { cause: broken });
      if (broken !== null) throw broken;
    },
  };
}
