import { forkModule } from '../child.ts';
import type { Target } from '../target.ts';
import { countRows, prepareDatabase } from './database.ts';
import { DIRECT_TABLES } from './direct-store.ts';
import type { DirectServerConfig } from './direct-server.ts';
import { replicaRoutes } from './replica-routes.ts';

const REPLICAS = 2;

/** The limit of this shape: no queue, no worker, no policy, nothing but the batch insert and the push. */
export const direct: Target = {
  name: 'direct',
  label: 'two gateways, batches straight to Postgres, one publish per batch: the limit of this shape',
  durable: true,
  async start({ databaseUrl, redisUrl, pairs, backing }) {
    await prepareDatabase(databaseUrl, DIRECT_TABLES, pairs);
    const servers = await Promise.all(
      Array.from({ length: REPLICAS }, (_, replica) => {
        const config: DirectServerConfig = { databaseUrl, redisUrl, pairs, replica };
        return forkModule(new URL('./direct-server.ts', import.meta.url), config);
      }),
    );
    return {
      namespace: '/v1',
      connect: replicaRoutes(servers),
      pids: () => [
        ...servers.map((server, replica) => ({ name: `gateway-${replica + 1}`, pid: server.pid, tree: false })),
        ...backing,
      ],
      stored: () => countRows(databaseUrl),
      stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
    };
  },
};
