import { forkModule } from '../child.ts';
import { pairOf } from '../pairs.ts';
import type { Target } from '../target.ts';
import { countRows, prepareDatabase } from './database.ts';
import { PLAIN_TABLES } from './plain-store.ts';
import type { PlainServerConfig } from './plain-server.ts';

/** The server a team writes first. */
export const plain: Target = {
  name: 'plain',
  label: 'one process, Socket.IO rooms, drizzle, one transaction per message',
  durable: true,
  async start({ databaseUrl, pairs, backing }) {
    await prepareDatabase(databaseUrl, PLAIN_TABLES, pairs);
    const config: PlainServerConfig = { databaseUrl };
    const server = await forkModule(new URL('./plain-server.ts', import.meta.url), config);
    const url = `ws://127.0.0.1:${(server.ready as { port: number }).port}`;
    return {
      namespace: '/',
      connect(pairIndex) {
        const { conversationId, client, professional } = pairOf(pairIndex);
        return {
          conversationId,
          sender: { url, auth: { personId: client.id, conversationId } },
          receiver: { url, auth: { personId: professional.id, conversationId } },
        };
      },
      pids: () => [{ name: 'server', pid: server.pid, tree: false }, ...backing],
      stored: () => countRows(databaseUrl),
      stop: server.stop,
    };
  },
};
