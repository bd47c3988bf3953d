import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterOf, firesAtMs, guessRate, readGuessAlarm } from '../src/guess-alarm.ts';
import { guessBody } from '../src/guess-bodies.ts';
import { guessCalls } from '../src/guess-run.ts';

const GUESSES = 3_000;
const ROOMS = 10;
/** Wrong codes of strangers that are looked at in the minutes that this takes at most. */
const LOOKED_AT_MAX = 3 * 300;
const TEST_TIMEOUT_MS = 150_000;

let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'causerie-guesses-'));
  // Postgres may have to run as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('Guessing codes of calls and links into them', () => {
  it(
    `CALL-9: ${GUESSES} guesses from as many addresses find none of ${ROOMS} rooms, are limited, and are seen by operators`,
    async () => {
      const result = await guessCalls(
        { guesses: GUESSES, seconds: 100, rooms: ROOMS },
        { dataDir, print: () => undefined },
      );
      const { made, hits, byStatus, refusedByLimit, counted, rate, threshold } = result;
      expect([made, hits]).toEqual([GUESSES, 0]);
      expect([...byStatus.keys()].toSorted((a, b) => a - b)).toEqual([404, 429]);
      // Half of the guesses are codes, which nobody looks at any more after so many wrong ones.
      expect(refusedByLimit).toBeGreaterThan(GUESSES / 2 - LOOKED_AT_MAX);
      expect(counted).toBe(GUESSES);
      expect(rate).toBeGreaterThan(threshold);
      // Who was told a link comes in all the same, and who was told a code with a token of their own.
      expect([result.openedByLink, result.openedByCode]).toEqual([ROOMS, ROOMS]);
    },
    TEST_TIMEOUT_MS,
  );

  it('are shaped like what they guess, and never are it', () => {
    const room = { code: '7K3D-9QXA-M2P', token: 'A'.repeat(43) };
    const bodies = Array.from({ length: 1000 }, (_, index) => JSON.parse(guessBody(index, [room])));
    const codes = bodies.flatMap(({ code }) => (code === undefined ? [] : [code as string]));
    const tokens = bodies.flatMap(({ token }) => (token === undefined ? [] : [token as string]));
    expect([codes.length, tokens.length]).toEqual([500, 500]);
    for (const code of codes)
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}$/);
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect([...codes, ...tokens]).not.toContain(room.code);
    expect([...codes, ...tokens]).not.toContain(room.token);
    const differs = (one: string, other: string): number =>
      Array.from(one).filter((letter, at) => letter !== other[at]).length;
    expect(codes.filter((code) => differs(code, room.code) === 1)).toHaveLength(100);
    expect(tokens.filter((token) => differs(token, room.token) === 1)).toHaveLength(100);
  });
});

describe('The alarm', () => {
  const alarm = { metric: 'refused_total', windowMs: 300_000, threshold: 0.5, holdsForMs: 120_000 };
  const every10s = (perSecond: number, seconds: number): Array<{ atMs: number; value: number }> =>
    Array.from({ length: seconds / 10 + 1 }, (_, at) => ({ atMs: at * 10_000, value: at * 10 * perSecond }));

  it('is read from the rules that are deployed', async () => {
    expect(await readGuessAlarm()).toMatchObject({ metric: 'call_guesses_refused_total', windowMs: 300_000 });
  });

  it('fires when the rate was above the threshold for long enough, and not before', () => {
    // A thousand in a second fill the window at once.
    expect(firesAtMs(alarm, every10s(1000, 200))).toBe(130_000);
    expect(firesAtMs(alarm, every10s(1000, 100))).toBeNull();
    // One in two seconds is on the threshold, which is not above it.
    expect(firesAtMs(alarm, every10s(0.5, 1000))).toBeNull();
  });

  it('is over when the guesses are', () => {
    const then = [...every10s(100, 10), { atMs: 400_000, value: 1000 }];
    expect(guessRate(alarm, then.slice(0, 2))).toBeCloseTo(1000 / 300);
    expect(guessRate(alarm, then)).toBe(0);
  });

  it('adds up what the metric counts, whatever its labels', () => {
    const text =
      'refused_total{by="code",why="wrong"} 2\nrefused_total{by="token",why="limited"} 3\nrefused_total_other 9\n';
    expect(counterOf(text, 'refused_total')).toBe(5);
  });
});
