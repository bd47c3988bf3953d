import { announceReady, answerOrders, childConfig } from './child.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';
import type { Endpoint } from './target.ts';

/** Settings of a process that holds idle connections. */
export interface HolderConfig {
  endpoints: Endpoint[];
  count: number;
  namespace: string;
}

/** Opens every connection, or drops them all at once; each is answered with the milliseconds it took. */
export type HolderOrder = 'open' | 'drop';

const OPEN_CONCURRENCY = 100;
const SILENT = { onEvent: () => undefined, onAck: () => undefined, onClose: () => undefined };

const config = await childConfig<HolderConfig>();
let held: RawSocket[] = [];

async function openAll(): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < config.count) {
      const endpoint = config.endpoints[next++ % config.endpoints.length]!;
      held.push(await openRawSocket(endpoint, config.namespace, SILENT));
    }
  };
  await Promise.all(Array.from({ length: OPEN_CONCURRENCY }, worker));
}

async function obey(order: HolderOrder): Promise<number> {
  const startedAt = performance.now();
  if (order === 'open') await openAll();
  else for (const socket of held.splice(0)) socket.close();
  return performance.now() - startedAt;
}

answerOrders(obey);
announceReady({});
