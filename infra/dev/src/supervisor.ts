import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from './env.ts';
import { lastLines, openLog, readLog } from './log-file.ts';
import { findProgram } from './programs.ts';

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 3_000;
/** A process that lived this long has earned a fresh, short backoff. */
const STEADY_AFTER_MS = 10_000;
const READY_POLL_MS = 25;
const DEFAULT_READY_TIMEOUT_MS = 40_000;

/** One program to keep alive. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: readonly string[];
  env: Environment;
  cwd?: string;
  /** Written to the program's standard input once, which is then closed. */
  input?: string;
  /** Unix user to run as; only root may name one. */
  owner?: { uid: number; gid: number } | undefined;
  logPath: string;
  /** The signal that asks for an orderly end. */
  stopSignal: 'SIGTERM' | 'SIGINT';
  /** After this long without an orderly end the process is killed. */
  stopTimeoutMs: number;
  readyTimeoutMs?: number;
  /** Gives up waiting for readiness. */
  abort?: AbortSignal | undefined;
  /** Asked again and again until it says true; `log` is what this incarnation has logged. */
  isReady(log: string): Promise<boolean> | boolean;
}

/** A program that is kept alive until `stop`. */
export interface Supervised {
  readonly name: string;
  /** Process id of the present incarnation, undefined between two. */
  readonly pid: number | undefined;
  /** How many times it was started again, by itself or by `restart`. */
  readonly restarts: number;
  readonly logPath: string;
  /** Sends a signal to the present incarnation. */
  kill(signal: NodeJS.Signals): void;
  /** Ends it in an orderly way, starts it again, resolves when it is ready. */
  restart(): Promise<void>;
  /** Resolves when the present (or the next) incarnation is ready. */
  untilReady(): Promise<void>;
  /** Ends it for good. Safe to call twice. */
  stop(): Promise<void>;
}

interface Incarnation {
  child: ChildProcess;
  logStartsAt: number;
  startedAt: number;
  exited: Promise<void>;
  hasExited: boolean;
}

/** Starts a program and resolves when it is ready; rejects with the end of its log when it dies before that. */
export async function supervise(spec: ProcessSpec): Promise<Supervised> {
  let current = launch(spec);
  let restarts = 0;
  let backoffMs = FIRST_BACKOFF_MS;
  let wanted = true;
  let restarting = false;

  const watch = (incarnation: Incarnation): void => {
    void incarnation.exited.then(async () => {
      if (!wanted || restarting) return;
      if (Date.now() - incarnation.startedAt > STEADY_AFTER_MS) backoffMs = FIRST_BACKOFF_MS;
      await delay(backoffMs);
      backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
      if (wanted && !restarting) again();
    });
  };
  const again = (): void => {
    restarts += 1;
    current = launch(spec);
    watch(current);
  };

  const untilReady = async (): Promise<void> => {
    const deadline = Date.now() + (spec.readyTimeoutMs ?? DEFAULT_READY_TIMEOUT_MS);
    while (wanted && !spec.abort?.aborted) {
      if (!current.hasExited && (await spec.isReady(readLog(spec.logPath, current.logStartsAt)))) return;
      if (Date.now() > deadline) throw new Error(`${spec.name} was not ready in time\n${tailOf(spec, current)}`);
      await delay(READY_POLL_MS);
    }
    throw new Error(`${spec.name} was stopped`);
  };

  try {
    // The first incarnation is not given a second chance: a program that cannot start will not start by insisting.
    await Promise.race([untilReady(), diedEarly(spec, current)]);
  } catch (error) {
    wanted = false;
    await end(spec, current);
    throw error;
  }
  watch(current);

  return {
    name: spec.name,
    logPath: spec.logPath,
    get pid() {
      return current.hasExited ? undefined : current.child.pid;
    },
    get restarts() {
      return restarts;
    },
    kill(signal) {
      current.child.kill(signal);
    },
    async restart() {
      restarting = true;
      await end(spec, current);
      restarting = false;
      again();
      await untilReady();
    },
    untilReady,
    async stop() {
      wanted = false;
      await end(spec, current);
    },
  };
}

function launch(spec: ProcessSpec): Incarnation {
  const log = openLog(spec.logPath);
  const [command, args] = tiedToUs(spec);
  const child = spawn(command, args, {
    env: spec.env,
    cwd: spec.cwd,
    stdio: [spec.input === undefined ? 'ignore' : 'pipe', log.descriptor, log.descriptor],
    // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which then ends things in order.
    detached: process.platform !== 'win32',
    ...(spec.owner ? { uid: spec.owner.uid, gid: spec.owner.gid } : {}),
  });
  closeSync(log.descriptor);
  const incarnation: Incarnation = {
    child,
    logStartsAt: log.startsAt,
    startedAt: Date.now(),
    hasExited: false,
    exited: new Promise((resolve) => {
      const done = (): void => {
        incarnation.hasExited = true;
        resolve();
      };
      child.once('exit', done);
      child.once('error', done);
    }),
  };
  // A program that dies at once breaks this pipe; its exit is reported by the log, not here.
  child.stdin?.once('error', () => undefined);
  child.stdin?.end(spec.input);
  return incarnation;
}

/**
 * On Linux the kernel itself ends a child whose parent is killed without a chance to clean up. The program that asks for
 * it replaces itself with the real one, so the process id stays.
 */
function tiedToUs({ command, args, stopSignal }: ProcessSpec): [string, readonly string[]] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  if (!setpriv) return [command, args];
  return [setpriv, ['--pdeathsig', stopSignal.replace('SIG', ''), '--', command, ...args]];
}

async function diedEarly(spec: ProcessSpec, incarnation: Incarnation): Promise<never> {
  await incarnation.exited;
  throw new Error(`${spec.name} ended before it was ready\n${tailOf(spec, incarnation)}`);
}

function tailOf(spec: ProcessSpec, incarnation: Incarnation): string {
  return `${lastLines(readLog(spec.logPath, incarnation.logStartsAt))}\n    (log: ${spec.logPath})`;
}

async function end(spec: ProcessSpec, incarnation: Incarnation): Promise<void> {
  if (incarnation.hasExited) return;
  const { child } = incarnation;
  child.kill(spec.stopSignal);
  // A frozen process (SIGSTOP) hears nothing until it is thawed.
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), spec.stopTimeoutMs);
  await incarnation.exited;
  clearTimeout(timer);
}
