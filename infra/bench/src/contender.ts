import { randomBytes } from 'node:crypto';
import type { Backing } from './backing.ts';
import { startGenerator, type Generator } from './generator-client.ts';
import type { RunningTarget, Target } from './target.ts';

/** A system with its connected load generator. */
export interface Contender<Running extends RunningTarget = RunningTarget> {
  target: Target<Running>;
  running: Running;
  generator: Generator;
  databaseUrl: string;
  /** Messages acknowledged so far, over all steps. */
  acked: number;
  stop(): Promise<void>;
}

/** Starts a system on a database of its own and connects a load generator to it; leaves nothing behind on failure. */
export async function startContender<Running extends RunningTarget>(
  target: Target<Running>,
  backing: Backing,
  pairs: number,
): Promise<Contender<Running>> {
  const databaseUrl = await backing.createDatabase(`bench_${target.name}`);
  const { dataDir, folder, redisUrl, processes } = backing;
  const running = await target.start({ pairs, databaseUrl, dataDir, folder, redisUrl, backing: processes });
  const routes = Array.from({ length: pairs }, (_, index) => running.connect(index));
  const runId = randomBytes(4).toString('hex');
  const generator = await startGenerator({ routes, namespace: running.namespace, runId });
  const stop = async (): Promise<void> => {
    await generator.stop();
    await running.stop();
  };
  try {
    await generator.connect();
    return { target, running, generator, databaseUrl, acked: 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
