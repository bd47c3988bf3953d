import type { Contender } from './contender.ts';
import { measureStep, type Measurement } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { findMost, type RampResult } from './ramp.ts';

/** How long a message may still arrive after the last was sent. */
const DRAIN_MS = 8_000;
/** Pause between two steps, so that one system's aftermath (WAL, garbage) is not charged to the next. */
const BREATH_MS = 150;
/** The first ramp starts here and doubles; a later one starts near what was found. */
const RAMP_START = 500;
const RAMP_FACTOR = 2;
const RAMP_AGAIN_FACTOR = 1.2;
const RAMP_AGAIN_BISECTIONS = 1;
/** A step that missed the limit by less than this factor is tried again: it may have been the machine's fault. */
const SECOND_CHANCE_P99_MS = 400;

/** What the load rounds found. */
export interface RoundsReport {
  measurements: Measurement[];
  ramps: Array<RampResult & { target: string; atMost: Measurement | null }>;
}

/** Every rate, every system in turn, several rounds; the order is turned round every other time (A B, B A). */
export async function runRounds(
  contenders: readonly Contender[],
  options: BenchOptions,
  say: (line: string) => void,
): Promise<RoundsReport> {
  const measurements: Measurement[] = [];
  const ramps: RoundsReport['ramps'] = [];
  const fellOver = new Set<string>();
  for (let round = 0; round < options.rounds; round++) {
    const order = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const ratePerSecond of options.rates) {
      for (const contender of order) {
        const key = `${contender.target.name} ${ratePerSecond}`;
        // Falling over is costly to measure twice and cannot be undone by a median.
        if (fellOver.has(key)) continue;
        const { warmupMs, measureMs } = options;
        const measured = await measureStep(contender, { ratePerSecond, warmupMs, measureMs, drainMs: DRAIN_MS });
        if (measured.report.gaveUp) fellOver.add(key);
        measurements.push(measured);
        say(
          `${key}/s · p50 ${ms(measured.delivery.p50Ms)} · p99 ${ms(measured.delivery.p99Ms)}${measured.report.gaveUp ? ' · fell behind' : ''}`,
        );
        await breathe();
      }
    }
    if (!options.probes.includes('ramp')) continue;
    for (const contender of order) {
      // A floor that stores nothing needs no second opinion.
      if (round > 0 && !contender.target.durable) continue;
      const before = ramps.find((ramp) => ramp.target === contender.target.name);
      const found = await rampOne(contender, options, before?.most ?? 0);
      ramps.push(found);
      say(`${contender.target.name} holds ${found.most}/s`);
    }
  }
  return { measurements, ramps };
}

async function rampOne(
  contender: Contender,
  options: BenchOptions,
  knownMost: number,
): Promise<RoundsReport['ramps'][number]> {
  const step = { warmupMs: options.warmupMs, measureMs: options.rampMs, drainMs: DRAIN_MS };
  let atMost: Measurement | null = null;
  const holds = async (ratePerSecond: number): Promise<boolean> => {
    let measured = await measureStep(contender, { ...step, ratePerSecond });
    await breathe();
    if (!measured.sustained && !measured.report.gaveUp && measured.delivery.p99Ms < SECOND_CHANCE_P99_MS) {
      measured = await measureStep(contender, { ...step, ratePerSecond });
      await breathe();
    }
    if (measured.sustained && ratePerSecond > (atMost?.report.ratePerSecond ?? 0)) atMost = measured;
    return measured.sustained;
  };
  const search =
    knownMost === 0
      ? { start: RAMP_START, factor: RAMP_FACTOR, bisections: options.rampBisections }
      : { start: knownMost, factor: RAMP_AGAIN_FACTOR, bisections: RAMP_AGAIN_BISECTIONS };
  return { target: contender.target.name, ...(await findMost(search, holds)), atMost };
}

function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, BREATH_MS));
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
