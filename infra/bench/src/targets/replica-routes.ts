import type { BenchChild } from '../child.ts';
import { pairOf } from '../pairs.ts';
import type { PairRoute } from '../target.ts';

/** Spreads pairs over replicas so that sender and receiver never share one: every message has to cross. */
export function replicaRoutes(servers: readonly BenchChild[]): (pairIndex: number) => PairRoute {
  const urls = servers.map((server) => `ws://127.0.0.1:${(server.ready as { port: number }).port}`);
  return (pairIndex) => {
    const { conversationId, client, professional } = pairOf(pairIndex);
    return {
      conversationId,
      sender: { url: urls[pairIndex % urls.length]!, auth: { personId: client.id } },
      receiver: { url: urls[(pairIndex + 1) % urls.length]!, auth: { personId: professional.id } },
    };
  };
}
