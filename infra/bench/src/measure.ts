import { cpus } from 'node:os';
import type { Contender } from './contender.ts';
import { cpuBetween, sampleCpu, totalCpu, type CpuTimes } from './cpu.ts';
import { machineBusyMs } from './proc-stat.ts';
import { mergeLatencies, type LatencySummary } from './latency.ts';
import type { Step, StepReport } from './load.ts';

/** Slowest p99 of delivery at which a rate still counts as sustained. */
export const SUSTAINED_P99_MS = 100;

/** One load step with what it cost. */
export interface Measurement {
  target: string;
  report: StepReport & { dropped: number };
  delivery: LatencySummary;
  ack: LatencySummary;
  sendLag: LatencySummary;
  /** CPU milliseconds of the servers during the step. */
  cpuMs: CpuTimes;
  /** Microseconds of server CPU per delivered message. */
  cpuUsPerMessage: number;
  /** CPU of the load generator, as a share of one core. */
  generatorShare: number;
  /** CPU that somebody else used meanwhile, as a share of all cores: above a tenth, latencies mean little. */
  othersShare: number;
  /** True when everything arrived and the p99 of delivery stayed within {@link SUSTAINED_P99_MS}. */
  sustained: boolean;
}

/** Runs one step against one system while its processes are watched. */
export async function measureStep(contender: Contender, step: Step): Promise<Measurement> {
  const { target, running, generator } = contender;
  const processes = running.pids();
  const driver = [{ name: 'generator', pid: generator.pid, tree: false }];
  const before = { servers: sampleCpu(processes), driver: sampleCpu(driver), machineMs: machineBusyMs() };
  const startedAt = performance.now();
  const report = await generator.step(step);
  contender.acked += report.acked;
  const machineMs = machineBusyMs() - before.machineMs;
  const wallMs = performance.now() - startedAt;
  const cpuMs = cpuBetween(before.servers, sampleCpu(processes));
  const driverMs = totalCpu(cpuBetween(before.driver, sampleCpu(driver)));
  const delivery = mergeLatencies([report.delivery]);
  const whole = !report.gaveUp && report.lost === 0 && report.refused === 0 && report.dropped === 0;
  return {
    target: target.name,
    report,
    delivery,
    ack: mergeLatencies([report.ack]),
    sendLag: mergeLatencies([report.sendLag]),
    cpuMs,
    cpuUsPerMessage: (totalCpu(cpuMs) * 1000) / Math.max(1, report.delivered),
    generatorShare: driverMs / report.durationMs,
    othersShare: Math.max(0, machineMs - totalCpu(cpuMs) - driverMs) / (wallMs * cpus().length),
    sustained: whole && delivery.p99Ms <= SUSTAINED_P99_MS,
  };
}
