import { createAccessCache, createActors, registerAuth, type TokenSettings } from '@causerie/auth';
import {
  auditRequests,
  createHttpApp,
  limitRequests,
  type AuditTrail,
  type HttpApp,
  type Logger,
  type Metrics,
  type Readiness,
} from '@causerie/service-kit';
import { asyncApiRoute } from './asyncapi.ts';
import type { Door } from './door.ts';
import type { Files } from './files/files.ts';
import { medecinPatientRoutes } from './medecin-patient/routes.ts';
import { REFUSALS } from './refusals.ts';
import { roomsRoutes } from './rooms/routes.ts';
import { salonRoutes } from './salon/routes.ts';
import { appointmentRoutes } from './v1/appointments.ts';
import { attachmentRoutes, UPLOAD_TIMEOUT_MS } from './v1/attachments.ts';
import { attentionRoutes } from './v1/attention.ts';
import { auditRoutes } from './v1/audit.ts';
import { conversationChangeRoutes, conversationRoutes } from './v1/conversations.ts';
import { directoryRoutes } from './v1/directory.ts';
import { messageChangeRoutes } from './v1/message-changes.ts';
import { messageRoutes } from './v1/messages.ts';
import { privacyRoutes, type Privacy } from './v1/privacy.ts';
import { searchRoutes } from './v1/search.ts';
import { sessionRoutes } from './v1/session.ts';
import { statsRoutes } from './v1/stats.ts';
import { uploadRoutes } from './v1/uploads.ts';
import { notificationRoutes } from './v1/notifications.ts';

/** Everything the REST door is made of; main builds it, tests build it too. */
export interface ApiDeps extends Omit<Door, 'accessCache' | 'actors' | 'identify'> {
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  tokens: TokenSettings;
  /** Absent: this door takes and gives no files. */
  files?: Files | undefined;
  /** Absent: nobody can ask for exports and erasures here. They need files. */
  privacy?: Privacy | undefined;
  /** Absent: who did what is not recorded. */
  trail?: Pick<AuditTrail, 'note'> | undefined;
  corsOrigins: readonly string[];
  trustProxy: readonly string[];
}

/** Builds the REST door: v1 under `/v1`, rooms under `/api/messaging`, salon under `/messaging`, medecin-patient under `/api/messaging/medecin-patient`, the OpenAPI document at `/docs`. */
export async function buildApp(deps: ApiDeps): Promise<HttpApp> {
  const app = await createHttpApp({
    ...deps,
    service: 'conversation-api',
    openApi: {
      title: 'Causerie',
      version: '1',
      description:
        'Messaging for businesses that meet people by appointment. Errors are RFC 9457 problem+json. Calls have a document of their own at [/docs/calls](/docs/calls).',
      refusals: REFUSALS,
    },
  });
  if (deps.trail !== undefined) auditRequests(app, { trail: deps.trail, directory: deps.directory });
  if (deps.limits !== undefined) limitRequests(app, deps.limits);
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
      conversationChangeRoutes(v1, door);
      messageRoutes(v1, door);
      messageChangeRoutes(v1, door);
      attentionRoutes(v1, door);
      directoryRoutes(v1, door);
      appointmentRoutes(v1, door);
      searchRoutes(v1, door);
      statsRoutes(v1, door);
      notificationRoutes(v1, door);
      sessionRoutes(v1, door);
      auditRoutes(v1, door);
    },
    { prefix: '/v1' },
  );
  const { files, privacy } = deps;
  if (files !== undefined) await addFileRoutes(app, door, files, deps.corsOrigins);
  if (files !== undefined && privacy !== undefined) {
    await app.register(async (v1: HttpApp) => privacyRoutes(v1, door, privacy, files), { prefix: '/v1' });
  }
  await app.register(async (scope: HttpApp) => roomsRoutes(scope, door), { prefix: '/api/messaging' });
  await app.register(async (scope: HttpApp) => medecinPatientRoutes(scope, door, deps.files), {
    prefix: '/api/messaging/medecin-patient',
  });
  await app.register(async (scope: HttpApp) => salonRoutes(scope, door, deps.files), { prefix: '/messaging' });
  asyncApiRoute(app);
  return app;
}

async function addFileRoutes(app: HttpApp, door: Door, files: Files, corsOrigins: readonly string[]): Promise<void> {
  // Node knows one limit for a whole request. Heads are still due at once, and a line that falls silent is cut.
  app.server.requestTimeout = UPLOAD_TIMEOUT_MS;
  await app.register(async (v1: HttpApp) => attachmentRoutes(v1, door, files), { prefix: '/v1' });
  await app.register(async (v1: HttpApp) => uploadRoutes(v1, door, files, corsOrigins), { prefix: '/v1' });
}
