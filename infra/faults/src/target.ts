import type { ConversationEnd, LogRow } from './history.ts';

/** The system under test, as the runner sees it: addresses, processes to break, and the truth at the end. */
export interface Target {
  /** Where REST and sockets answer. */
  url: string;
  /** Present process id of everything that runs; undefined between two incarnations. */
  pids(): ReadonlyMap<string, number | undefined>;
  /** How an earlier incarnation ended, in words, where that is known. */
  exitCause(pid: number): string | null;
  /** Sends a signal to the present incarnation of a process. */
  kill(process: string, signal: NodeJS.Signals): void;
  /** Kills one server process of Postgres; null when there is none. */
  killBackend(pick: number): Promise<number | null>;
  /** Wipes Redis. */
  flush(): Promise<void>;
  /** Resolves when everything is ready (again). */
  untilReady(): Promise<void>;
  /** A token of a person or of a back end. */
  token(claims: { sub: string; role: 'professional' | 'client' | 'service'; name?: string }): Promise<string>;
  /** What the database holds, read without any service in between. */
  readLog(): Promise<{ rows: LogRow[]; conversations: ConversationEnd[] }>;
  stop(): Promise<void>;
}
