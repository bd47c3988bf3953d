import { announceReady, childConfig } from './child.ts';
import { connectLoad, type Load, type Step } from './load.ts';
import type { PairRoute } from './target.ts';

/** Settings of a generator process. */
export interface GeneratorConfig {
  routes: PairRoute[];
  namespace: string;
  runId: string;
}

/** What the parent asks; each is answered by one message. */
export type GeneratorOrder = { order: 'connect' } | { order: 'step'; step: Step } | { order: 'disconnect' };

/** The load generator: a process of its own, so that its work is not mistaken for the servers'. */
const config = await childConfig<GeneratorConfig>();
let load: Load | undefined;

async function obey(order: GeneratorOrder): Promise<unknown> {
  if (order.order === 'connect') {
    load = await connectLoad(config.routes, config.namespace, config.runId);
    return { connected: config.routes.length * 2 };
  }
  if (!load) throw new Error('not connected');
  if (order.order === 'step') return { ...(await load.run(order.step)), dropped: load.dropped() };
  load.close();
  return {};
}

process.on('message', (order: GeneratorOrder) => {
  obey(order).then(
    (value) => process.send?.({ value }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : 'unknown failure' }),
  );
});
announceReady({});
