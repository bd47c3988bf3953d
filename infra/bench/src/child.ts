import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 3_000;

/** A Node process of the bench: a baseline server or a load generator. */
export interface BenchChild {
  pid: number;
  /** The first message it sent: what it has to say once it is ready. */
  ready: unknown;
  /** Sends an order and waits for its answer, `{value}` or `{error}`; one at a time. */
  ask(order: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Forks a module of this package and waits for its first message. Its settings travel over the IPC channel, because
 * arguments and environments, which may hold passwords, can be read by others; the TypeScript loader is inherited.
 */
export async function forkModule(module: URL, config: unknown): Promise<BenchChild> {
  const child = fork(module, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  child.send({ config });
  const signal = AbortSignal.timeout(READY_TIMEOUT_MS);
  const ready = await Promise.race([
    once(child, 'message', { signal }).then((values) => values[0] as unknown),
    ended.then(([code]) => {
      throw new Error(`${module.pathname.split('/').at(-1)} ended with code ${code} before it was ready`);
    }),
  ]);
  return {
    pid: child.pid!,
    ready,
    ask: (order) => ask(child, ended, order),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function ask(child: ChildProcess, ended: Promise<unknown>, order: unknown): Promise<unknown> {
  const answered = once(child, 'message').then(([message]) => message as { value?: unknown; error?: string });
  child.send(order as Record<string, unknown>);
  const answer = await Promise.race([answered, ended.then(() => ({ value: undefined, error: 'the process ended' }))]);
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}

/** In a child: answers the parent's orders with what `obey` returns. */
export function answerOrders<Order>(obey: (order: Order) => Promise<unknown>): void {
  process.on('message', (order: Order) => {
    obey(order).then(
      (value) => process.send?.({ value }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : 'unknown failure' }),
    );
  });
}

/** In a child: its settings, the first message of the parent. */
export async function childConfig<T>(): Promise<T> {
  const [message] = (await once(process, 'message')) as [{ config: T }];
  return message.config;
}

/** In a child: tells the parent that it is ready, and ends when the parent is gone. */
export function announceReady(message: unknown): void {
  process.once('disconnect', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
  // Ctrl-C reaches the whole group: the parent stops its children in order.
  process.on('SIGINT', () => undefined);
  process.send?.(message);
}
