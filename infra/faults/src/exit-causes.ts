import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Node publishes every child process here when it is made. */
const CHANNEL = 'child_process';

/** Remembers how each child process of this process ended. */
export interface ExitCauses {
  /** Words for the end of a process: its signal or exit code; null while it is not known. */
  of(pid: number): string | null;
  stop(): void;
}

/**
 * Starts to remember how children end, whoever starts them. A supervisor restarts them and forgets the reason, and the
 * reason tells a crash of the program from a kill by somebody else.
 */
export function watchExitCauses(): ExitCauses {
  const causes = new Map<number, string>();
  const onChild = (message: unknown): void => {
    const child = (message as { process: ChildProcess }).process;
    child.once('exit', (code, signal) => {
      if (child.pid !== undefined) causes.set(child.pid, signal ?? `exit code ${code}`);
    });
  };
  subscribe(CHANNEL, onChild);
  return {
    of: (pid) => causes.get(pid) ?? null,
    stop: () => void unsubscribe(CHANNEL, onChild),
  };
}
