import { cpus, totalmem } from 'node:os';
import type { Contender } from './contender.ts';
import type { Measurement } from './measure.ts';
import { median } from './median.ts';
import type { BenchOptions } from './options.ts';
import { judge, type Ratio } from './ratios.ts';
import type { RoundsReport } from './rounds.ts';

/** One system at one offered rate: medians of its rounds. Latencies in milliseconds from the intended send time. */
export interface RateRow {
  ratePerSecond: number;
  rounds: number;
  deliveryP50Ms: number;
  deliveryP99Ms: number;
  ackP50Ms: number;
  ackP99Ms: number;
  cpuUsPerMessage: number;
  /** CPU milliseconds by process, of the last round. */
  cpuMs: Record<string, number>;
  lost: number;
  refused: number;
  duplicates: number;
  reordered: number;
  /** True when the system fell so far behind that the step was ended. */
  fellBehind: boolean;
  /** How late the generator itself was at p99, in milliseconds. */
  sendLagP99Ms: number;
  /** CPU of the generator, as a share of one core. */
  generatorShare: number;
  /** Most CPU that others used during one of the rounds, as a share of all cores. */
  othersShare: number;
}

/** Everything about one system. */
export interface SystemSummary {
  name: string;
  label: string;
  durable: boolean;
  rates: RateRow[];
  /** Highest sustained rate, median of the rounds; null when it was not searched. */
  most: { ratePerSecond: number; row: RateRow | null; rounds: number[] } | null;
  /** Acknowledged and stored messages of the whole run; stored must not be less. */
  acked: number;
  stored: number | null;
}

/** The result of a run, as it is written to disk. */
export interface Summary {
  startedAt: string;
  durationSeconds: number;
  machine: Record<string, string | number>;
  facts: Record<string, string>;
  options: BenchOptions;
  systems: SystemSummary[];
  ratios: Ratio[];
  /** Figures by probe and name. */
  probes: Record<string, Record<string, number | string>>;
}

/** Condenses a run; asks every system how many messages it really stored. */
export async function summarise(input: {
  startedAt: Date;
  options: BenchOptions;
  facts: Record<string, string>;
  contenders: readonly Contender[];
  rounds: RoundsReport;
}): Promise<Summary> {
  const systems = await Promise.all(
    input.contenders.map((contender) => summariseSystem(contender, input.rounds, input.options.rates)),
  );
  return {
    startedAt: input.startedAt.toISOString(),
    durationSeconds: Math.round((Date.now() - input.startedAt.getTime()) / 1000),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    facts: input.facts,
    options: input.options,
    systems,
    ratios: judge(systems),
    probes: {},
  };
}

async function summariseSystem(
  { target, running, acked }: Contender,
  rounds: RoundsReport,
  rates: readonly number[],
): Promise<SystemSummary> {
  const own = rounds.measurements.filter((measurement) => measurement.target === target.name);
  const ramps = rounds.ramps.filter((ramp) => ramp.target === target.name);
  const atMost = ramps.flatMap((ramp) => ramp.atMost ?? []);
  return {
    name: target.name,
    label: target.label,
    durable: target.durable,
    rates: rates.flatMap((rate) => {
      const same = own.filter((measurement) => measurement.report.ratePerSecond === rate);
      return same.length === 0 ? [] : [condense(rate, same)];
    }),
    most:
      ramps.length === 0
        ? null
        : {
            ratePerSecond: median(ramps.map((ramp) => ramp.most)),
            row: atMost.length === 0 ? null : condense(median(ramps.map((ramp) => ramp.most)), atMost),
            rounds: ramps.map((ramp) => ramp.most),
          },
    acked,
    stored: await running.stored(),
  };
}

function condense(ratePerSecond: number, same: readonly Measurement[]): RateRow {
  const middle = (pick: (measurement: Measurement) => number): number => median(same.map(pick));
  const sum = (pick: (measurement: Measurement) => number): number => same.reduce((total, one) => total + pick(one), 0);
  return {
    ratePerSecond,
    rounds: same.length,
    deliveryP50Ms: middle((one) => one.delivery.p50Ms),
    deliveryP99Ms: middle((one) => one.delivery.p99Ms),
    ackP50Ms: middle((one) => one.ack.p50Ms),
    ackP99Ms: middle((one) => one.ack.p99Ms),
    cpuUsPerMessage: middle((one) => one.cpuUsPerMessage),
    cpuMs: same.at(-1)!.cpuMs,
    lost: sum((one) => one.report.lost),
    refused: sum((one) => one.report.refused),
    duplicates: sum((one) => one.report.duplicates),
    reordered: sum((one) => one.report.reordered),
    fellBehind: same.some((one) => one.report.gaveUp),
    sendLagP99Ms: middle((one) => one.sendLag.p99Ms),
    generatorShare: middle((one) => one.generatorShare),
    othersShare: Math.max(...same.map((one) => one.othersShare)),
  };
}
