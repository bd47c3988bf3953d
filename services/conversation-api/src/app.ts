import { createAccessCache, createActors, registerAuth, type TokenSettings } from '@causerie/auth';
import { createHttpApp, type HttpApp, type Logger, type Metrics, type Readiness } from '@causerie/service-kit';
import type { Door } from './door.ts';
import { roomsRoutes } from './rooms/routes.ts';
import { attentionRoutes } from './v1/attention.ts';
import { conversationRoutes } from './v1/conversations.ts';
import { directoryRoutes } from './v1/directory.ts';
import { messageRoutes } from './v1/messages.ts';

/** Everything the REST door is made of; main builds it, tests build it too. */
export interface ApiDeps extends Omit<Door, 'accessCache' | 'actors' | 'identify'> {
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  tokens: TokenSettings;
  corsOrigins: readonly string[];
  trustProxy: readonly string[];
}

/** Builds the REST door: v1 under `/v1`, rooms under `/api/messaging`, the OpenAPI document at `/docs`. */
export async function buildApp(deps: ApiDeps): Promise<HttpApp> {
  const app = await createHttpApp({
    ...deps,
    service: 'conversation-api',
    openApi: {
      title: 'Causerie',
      version: '1',
      description: 'Messaging for businesses that meet people by appointment. Errors are RFC 9457 problem+json.',
    },
  });
  const identify = await registerAuth(app, deps.tokens);
  const door: Door = {
    ...deps,
    identify,
    actors: createActors(deps),
    accessCache: createAccessCache(deps.conversations),
  };
  await app.register(
    async (v1: HttpApp) => {
      conversationRoutes(v1, door);
      messageRoutes(v1, door);
      attentionRoutes(v1, door);
      directoryRoutes(v1, door);
    },
    { prefix: '/v1' },
  );
  await app.register(async (scope: HttpApp) => roomsRoutes(scope, door), { prefix: '/api/messaging' });
  return app;
}
