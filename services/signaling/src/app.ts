import { createActors, registerAuth, type TokenSettings } from '@causerie/auth';
import type { CallCensus, Notifications, Revocations } from '@causerie/core';
import { MedecinPatientError } from '@causerie/dialects';
import {
  auditRequests,
  createHttpApp,
  limitRequests,
  logThrottled,
  type AuditTrail,
  type HttpApp,
  type Logger,
  type Metrics,
  type Readiness,
} from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import { callerOf, listenerOf, type CallDoor } from './door.ts';
import { iceRoutes, type IceDeps } from './ice/ice-routes.ts';
import { medecinPatientRoutes } from './medecin-patient/routes.ts';
import type { ForwardingHost } from './sfu/forwarding.ts';
import { serveSockets } from './socket/serve-sockets.ts';
import { settleCalls } from './timers/settle-calls.ts';
import { askInRoutes } from './v1/ask-in.ts';
import { callRoutes } from './v1/calls.ts';
import { callHistoryRoutes } from './v1/history.ts';
import { callPeopleRoutes } from './v1/people.ts';
import { shareTokenRoutes } from './v1/share-tokens.ts';
import { watchCensus } from './watch-census.ts';

/** Everything the call door is made of; main builds it, tests build it too. */
export interface SignalingDeps extends Omit<CallDoor, 'actors' | 'identify'> {
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  tokens: TokenSettings;
  census: CallCensus;
  iceServers: IceDeps['iceServers'];
  /** Absent: this replica forwards no media. It hears what the bus says to the forwarding server. */
  forwarding?: Pick<ForwardingHost, 'wants' | 'hear'> | undefined;
  notifications: Pick<Notifications, 'add'>;
  revocations: Pick<Revocations, 'among'>;
  /** Absent: who did what is not recorded. */
  trail?: Pick<AuditTrail, 'note'> | undefined;
  /** Connections for timers and for announcements; the blocking one waits for jobs. */
  commands: Redis;
  blocking: Redis;
  subscriber: Redis;
  prefix: string;
  replicaId: string;
  corsOrigins: readonly string[];
  trustProxy: readonly string[];
}

/**
 * Builds the call door: `/v1/calls`, the sessions of médecins and patients, the plain WebSocket, the OpenAPI document at `/docs/calls`,
 * and the timers of calls.
 */
export async function buildApp(deps: SignalingDeps): Promise<{ app: HttpApp; close(): Promise<void> }> {
  const app = await createHttpApp({
    ...deps,
    service: 'signaling',
    openApi: {
      title: 'Causerie: calls',
      version: '1',
      path: '/docs/calls',
      description:
        'Calls between people who have a conversation, and rooms that guests join. Errors are RFC 9457 problem+json. Everything else is at [/docs](/docs), the sockets at [/asyncapi.json](/asyncapi.json).',
      refusals: { 'medecin-patient': MedecinPatientError },
    },
  });
  if (deps.trail !== undefined) auditRequests(app, { trail: deps.trail, directory: deps.directory });
  if (deps.limits !== undefined) limitRequests(app, deps.limits);
  const door: CallDoor = { ...deps, identify: await registerAuth(app, deps.tokens), actors: createActors(deps) };
  await app.register(
    async (v1: HttpApp) => {
      callHistoryRoutes(v1, door);
      callRoutes(v1, door);
      callPeopleRoutes(v1, door);
      shareTokenRoutes(v1, door);
      askInRoutes(v1, door);
    },
    { prefix: '/v1' },
  );
  const askerOf: IceDeps['askerOf'] = async (request) => listenerOf(await callerOf(door, request));
  await app.register(async (scope: HttpApp) => iceRoutes(scope, { ...deps, askerOf }), { prefix: '/v1/calls' });
  await app.register(async (scope: HttpApp) => medecinPatientRoutes(scope, door), {
    prefix: '/api/messaging/medecin-patient/webrtc',
  });
  const settling = settleCalls(deps);
  const stopCensus = watchCensus(deps.census, deps.metrics, logThrottled(deps.logger, 'Calls could not be counted'));
  const sockets = await serveSockets(app, deps, door, settling.away);
  return {
    app,
    async close() {
      stopCensus();
      await sockets.close();
      await settling.close();
    },
  };
}
