import { setTimeout as delay } from 'node:timers/promises';
import { isChainWhole, starters } from './ancestors.ts';

const POLL_MS = 1_000;

/**
 * Calls `stop` once: on Ctrl-C, on SIGTERM, when the terminal closes, and when a process through which we were started is
 * gone (a package manager that is killed does not always pass the signal on). Further signals are ignored.
 */
export function onStopSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const once = (): void => {
    if (stopping) return;
    stopping = true;
    void stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  void watchStarters(() => stopping).then(once);
}

/** Resolves when a starter is gone. It never keeps the process alive. */
async function watchStarters(isStopping: () => boolean): Promise<void> {
  const chain = await starters();
  const parent = process.ppid;
  while (!isStopping() && process.ppid === parent && (await isChainWhole(chain))) {
    await delay(POLL_MS, undefined, { ref: false });
  }
}
