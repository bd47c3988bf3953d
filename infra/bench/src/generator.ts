import { announceReady, answerOrders, childConfig } from './child.ts';
import { connectLoad, type Load, type Step } from './load.ts';
import type { PairRoute } from './target.ts';

/** Settings of a generator process. */
export interface GeneratorConfig {
  routes: PairRoute[];
  namespace: string;
  runId: string;
}

/** What the parent asks; each is answered by one message. */
export type GeneratorOrder = { order: 'connect' } | { order: 'step'; step: Step };

/** The load generator: a process of its own, so that its work is not mistaken for the servers'. */
const config = await childConfig<GeneratorConfig>();
let load: Load | undefined;

async function obey(order: GeneratorOrder): Promise<unknown> {
  if (order.order === 'connect') {
    load = await connectLoad(config.routes, config.namespace, config.runId);
    return { connected: config.routes.length * 2 };
  }
  if (!load) throw new Error('not connected');
  return { ...(await load.run(order.step)), dropped: load.dropped() };
}

answerOrders(obey);
announceReady({});
