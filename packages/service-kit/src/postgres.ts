import { Client, Pool, type ClientConfig } from 'pg';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { logThrottled } from './throttle.ts';

/** Below the three seconds within which a caller hears back; the client-side limit is the one that a frozen server obeys. */
const QUERY_TIMEOUT_MS = 2_500;
const STATEMENT_TIMEOUT_MS = 2_000;
const LOCK_TIMEOUT_MS = 1_500;
const CONNECTION_TIMEOUT_MS = 2_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 5_000;
const IDLE_CLIENT_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_DELAY_MS = 10_000;

/** How a pool is made. `max` is the number of connections it may hold. */
export interface PoolOptions {
  url: string;
  name: string;
  max: number;
  logger: Logger;
  metrics?: Metrics;
}

/**
 * Opens a Postgres pool whose every wait is bounded and whose connections can die at any moment without ending the process.
 */
export function createPool({ url, name, max, logger, metrics }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: name,
    max,
    Client: ImpatientClient,
    query_timeout: QUERY_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CLIENT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  });
  const logError = logThrottled(logger, 'A Postgres connection failed', { connection: name });
  pool.on('error', logError);
  // The pool only listens to idle clients: one that is checked out, inside a transaction, needs its own listener.
  pool.on('connect', (client) => client.on('error', logError));
  if (metrics !== undefined) measure(pool, name, metrics);
  return pool;
}

/**
 * A client that gave up waiting for an answer has lost its place in the conversation with the server: the answer may
 * still come and belong to the wrong question. It is cut, so that a pool never lends it again.
 */
class ImpatientClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    const guarded = (...args: unknown[]): unknown => {
      const result = query(...args);
      if (result instanceof Promise) result.catch((error: unknown) => this.cutWhenLate(error));
      return result;
    };
    this.query = guarded as typeof this.query;
  }

  private cutWhenLate(error: unknown): void {
    if (error instanceof Error && error.message === 'Query read timeout') {
      (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    }
  }
}

function measure(pool: Pool, name: string, metrics: Metrics): void {
  const gauge = metrics.gauge('postgres_pool_connections', 'Connections of the pool by state', ['pool', 'state']);
  const update = (): void => {
    gauge.set({ pool: name, state: 'idle' }, pool.idleCount);
    gauge.set({ pool: name, state: 'busy' }, pool.totalCount - pool.idleCount);
    gauge.set({ pool: name, state: 'waiting' }, pool.waitingCount);
  };
  for (const event of ['connect', 'acquire', 'release', 'remove'] as const) pool.on(event, update);
}
