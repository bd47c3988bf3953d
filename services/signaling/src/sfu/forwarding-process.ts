import { fork, type ChildProcess } from 'node:child_process';
import type { Signal } from '@causerie/contracts';
import { ForwardingReport, type ForwardingOrder } from './orders.ts';

/** Argument that makes the program of this service forward media instead. */
export const FORWARDER_FLAG = '--forward-media';
/** A process that ended by itself is started again after this pause, which doubles while it keeps ending. */
const RESTART_FIRST_MS = 200;
const RESTART_MAX_MS = 10_000;
/** A process that ran for so long had no trouble starting. */
const RAN_WELL_MS = 30_000;

/** How the process is started, and what hears it. */
export interface ForwardingDeps {
  /** The program to run, with {@link FORWARDER_FLAG}. */
  entry: string;
  execArgv: readonly string[];
  tell(callId: string, participantId: string, signal: Signal): void;
  /** It ended by itself; every leg is opened again. */
  onCrash(code: number | null, signal: string | null): void;
}

/** The process in which media are forwarded. It is started by the first call that needs it. */
export interface ForwardingProcess {
  seat(callId: string, participantIds: readonly string[]): void;
  receive(callId: string, participantId: string, signal: Signal): void;
  release(callId: string): void;
  readonly calls: readonly string[];
  readonly pid: number | undefined;
  close(): Promise<void>;
}

/** Makes it; nothing runs yet. */
export function createForwardingProcess({ entry, execArgv, tell, onCrash }: ForwardingDeps): ForwardingProcess {
  const seated = new Map<string, readonly string[]>();
  let child: ChildProcess | null = null;
  let pauseMs = RESTART_FIRST_MS;
  let restart: NodeJS.Timeout | null = null;
  let closed = false;

  function start(): ChildProcess {
    const startedMs = Date.now();
    const started = fork(entry, [FORWARDER_FLAG], {
      execArgv: [...execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    started.on('message', (message) => {
      const { callId, participantId, signal } = ForwardingReport.parse(message);
      if (seated.has(callId)) tell(callId, participantId, signal);
    });
    // A message that cannot be sent belongs to a process that is ending, which is heard of below.
    started.on('error', () => undefined);
    started.once('exit', (code, signal) => {
      if (child === started) child = null;
      if (closed) return;
      onCrash(code, signal);
      pauseMs = Date.now() - startedMs > RAN_WELL_MS ? RESTART_FIRST_MS : Math.min(RESTART_MAX_MS, pauseMs * 2);
      restart = setTimeout(() => {
        restart = null;
        for (const [callId, participantIds] of seated)
          order({ order: 'seat', callId, participantIds: [...participantIds] });
      }, pauseMs);
    });
    return started;
  }

  function order(what: ForwardingOrder): void {
    if (closed || restart !== null) return;
    child ??= start();
    if (child.connected) child.send(what);
  }

  return {
    get calls() {
      return [...seated.keys()];
    },
    get pid() {
      return child?.pid;
    },
    seat(callId, participantIds) {
      seated.set(callId, participantIds);
      order({ order: 'seat', callId, participantIds: [...participantIds] });
    },
    receive(callId, participantId, signal) {
      if (seated.has(callId)) order({ order: 'receive', callId, participantId, signal });
    },
    release(callId) {
      if (seated.delete(callId) && child !== null) order({ order: 'close', callId });
    },
    async close() {
      closed = true;
      if (restart !== null) clearTimeout(restart);
      if (child === null) return;
      const ending = child;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.disconnect();
      await ended;
    },
  };
}
