import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { guessCalls, type GuessOptions, type GuessResult } from './guess-run.ts';

const USAGE =
  'pnpm guesses [--guesses 1000000] [--seconds 900] [--rooms 50]: guesses codes of calls and links into them on the running stack';
const abort = new AbortController();
const startedAt = Date.now();

function print(line: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

function readOptions(args: readonly string[]): GuessOptions {
  const text = { type: 'string' } as const;
  const options = { guesses: text, seconds: text, rooms: text };
  // The package manager passes a separating `--` on to the script.
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options });
  const whole = (value: string): number => {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`${value} is not a whole number from 1 on\n${USAGE}`);
    return Number(value);
  };
  return {
    guesses: whole(values.guesses ?? '1000000'),
    seconds: whole(values.seconds ?? '900'),
    rooms: whole(values.rooms ?? '50'),
  };
}

/** Prints what was found; true when nothing was, operators would know, and all guesses were made. */
function tell(result: GuessResult, { guesses, rooms }: GuessOptions): boolean {
  const { made, seconds, byStatus, hits, refusedByLimit, counted, rate, threshold, firesAfterSeconds } = result;
  print(`${made} guesses in ${seconds.toFixed(0)} s, ${Math.round(made / seconds)} per second, at ${rooms} rooms`);
  print(`  hits                                ${hits}`);
  print(`  looked at and wrong (404)           ${byStatus.get(404) ?? 0}`);
  print(`  refused by the limiter (429)        ${refusedByLimit}`);
  const others = [...byStatus].filter(([status]) => ![200, 404, 429].includes(status));
  print(
    `  anything else                       ${others.map(([status, count]) => `${status}: ${count}`).join(', ') || 0}`,
  );
  print(`  call_guesses_refused_total rose by  ${counted}`);
  const fires = firesAfterSeconds === null ? 'did not fire yet' : `fires after ${firesAfterSeconds.toFixed(0)} s`;
  print(`  SomebodyGuessesCalls                ${fires}: ${rate.toFixed(1)} per second over 5 min, above ${threshold}`);
  print(`  rooms that their own link opens     ${result.openedByLink} of ${rooms}`);
  print(`  … and their code, with a token      ${result.openedByCode} of ${rooms}`);
  const stillOpen = result.openedByLink === rooms && result.openedByCode === rooms;
  const known = firesAfterSeconds !== null && counted >= made - (byStatus.get(0) ?? 0);
  const isSafe = hits === 0 && refusedByLimit > 0 && stillOpen && known;
  print(isSafe ? 'nothing was found, and operators would know' : 'NOT as it must be');
  if (made < guesses) print(`INCOMPLETE: ${made} of ${guesses} guesses`);
  return isSafe && made >= guesses;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const dataDir = await mkdtemp(join(tmpdir(), 'causerie-guesses-'));
  // Postgres may have to run as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
  try {
    const result = await guessCalls(options, { dataDir, print, abort: abort.signal });
    return tell(result, options) ? 0 : 1;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

// Interrupted, the stack is stopped before this process ends: its parts would stay behind otherwise.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(new Error('interrupted')));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
