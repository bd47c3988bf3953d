import { setTimeout as delay } from 'node:timers/promises';
import { castPeople } from './cast.ts';
import { injectFaults, watchExits } from './chaos.ts';
import { check } from './checker.ts';
import { makeClient, type Client } from './client.ts';
import type { Cast, Doors, Person } from './door.ts';
import type { ConversationEnd, History } from './history.ts';
import { resolveNumbers } from './resolve-numbers.ts';
import { seeded } from './random.ts';
import { makeRecorder, type Recorder } from './recorder.ts';
import type { Planned } from './schedule.ts';
import type { Target } from './target.ts';
import type { Violation } from './violation.ts';
import { startLoad, type Load } from './workload.ts';

const POLL_MS = 100;
const PROGRESS_MS = 5000;
/** Without any acknowledgement for so long the system is not coming back, and waiting on would prove nothing more. */
const STALL_MAX_MS = 60_000;
/** After the last fault everything has to be settled within this. */
const SETTLE_MAX_MS = 60_000;
/** The slow heartbeat has to have told every connected client within this. */
const HINTS_MAX_MS = 30_000;
/** One person in so many has a second device, and one in so many a client without a socket. */
const SECOND_DEVICE_EVERY = 3;
const REST_ONLY_EVERY = 4;

/** What a run does. */
export interface RunOptions {
  target: Target;
  /** The dialects that are spoken; clients take them in turn. */
  doors: ReadonlyArray<(cast: Cast) => Doors>;
  seed: number;
  plan: readonly Planned[];
  /** Number of people; some have more than one client. */
  people: number;
  /** Messages that have to be acknowledged before the load ends. */
  messages: number;
  /** Messages sent per second while nothing is broken. */
  perSecond: number;
  /** The load ends after this even when fewer messages were acknowledged. */
  loadMaxMs: number;
  /** Hints are waited for at most this long; shorter in tests of the runner. */
  hintsMaxMs?: number;
  onProgress?: (line: string) => void;
  /** Gives the run up: it rejects, after its clients are closed. */
  abort?: AbortSignal;
}

/** What a run found. */
export interface RunResult {
  history: History;
  violations: Violation[];
  kills: number;
  /** Acknowledged messages, repeats not counted. */
  acknowledged: number;
  /** Milliseconds from the first message to the last check. */
  tookMs: number;
}

/** Sends through every door while faults are injected, lets everything settle, and holds what was seen against the log. */
export async function run(options: RunOptions): Promise<RunResult> {
  const { target } = options;
  const cast = await castPeople(target, options.people);
  const recorder = makeRecorder();
  const nonsense: Violation[] = [];
  const clients = connectClients(options, cast, recorder, nonsense);
  const endWatch = watchExits(target, recorder);
  const givenUp = new Promise<never>((_, reject) => {
    options.abort?.addEventListener('abort', () => reject(options.abort?.reason as Error), { once: true });
  });
  try {
    return await Promise.race([givenUp, breakAndCheck(options, recorder, cast.people, clients, nonsense)]);
  } finally {
    endWatch();
    for (const client of clients) client.close();
  }
}

async function breakAndCheck(
  { target, seed, plan, ...options }: RunOptions,
  recorder: Recorder,
  people: readonly Person[],
  clients: readonly Client[],
  nonsense: readonly Violation[],
): Promise<RunResult> {
  const progress = options.onProgress ?? (() => undefined);
  await Promise.all(clients.map((client) => client.untilConnected()));
  const load = startLoad(clients, options.perSecond, seeded(seed + 1));
  let injected = 0;
  const line = (): void =>
    progress(
      `${load.acknowledged()} acknowledged, ${load.inFlight()} on the way, ${injected} faults of ${plan.length}`,
    );
  const lines = setInterval(line, PROGRESS_MS);
  const stalled = watchStall(load);
  let kills = 0;
  const onFault = (fault: string, isKill: boolean): void => {
    injected++;
    if (isKill) kills++;
    progress(`${fault} (${injected} of ${plan.length})`);
  };
  await injectFaults(target, recorder, plan, { onFault, signal: stalled.signal });
  while (load.acknowledged() < options.messages && recorder.nowMs() < options.loadMaxMs && !stalled.signal.aborted) {
    await delay(POLL_MS);
  }
  stalled.end();
  const settled = await load.settle(SETTLE_MAX_MS);
  clearInterval(lines);
  progress(settled ? 'every message is settled, resyncing' : 'NOT every message is settled, resyncing all the same');
  await target.untilReady().catch((error: unknown) => progress(`not everything came back: ${reasonOf(error)}`));
  const { conversations } = await target.readLog();
  await untilHinted(clients, conversations, options.hintsMaxMs ?? HINTS_MAX_MS);
  for (const client of clients) await Promise.all(client.person.conversations.map((id) => client.catchUp(id)));
  const end = await target.readLog();
  const views = clients.flatMap((client) => client.views());
  const ours = new Set(people.flatMap((person) => person.conversations));
  const history: History = resolveNumbers({
    seed,
    events: recorder.events.slice(),
    conversations: end.conversations.filter(({ id }) => ours.has(id)),
    rows: end.rows.filter(({ conversation }) => ours.has(conversation)),
    views,
  });
  const unsettled = `${load.inFlight()} messages were neither acknowledged nor refused ${SETTLE_MAX_MS} ms after the load`;
  const stuck: Violation[] = settled ? [] : [{ rule: 'never-answered', clause: 'DEL-5', detail: unsettled }];
  const violations = [...nonsense, ...stuck, ...check(history)];
  return { history, violations, kills, acknowledged: load.acknowledged(), tookMs: recorder.nowMs() };
}

/** A signal that aborts when nothing was acknowledged for too long; `end` stops looking. */
function watchStall(load: Load): { signal: AbortSignal; end(): void } {
  const stalled = new AbortController();
  let before = -1;
  const timer = setInterval(() => {
    if (load.acknowledged() === before) stalled.abort();
    before = load.acknowledged();
  }, STALL_MAX_MS);
  return { signal: stalled.signal, end: () => clearInterval(timer) };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function connectClients({ doors, seed }: RunOptions, cast: Cast, recorder: Recorder, nonsense: Violation[]): Client[] {
  const onNonsense = (client: string, what: string): void => {
    const detail = `${client} received a ${what} that the contract does not know`;
    nonsense.push({ rule: 'push-differs', clause: 'DEL-6', detail });
  };
  const dialects = doors.map((open) => open(cast));
  let made = 0;
  return cast.people.flatMap((person, index) => {
    const devices = [
      { name: `${person.side}-${person.subject}`, socket: true },
      ...(index % SECOND_DEVICE_EVERY === 0 ? [{ name: `${person.side}-${person.subject}-b`, socket: true }] : []),
      ...(index % REST_ONLY_EVERY === 0 ? [{ name: `${person.side}-${person.subject}-rest`, socket: false }] : []),
    ];
    return devices.map((device, place) => {
      const random = seeded(seed + index * 10 + place + 2);
      const spoken = dialects[made++ % dialects.length] as Doors;
      return makeClient({ ...device, person, doors: spoken, recorder, random, onNonsense });
    });
  });
}

/** Waits until the server has told every connected client by itself how far its conversations go, or the time is over. */
async function untilHinted(clients: readonly Client[], ends: readonly ConversationEnd[], maxMs: number): Promise<void> {
  const lastSeqs = new Map(ends.map(({ id, lastSeq }) => [id, lastSeq]));
  const isTold = (client: Client): boolean =>
    client.views().every((view) => view.hintedSeq === null || view.hintedSeq >= (lastSeqs.get(view.conversation) ?? 0));
  for (let waitedMs = 0; waitedMs < maxMs && !clients.every(isTold); waitedMs += POLL_MS) await delay(POLL_MS);
}
