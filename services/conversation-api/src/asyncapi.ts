import { MANUALS, asyncApi } from '@causerie/dialects';
import type { HttpApp } from '@causerie/service-kit';

/** Serves the AsyncAPI document: every event of every dialect, made from the manuals that the tests hold against the dialects. */
export function asyncApiRoute(app: HttpApp): void {
  const document = asyncApi(MANUALS, {
    title: 'Causerie',
    version: '1',
    description: 'What is said on sockets: one Socket.IO namespace per dialect, and `/` for two of them.',
  });
  app.get(
    '/asyncapi.json',
    { schema: { tags: ['docs'], summary: 'The AsyncAPI document of the sockets' } },
    async () => document,
  );
}
