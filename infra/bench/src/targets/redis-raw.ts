import { forkModule } from '../child.ts';
import type { Target } from '../target.ts';
import type { RedisRawConfig } from './redis-raw-server.ts';
import { replicaRoutes } from './replica-routes.ts';

const REPLICAS = 2;

/** The floor of any push over Redis: nothing is stored, nothing is checked. */
export const redisRaw: Target = {
  name: 'redis-raw',
  label: 'two processes, bare WebSocket, one Redis publish per message, nothing stored',
  durable: false,
  async start({ redisUrl, pairs, backing }) {
    const config: RedisRawConfig = { redisUrl, pairs };
    const servers = await Promise.all(
      Array.from({ length: REPLICAS }, () => forkModule(new URL('./redis-raw-server.ts', import.meta.url), config)),
    );
    return {
      namespace: '/',
      connect: replicaRoutes(servers),
      pids: () => [
        ...servers.map((server, replica) => ({ name: `relay-${replica + 1}`, pid: server.pid, tree: false })),
        ...backing,
      ],
      stored: async () => null,
      stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
    };
  },
};
