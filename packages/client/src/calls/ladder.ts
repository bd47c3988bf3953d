import type { LineQuality } from './quality.ts';

/** What a call still carries. On `chat` the people write to each other while the line is being repaired. */
export type Rung = 'video' | 'audio' | 'chat';
/** Why a call went a step down or up. */
export type StepCause = 'disconnected' | 'loss' | 'delay' | 'bandwidth' | 'recovered';

/** One step, as it is told in the call's quality. */
export interface Step {
  to: Rung;
  cause: StepCause;
  atMs: number;
}

/** Where a call stands on the ladder. Times in milliseconds since the epoch. */
export interface Ladder {
  rung: Rung;
  /** Since when the line is too bad for this rung, with the newest cause. */
  badSinceMs: number | null;
  cause: StepCause | null;
  /** Since when it is good enough for the rung above. */
  goodSinceMs: number | null;
  /** Falls from video because of the line's quality: who falls often waits longer before the next attempt. */
  falls: number;
  steps: readonly Step[];
}

/** Where every call begins: with pictures. */
export const topOfLadder: Ladder = {
  rung: 'video',
  badSinceMs: null,
  cause: null,
  goodSinceMs: null,
  falls: 0,
  steps: [],
};

/** How long a line must be too bad before the call goes a step down: a passing lorry is no reason. */
const PATIENCE_MS = { video: 4_000, audio: 8_000 } as const;
/** How long it must be good before sound, and before pictures, are tried again. */
const AUDIO_AGAIN_MS = 2_000;
const VIDEO_AGAIN_MS = 4_000;
const VIDEO_AGAIN_MAX_MS = 60_000;
/** Most steps that are kept. */
const STEPS_MAX = 50;
/** Beyond these a rung cannot be held; [video, audio]. */
const LOSS = { video: 0.1, audio: 0.4 } as const;
const RTT_MS = { video: 1_000, audio: 4_000 } as const;
const NEEDED_KBPS = { video: 100, audio: 12 } as const;
/** Before climbing, a line must be better than what made it fall by this factor. */
const MARGIN = 0.5;

/** The next place on the ladder after a measurement. Pure. */
export function climb(ladder: Ladder, line: LineQuality, nowMs: number): Ladder {
  const { rung } = ladder;
  const cause = rung === 'chat' ? null : tooBadFor(rung, line, 1);
  if (cause !== null) return fallen(ladder, cause, nowMs);
  const above = rung === 'chat' ? 'audio' : 'video';
  // While nothing but sound is sent, a browser does not find out that more could be: trying again later is the only way.
  const good = rung !== 'video' && tooBadFor(above, { ...line, availableKbps: null }, MARGIN) === null;
  if (!good) {
    return ladder.badSinceMs === null && ladder.goodSinceMs === null
      ? ladder
      : { ...ladder, badSinceMs: null, cause: null, goodSinceMs: null };
  }
  const goodSinceMs = ladder.goodSinceMs ?? nowMs;
  const climbing = { ...ladder, badSinceMs: null, cause: null, goodSinceMs };
  return nowMs - goodSinceMs < timeToClimb(ladder) ? climbing : stepped(climbing, above, 'recovered', nowMs);
}

/** Of several lines the best decides: when mine is bad, all of them are. Null without any. */
export function bestOf(lines: readonly LineQuality[]): LineQuality | null {
  return lines.reduce<LineQuality | null>(
    (best, line) => (best === null || badness(line) < badness(best) ? line : best),
    null,
  );
}

function fallen(ladder: Ladder, found: StepCause, nowMs: number): Ladder {
  const { rung } = ladder;
  if (rung === 'chat') return ladder;
  // What is lost right after a line was gone, was lost because it was gone.
  const cause = ladder.cause === 'disconnected' ? ladder.cause : found;
  const badSinceMs = ladder.badSinceMs ?? nowMs;
  const falling = { ...ladder, badSinceMs, cause, goodSinceMs: null };
  if (nowMs - badSinceMs < PATIENCE_MS[rung]) return falling;
  const falls = cause === 'disconnected' || rung === 'audio' ? ladder.falls : ladder.falls + 1;
  return stepped({ ...falling, falls }, rung === 'video' ? 'audio' : 'chat', cause, nowMs);
}

function stepped(ladder: Ladder, to: Rung, cause: StepCause, atMs: number): Ladder {
  const steps = [...ladder.steps, { to, cause, atMs }].slice(-STEPS_MAX);
  return { ...ladder, rung: to, badSinceMs: null, cause: null, goodSinceMs: null, steps };
}

function timeToClimb({ rung, falls }: Ladder): number {
  if (rung === 'chat' || falls === 0) return AUDIO_AGAIN_MS;
  return Math.min(VIDEO_AGAIN_MAX_MS, VIDEO_AGAIN_MS * 2 ** (falls - 1));
}

function tooBadFor(rung: 'video' | 'audio', line: LineQuality, margin: number): StepCause | null {
  if (!line.connected) return 'disconnected';
  if ((line.loss ?? 0) > LOSS[rung] * margin) return 'loss';
  if ((line.rttMs ?? 0) > RTT_MS[rung] * margin) return 'delay';
  if (line.availableKbps !== null && line.availableKbps * margin < NEEDED_KBPS[rung]) return 'bandwidth';
  return null;
}

function badness(line: LineQuality): number {
  if (!line.connected) return Number.POSITIVE_INFINITY;
  return (line.loss ?? 0) / LOSS.video + (line.rttMs ?? 0) / RTT_MS.video;
}
