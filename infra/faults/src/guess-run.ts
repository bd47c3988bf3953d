import { signToken, startStack, type Stack } from '@causerie/dev';
import { counterOf, firesAtMs, guessRate, readGuessAlarm, type GuessSample } from './guess-alarm.ts';
import { guessBody, type GuessedRoom } from './guess-bodies.ts';
import { createGuessLine, type GuessLine } from './guess-line.ts';

const ASK_IN = '/v1/calls/ask-in';
/** Lines that guess at the same time, and what each asks in one write. */
const LINES = 16;
const PER_WRITE = 16;
const SAMPLE_EVERY_MS = 2_000;
/** Addresses the guesses come from: more than the limit of one address could hold back. */
const ADDRESSES = 65_536;

/** How much is guessed. */
export interface GuessOptions {
  guesses: number;
  /** It ends after so long, however many were made by then. */
  seconds: number;
  rooms: number;
}

/** What became of it. */
export interface GuessResult {
  made: number;
  seconds: number;
  /** Answers by status: 404 was looked at and wrong, 429 was not looked at; 200 would be a hit. */
  byStatus: ReadonlyMap<number, number>;
  hits: number;
  refusedByLimit: number;
  /** How far the metric of the alarm moved. */
  counted: number;
  /** Refused guesses per second at the end, as the rule of the alarm takes them, and its threshold. */
  rate: number;
  threshold: number;
  /** After how many seconds the alarm fires; null when the run was shorter than the rule wants. */
  firesAfterSeconds: number | null;
  /** Of all rooms: how many their own link opened afterwards, and how many their own code, for somebody with a token. */
  openedByLink: number;
  openedByCode: number;
}

/** Where to run. */
export interface GuessPlace {
  dataDir: string;
  print(line: string): void;
  abort?: AbortSignal;
}

/** Starts the real stack with its limits, opens rooms, guesses codes and tokens of links, and tells what came of it. */
export async function guessCalls(options: GuessOptions, { print, ...place }: GuessPlace): Promise<GuessResult> {
  const stack = await startStack({ ...place, scale: 1, persistent: false, onProgress: print });
  try {
    const rooms = await Promise.all(Array.from({ length: options.rooms }, (_, index) => openRoom(stack, index)));
    print(`${rooms.length} rooms are open, each with a code and a link`);
    const made = await guess(stack, options, rooms, print, place.abort);
    const opened = await Promise.all(rooms.map((room, index) => openings(stack, room, index)));
    return {
      ...made,
      openedByLink: opened.filter(({ byLink }) => byLink).length,
      openedByCode: opened.filter(({ byCode }) => byCode).length,
    };
  } finally {
    await stack.stop();
  }
}

async function guess(
  stack: Stack,
  { guesses, seconds }: GuessOptions,
  rooms: readonly GuessedRoom[],
  print: (line: string) => void,
  abort?: AbortSignal,
): Promise<Omit<GuessResult, 'openedByLink' | 'openedByCode'>> {
  const alarm = await readGuessAlarm();
  const startedAt = performance.now();
  const samples: GuessSample[] = [];
  const sample = async (): Promise<void> => {
    const value = counterOf(await metricsOf(stack), alarm.metric);
    samples.push({ atMs: performance.now() - startedAt, value });
  };
  const byStatus = new Map<number, number>();
  const lines = Array.from({ length: LINES }, () => createGuessLine(signalingOf(stack), ASK_IN));
  let made = 0;
  const isOver = (): boolean =>
    made >= guesses || performance.now() - startedAt > seconds * 1000 || abort?.aborted === true;
  const work = async (line: GuessLine): Promise<void> => {
    while (!isOver()) {
      const first = made;
      made += Math.min(PER_WRITE, guesses - made);
      const requests = Array.from({ length: made - first }, (_, at) => requestOf(first + at, rooms));
      for (const status of await line.send(requests)) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    }
  };
  await sample();
  const sampling = setInterval(() => void sample().catch(() => undefined), SAMPLE_EVERY_MS);
  const telling = setInterval(() => print(`${made} guesses`), 10 * SAMPLE_EVERY_MS);
  await Promise.all(lines.map(work)).finally(() => {
    clearInterval(sampling);
    clearInterval(telling);
    for (const line of lines) line.close();
  });
  await sample();
  const firesAt = firesAtMs(alarm, samples);
  return {
    made,
    seconds: (performance.now() - startedAt) / 1000,
    byStatus,
    hits: byStatus.get(200) ?? 0,
    refusedByLimit: byStatus.get(429) ?? 0,
    counted: (samples.at(-1)?.value ?? 0) - (samples[0]?.value ?? 0),
    rate: guessRate(alarm, samples),
    threshold: alarm.threshold,
    firesAfterSeconds: firesAt === null ? null : firesAt / 1000,
  };
}

function requestOf(index: number, rooms: readonly GuessedRoom[]): { address: string; body: string } {
  const number = index % ADDRESSES;
  return { address: `100.64.${number >> 8}.${number & 255}`, body: guessBody(index, rooms) };
}

/** The script is the proxy in front, on a network whose X-Forwarded-For is believed: a second one would only cost time. */
function signalingOf(stack: Stack): string {
  return stack.processes.get('signaling')?.url ?? '';
}

function doorOf(stack: Stack): string {
  return stack.url.replace('localhost', '127.0.0.1');
}

async function metricsOf(stack: Stack): Promise<string> {
  return (await fetch(`${signalingOf(stack)}/metrics`)).text();
}

async function openRoom(stack: Stack, index: number): Promise<GuessedRoom> {
  const host = await signToken(stack.jwtSecret ?? '', { sub: `host-${index}`, role: 'professional', name: 'Hôte' });
  const room = await demand(stack, '/v1/calls', { mode: 'room' }, host);
  const { token } = await demand(stack, `/v1/calls/${String(room['id'])}/share-tokens`, {}, host);
  return { code: String(room['code']), token: String(token) };
}

/** Whether a guest comes in by the link, and a person by the code, right after all those guesses. */
async function openings(
  stack: Stack,
  { code, token }: GuessedRoom,
  index: number,
): Promise<{ byLink: boolean; byCode: boolean }> {
  const person = await signToken(stack.jwtSecret ?? '', { sub: `one-${index}`, role: 'client', name: 'Patiente' });
  const address = { 'x-forwarded-for': `198.51.100.${index % 250}` };
  const [byLink, byCode] = await Promise.all([
    ask(stack, ASK_IN, { token, name: 'Invitée' }, address),
    ask(stack, ASK_IN, { code }, { ...address, authorization: `Bearer ${person}` }),
  ]);
  return { byLink: byLink.status === 200, byCode: byCode.status === 200 };
}

async function demand(stack: Stack, path: string, body: object, token: string): Promise<Record<string, unknown>> {
  const answer = await ask(stack, path, body, { authorization: `Bearer ${token}` });
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}`);
  return (await answer.json()) as Record<string, unknown>;
}

function ask(stack: Stack, path: string, body: object, headers: Record<string, string>): Promise<Response> {
  return fetch(`${doorOf(stack)}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
