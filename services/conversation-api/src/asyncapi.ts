import { CALLS_SOCKET, MANUALS, asyncApi } from '@causerie/dialects';
import type { HttpApp } from '@causerie/service-kit';

/** Serves the AsyncAPI document: every event of every dialect, made from the manuals that the tests hold against the dialects. */
export function asyncApiRoute(app: HttpApp): void {
  const document = asyncApi([...MANUALS, CALLS_SOCKET], {
    title: 'Causerie',
    version: '1',
    description:
      'What is said on sockets: one Socket.IO namespace per dialect, `/` for two of them, and the plain WebSocket of calls.',
  });
  app.get(
    '/asyncapi.json',
    { schema: { tags: ['docs'], summary: 'The AsyncAPI document of the sockets' } },
    async () => document,
  );
}
