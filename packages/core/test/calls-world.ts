import { AppError, type Announcement, type Call, type Person, type RingAnswer } from '@causerie/contracts';
import type { Caller, CallState, Party } from '../src/index.ts';
import { createCallHouse, dora, paul, quinn, type CallHouse, type CallHouseDeps } from './calls-house.ts';
import { Broken, hold, holdInAnnouncement, holdInStep } from './calls-laws.ts';
import type { OnWrite } from './calls-memory.ts';
import { begin, type Running } from './calls-schedule.ts';
import { createPassingTime, type PassingTime } from './calls-time-passing.ts';

/** Use-cases that are under way at once. */
const RUNNING_MAX = 6;
const PEOPLE = [dora, paul, quinn];

/** Somebody at a device, whose line may be cut. */
export interface Actor {
  caller: Caller;
  person: Person | null;
  device: string;
  isConnected: boolean;
}

/** Where a world begins. */
export interface CallWorldStart {
  states: readonly CallState[];
  guests: readonly Actor[];
}

/** People at devices, calls, services that come and go, and time. Everything that happens in it is held against the laws. */
export interface CallWorld {
  house: CallHouse;
  actors: Actor[];
  /** Ids of the calls, in the order in which they began. */
  callIds: string[];
  /** What is under way, and waits in front of its next operation. */
  running: Running[];
  /** Something that an actor does. `joins`: who is answered takes part on that device. */
  act(verb: (deps: CallHouseDeps) => Promise<Call>, actor: Actor, joins: 'joins' | 'takes over' | null): Promise<void>;
  /** A device asks whether it may ring. */
  ask(verb: (deps: CallHouseDeps) => Promise<RingAnswer>, actor: Actor, callId: string): Promise<void>;
  /** A service does something by itself. */
  serve(verb: (deps: CallHouseDeps) => Promise<unknown>): Promise<void>;
  pass: PassingTime['pass'];
  /** Throws the first law that was broken so far. */
  check(): void;
}

/** A world of Dora, Paul and Quinn, each with two devices, at its beginning or at a later one. */
export function createCallWorld({ states, guests }: CallWorldStart = { states: [], guests: [] }): CallWorld {
  const witness = createWitness(states);
  const house = createCallHouse({ earlier: states, onWrite: witness.onWrite });
  house.deps.announcer = { announce: async (all) => witness.onAnnounced(all, house.clock.ms) };
  const actors: Actor[] = PEOPLE.flatMap((person) =>
    ['desk', 'phone'].map((kind) => ({
      caller: { person },
      person,
      device: `${person.id}-${kind}`,
      isConnected: true,
    })),
  );
  actors.push(...guests.map((guest) => ({ ...guest })));
  const isServed = (party: Party): boolean =>
    actors.some(
      (actor) =>
        actor.isConnected && isPartOf(actor, party) && (party.device === null || party.device === actor.device),
    );
  const time = createPassingTime(house, isServed);
  const running: Running[] = [];

  const run = async <T>(
    verb: (deps: CallHouseDeps) => Promise<T>,
    onDone: (result: T) => void,
    mayTakeOver = false,
  ) => {
    const one = await begin(house, verb, {
      onDone(result, error) {
        if (error === null) witness.holding(() => onDone(result as T));
        else if (!(error instanceof AppError)) witness.fail(error);
      },
      onOperation: (isUnderWay) => witness.expectTakeOver(isUnderWay && mayTakeOver),
    });
    if (one.isWaiting()) running.push(one);
    if (running.length > RUNNING_MAX) running.shift()?.die();
  };
  return {
    house,
    actors,
    callIds: witness.callIds,
    running,
    act: async (verb, actor, joins) =>
      run(
        verb,
        (call) => holdInAnswer(call, witness.kept(call), joins === null ? null : actor),
        joins === 'takes over',
      ),
    async ask(verb, { person }, callId) {
      const wasOver = house.kept(callId).status === 'ended';
      await run(verb, ({ ring }) => {
        const { status, parties } = house.kept(callId);
        const mine = parties.find((party) => party.person?.id === person?.id);
        hold('CALL-3: what ended never rings', !ring || (!wasOver && status !== 'ended'));
        hold('CALL-3: only who is called rings', !ring || (mine?.ringUntilMs ?? 0) > house.clock.ms);
      });
    },
    serve: async (verb) => run(verb, () => undefined),
    pass: time.pass,
    check() {
      witness.holding(time.watch);
      witness.check();
    },
  };
}

/** What is told of an answer must be what was kept; who is told that they take part does so on that device. */
function holdInAnswer(call: Call, kept: CallState | undefined, joined: Actor | null): void {
  hold('what is answered was kept', kept !== undefined && kept.status === call.status);
  if (joined === null) return;
  const mine = kept?.parties.find((party) => isPartOf(joined, party));
  hold('CALL-2: who is told that they take part does', mine?.state === 'joined' && mine.device === joined.device);
}

function isPartOf({ caller }: Actor, { id, person }: Party): boolean {
  return 'guest' in caller ? caller.guest.participantId === id : caller.person.id === person?.id;
}

/** Sees every write and hears everything that is told, and remembers the first law that was broken. */
function createWitness(states: readonly CallState[]) {
  const versions = new Map(states.map((state) => [state.id, new Map([[state.version, state]])]));
  const callIds = states.map(({ id }) => id);
  let broken: unknown = null;
  let mayTakeOver = false;
  const holding = (law: () => unknown): void => {
    try {
      law();
    } catch (error) {
      broken ??= error;
    }
  };
  const isGuest = (id: string): boolean => PEOPLE.every((person) => person.id !== id);
  const onWrite: OnWrite = (before, after, happenings) => {
    if (before === null) callIds.push(after.id);
    if (before === null) versions.set(after.id, new Map());
    versions.get(after.id)?.set(after.version, after);
    holding(() => holdInStep(before, after, happenings, mayTakeOver));
  };
  return {
    callIds,
    holding,
    onWrite,
    onAnnounced(all: readonly Announcement[], nowMs: number): void {
      for (const one of all) holding(() => holdInAnnouncement(one, nowMs, isGuest));
    },
    expectTakeOver: (isExpected: boolean): void => void (mayTakeOver = isExpected),
    kept: ({ id, version }: Call): CallState | undefined => versions.get(id)?.get(version),
    fail: (error: unknown): void => void (broken ??= error),
    check(): void {
      if (broken instanceof Broken) throw new Broken(broken.message, { cause: broken });
      if (broken !== null) throw broken;
    },
  };
}
