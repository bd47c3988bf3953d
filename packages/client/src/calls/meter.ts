import type { Clock } from '../environment.ts';
import { type Counters, type LineQuality, readQuality, scoreOf, type StatsEntry } from './quality.ts';
import type { LinkView } from './link.ts';

/** How often lines are measured once something arrived… */
const MEASURE_MS = 2_000;
/** …and before, so that the time it took is known well. */
const WATCH_MS = 100;
/** Sound that arrives this long without a picture is a call without pictures. */
const SOUND_ALONE_MS = 1_000;
/** A line that was never connected counts as broken after this long; before, it is being made. */
const MAKING_MS = 10_000;

/** The part of a connection that is measured. */
export interface Measured {
  view: LinkView;
  stats(): Promise<RTCStatsReport>;
}

/** One measurement of one line. */
export interface Reading {
  quality: LineQuality;
  score: number;
}

/** What measuring needs. */
export interface MeterDeps {
  clock: Clock;
  lines(): ReadonlyMap<string, Measured>;
  /** The first picture arrived, or sound without any, at this moment (milliseconds since the epoch). */
  onFirst(atMs: number, quality: LineQuality): void;
  onMeasured(readings: Readonly<Record<string, Reading>>): void;
}

interface Known {
  sinceMs: number;
  counters: Counters | null;
  score: number | null;
}

/** Measures the lines of a call for as long as it lasts. */
export class Meter {
  readonly #deps: MeterDeps;
  #known = new Map<string, Known>();
  #timer: unknown = null;
  #measuredAtMs = 0;
  #soundSinceMs: number | null = null;
  #hasBegun = false;
  #running = false;

  constructor(deps: MeterDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#running = true;
    this.#next(WATCH_MS);
  }

  stop(): void {
    this.#running = false;
    if (this.#timer !== null) this.#deps.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #next(delayMs: number): void {
    if (!this.#running) return;
    this.#timer = this.#deps.clock.setTimeout(() => {
      void this.#measure().finally(() => this.#next(this.#hasBegun ? MEASURE_MS : WATCH_MS));
    }, delayMs);
  }

  async #measure(): Promise<void> {
    const { clock, lines } = this.#deps;
    const isDue = clock.now() - this.#measuredAtMs >= MEASURE_MS;
    const readings: Record<string, Reading> = {};
    const known = new Map<string, Known>();
    for (const [id, line] of lines()) {
      const before = this.#known.get(id) ?? { sinceMs: clock.now(), counters: null, score: null };
      known.set(id, before);
      const connected = line.view.state === 'connected';
      if (!connected && line.view.state === 'connecting' && clock.now() - before.sinceMs < MAKING_MS) continue;
      const report = await line.stats().catch(() => null);
      const entries = report === null ? [] : ([...report.values()] as StatsEntry[]);
      const { quality, counters } = readQuality(entries, before.counters, clock.now(), connected);
      this.#listenForFirst(quality, counters);
      if (!isDue) continue;
      const score = scoreOf(quality, before.score);
      readings[id] = { quality, score };
      known.set(id, { ...before, counters, score });
    }
    this.#known = known;
    if (!isDue) return;
    this.#measuredAtMs = clock.now();
    if (this.#running) this.#deps.onMeasured(readings);
  }

  #listenForFirst(quality: LineQuality, { received }: Counters): void {
    if (this.#hasBegun || received === 0) return;
    const nowMs = this.#deps.clock.now();
    this.#soundSinceMs ??= nowMs;
    if (quality.framesIn === 0 && nowMs - this.#soundSinceMs < SOUND_ALONE_MS) return;
    this.#hasBegun = true;
    this.#deps.onFirst(quality.framesIn > 0 ? nowMs : this.#soundSinceMs, quality);
  }
}
