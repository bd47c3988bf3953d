import { setTimeout as delay } from 'node:timers/promises';
import type { Recorder } from './recorder.ts';
import type { Fault, Planned } from './schedule.ts';
import type { Target } from './target.ts';

const PID_POLL_MS = 20;
/** A victim that is still down is waited for: killing nothing would count as a kill. */
const VICTIM_WAIT_MS = 30_000;

/** Who hears of each fault, and what ends the injecting early. */
export interface Injecting {
  onFault(fault: string, isKill: boolean): void;
  signal: AbortSignal;
}

/** Injects planned faults, each at its time or as soon after as its victim lives. */
export async function injectFaults(
  target: Target,
  recorder: Recorder,
  plan: readonly Planned[],
  { onFault, signal }: Injecting,
): Promise<void> {
  const startedAt = recorder.nowMs();
  for (const { atMs, fault } of plan) {
    const waitMs = Math.max(0, startedAt + atMs - recorder.nowMs());
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const name = await inject(target, recorder, fault);
    if (name !== null) onFault(name, fault.kind === 'kill' || fault.kind === 'kill-backend');
  }
}

/** Records and injects one fault; null when there was nothing to break. */
async function inject(target: Target, recorder: Recorder, fault: Fault): Promise<string | null> {
  if (fault.kind === 'flush') {
    recorder.record({ type: 'injected', fault: 'FLUSHALL', fatalTo: null });
    // Redis may be down at this moment, then there is nothing to wipe.
    return target.flush().then(
      () => 'FLUSHALL',
      () => null,
    );
  }
  if (fault.kind === 'kill-backend') {
    if ((await untilGiven(() => target.killBackend(fault.pick).catch(() => null))) === null) return null;
    recorder.record({ type: 'injected', fault: 'kill -9 postgres backend', fatalTo: null });
    return 'kill -9 postgres backend';
  }
  const pid = await untilGiven(() => target.pids().get(fault.process) ?? null);
  if (pid === null) return null;
  if (fault.kind === 'kill') {
    const name = `kill -9 ${fault.process}`;
    recorder.record({ type: 'injected', fault: name, fatalTo: { process: fault.process, pid } });
    target.kill(fault.process, 'SIGKILL');
    return name;
  }
  const name = `freeze ${fault.process}`;
  recorder.record({ type: 'injected', fault: name, fatalTo: null });
  target.kill(fault.process, 'SIGSTOP');
  await delay(fault.forMs);
  target.kill(fault.process, 'SIGCONT');
  return name;
}

/** Asks for a victim until there is one; null when that took too long. */
async function untilGiven(ask: () => number | null | Promise<number | null>): Promise<number | null> {
  const deadlineMs = Date.now() + VICTIM_WAIT_MS;
  for (;;) {
    const given = await ask();
    if (given !== null || Date.now() > deadlineMs) return given;
    await delay(PID_POLL_MS);
  }
}

/** Watches every process of a target and records each one that is gone; returns what ends the watch. */
export function watchExits(target: Target, recorder: Recorder): () => void {
  const known = new Map<string, number>();
  const look = (): void => {
    for (const [process, pid] of target.pids()) {
      const before = known.get(process);
      if (before !== undefined && before !== pid) {
        const cause = target.exitCause(before);
        recorder.record({ type: 'exited', process, pid: before, ...(cause === null ? {} : { cause }) });
      }
      if (pid === undefined) known.delete(process);
      else known.set(process, pid);
    }
  };
  look();
  const timer = setInterval(look, PID_POLL_MS);
  return () => {
    clearInterval(timer);
    look();
  };
}
