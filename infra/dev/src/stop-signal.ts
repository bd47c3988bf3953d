const PARENT_POLL_MS = 1_000;

/**
 * Calls `stop` once: on Ctrl-C, on SIGTERM, when the terminal closes, and when the process that started us is gone (a
 * package manager that was killed does not pass the signal on). Further signals are ignored while stopping.
 */
export function onStopSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const once = (): void => {
    if (stopping) return;
    stopping = true;
    void stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, once);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) once();
  }, PARENT_POLL_MS).unref();
}
