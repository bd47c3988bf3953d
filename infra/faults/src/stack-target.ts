import { WITHOUT_LIMITS, signToken, startStack, type Stack } from '@causerie/dev';
import { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { ConversationEnd, LogRow } from './history.ts';
import { watchExitCauses } from './exit-causes.ts';
import type { Target } from './target.ts';

const GATEWAYS = 2;
const CONNECT_TIMEOUT_MS = 2000;
const QUERY_TIMEOUT_MS = 20_000;
const LOG_READ_TRIES = 20;
const LOG_READ_PAUSE_MS = 500;

const ROWS = `select id, number::int, conversation_id as conversation, seq, author_id as author, client_key as key, content
  from messages order by conversation_id, seq`;
const CONVERSATIONS = `select c.id, c.last_seq as "lastSeq",
    array_agg(p.person_id::text order by p.person_id) filter (where p.left_at is null) as participants
  from conversations c join participants p on p.conversation_id = c.id group by c.id`;
const BACKENDS = `select pid from pg_stat_activity
  where backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid() order by pid`;

/** How to start the real stack. */
export interface StackTargetOptions {
  /** Folder for data and logs. */
  dataDir: string;
  onProgress?: (line: string) => void;
  abort?: AbortSignal;
}

/** The real stack: every service with two realtime gateways, Postgres and Redis, each restarted by its supervisor. */
export async function startStackTarget(options: StackTargetOptions): Promise<Target & { logsFolder: string }> {
  const causes = watchExitCauses();
  const stack = await startStack({ ...options, scale: GATEWAYS, persistent: false, env: WITHOUT_LIMITS });
  const { jwtSecret } = stack;
  if (jwtSecret === undefined) {
    await stack.stop();
    throw new Error('the stack verifies tokens in a way for which no token can be made here');
  }
  return {
    // An address, because a name may lead to a protocol family on which nobody listens.
    url: stack.url.replace('localhost', '127.0.0.1'),
    logsFolder: stack.logsFolder,
    pids: () => pidsOf(stack),
    exitCause: (pid) => causes.of(pid),
    kill: (name, signal) => stack.kill(name, signal),
    killBackend: (pick) => killBackend(stack.databaseUrl, pick),
    flush: () => flush(stack.redisUrl),
    untilReady: async () => {
      await Promise.all([stack.postgres.process?.untilReady(), stack.redis.process?.untilReady()]);
      await Promise.all([...stack.processes.values()].map((process) => process.untilReady()));
    },
    token: (claims) => signToken(jwtSecret, claims),
    readLog: () => readLog(stack.databaseUrl),
    async stop() {
      await stack.stop();
      causes.stop();
    },
  };
}

function pidsOf(stack: Stack): Map<string, number | undefined> {
  const pids = new Map<string, number | undefined>();
  for (const [name, process] of stack.processes) pids.set(name, process.pid);
  if (stack.postgres.process !== undefined) pids.set('postgres', stack.postgres.process.pid);
  if (stack.redis.process !== undefined) pids.set('redis', stack.redis.process.pid);
  return pids;
}

async function killBackend(databaseUrl: string, pick: number): Promise<number | null> {
  const { rows } = await query<{ pid: number }>(databaseUrl, BACKENDS);
  const pid = rows[pick % Math.max(1, rows.length)]?.pid;
  if (pid === undefined) return null;
  process.kill(pid, 'SIGKILL');
  return pid;
}

async function flush(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: null, connectTimeout: CONNECT_TIMEOUT_MS });
  // What goes wrong is told by the rejected calls; without a listener it would be printed as well.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

/** Reads the whole log; a database that is still recovering is asked again. */
async function readLog(databaseUrl: string): Promise<{ rows: LogRow[]; conversations: ConversationEnd[] }> {
  for (let tries = 1; ; tries++) {
    try {
      const { rows } = await query<LogRow>(databaseUrl, ROWS);
      const { rows: conversations } = await query<ConversationEnd>(databaseUrl, CONVERSATIONS);
      return { rows, conversations };
    } catch (error) {
      if (tries === LOG_READ_TRIES) throw error;
      await delay(LOG_READ_PAUSE_MS);
    }
  }
}

async function query<R extends object>(databaseUrl: string, text: string): Promise<{ rows: R[] }> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
  });
  // A backend that dies under an idle client is reported here and nowhere else.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.query<R>(text);
  } finally {
    await client.end().catch(() => undefined);
  }
}
