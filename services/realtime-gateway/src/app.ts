import type { Announcement } from '@causerie/contracts';
import { registerAuth, type TokenSettings } from '@causerie/auth';
import { listenToAnnouncements } from '@causerie/bus';
import type {
  Announcer,
  Calls,
  CallTimers,
  Clock,
  Connections,
  Conversations,
  Directory,
  Ids,
  MessageChanges,
  Messages,
  Presences,
  Receipts,
  Revocations,
  SendLanes,
} from '@causerie/core';
import {
  createClientAddress,
  createDeadlines,
  createHttpApp,
  createSocketServer,
  logThrottled,
  type HttpApp,
  type Logger,
  type Metrics,
  type AuditTrail,
  type RateLimits,
  type Readiness,
} from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import type { FileLinks } from './carry-out.ts';
import { startPulse } from './calls/pulse.ts';
import { countConnections } from './count-connections.ts';
import { counting } from './counting.ts';
import { createDelivery } from './delivery.ts';
import { createLive } from './live.ts';
import { serveNamespaces } from './namespaces.ts';
import { watchPresence } from './presence.ts';
import { createSessions, type Sessions } from './session.ts';
import { startSweep } from './sweep.ts';
import { startHeartbeat } from './tops.ts';

/** Time in which a bus connection that came back has subscribed again. */
const RESUBSCRIBED_AFTER_MS = 1000;
/** A caller hears back within this time (DEL-5), whatever its command waits for. */
const COMMAND_DEADLINE_MS = 2600;

/** Everything the gateway is made of; main builds it, tests build it too. */
export interface GatewayDeps {
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  conversations: Conversations;
  directory: Directory;
  messages: Messages;
  messageChanges: MessageChanges;
  receipts: Receipts;
  /** Of what is committed: never rejects. */
  announcer: Announcer;
  /** Of signals between people in a call, which are kept nowhere: rejects when nobody could be told. */
  signals: Announcer;
  calls: Calls;
  timers: CallTimers;
  lanes: SendLanes;
  presences: Presences;
  clock: Clock;
  connections: Connections;
  /** Milliseconds after the last socket before somebody is told to be offline. */
  presenceGraceMs: number;
  ids: Ids;
  files: FileLinks;
  audit: Pick<AuditTrail, 'note'>;
  limits: RateLimits;
  revocations: Revocations;
  /** A connection in subscriber mode, for announcements. */
  subscriber: Redis;
  redisUrl: string;
  prefix: string;
  replicaId: string;
  tokens: TokenSettings;
  corsOrigins: readonly string[];
  trustProxy: readonly string[];
}

/** Builds the Socket.IO door. Every replica hears the bus itself and delivers to its own sockets only. */
export async function buildApp(deps: GatewayDeps): Promise<{ app: HttpApp; close(): Promise<void> }> {
  const { logger, metrics, conversations, replicaId } = deps;
  const app = await createHttpApp({ ...deps, service: 'realtime-gateway' });
  const identify = await registerAuth(app, deps.tokens);
  // Two versions that do not understand each other's frames must not share channels.
  const adapterKey = `${deps.prefix}-sio-v1`;
  const { io, close: closeSockets } = createSocketServer(app.server, {
    ...deps,
    origins: deps.corsOrigins,
    adapterKey,
  });
  const connected = metrics.gauge('gateway_sockets', 'Connected sockets of this replica');
  const commands = metrics.counter('gateway_commands_total', 'Socket commands by outcome', ['verb', 'outcome']);
  const report = (message: string) => logThrottled(logger, message);

  const sessions = createSessions();
  const delivery = createDelivery(deps, sessions);
  const { accessCache, actors, callTeller, follower, unread } = delivery;
  const countCommand = counting(commands);
  const live = createLive(io, delivery.hear, report('A live event could not be read'));
  const counter = countConnections({ ...deps, sessions }, report('The number of sockets could not be told'));
  const presence = watchPresence({ ...deps, counter, live, sessions }, report('Presence could not be followed'));
  const deadlines = createDeadlines(COMMAND_DEADLINE_MS);
  serveNamespaces(io, {
    ...deps,
    accessCache,
    deadlines,
    actors,
    callTeller,
    clientAddress: createClientAddress(deps.trustProxy),
    follower,
    identify,
    live,
    presence,
    replicaId,
    sessions,
    unread,
    onCommand: (verb, outcome) => countCommand(1, verb, outcome),
    onSessions: (count) => connected.set(count),
    onWelcomeFailed: report('The tops of a new connection could not be read'),
    onCallsFailed: report('The calls of a new connection could not be read'),
  });
  const heartbeat = startHeartbeat({ conversations, follower, sessions }, report('A heartbeat of tops failed'));
  const stopSweep = startSweep({ ...deps, sessions }, report('A sweep of sockets failed'));
  const stopPulse = startPulse({ ...deps, sessions }, report('Leases of calls could not be renewed'));
  const lookAgain = [heartbeat.beat, unread.lookAgain, callTeller.lookAgain];
  const stopListening = await joinBus(deps, sessions, delivery.hear, lookAgain);

  return {
    app,
    async close() {
      deadlines.stop();
      heartbeat.stop();
      delivery.stop();
      stopPulse();
      stopSweep();
      for (const session of [...sessions.all()]) session.end('restart');
      await presence.close();
      await closeSockets();
      await stopListening().catch(() => undefined);
    },
  };
}

/** Hears the bus; what was announced while it was away is lost, so the tops then tell clients what they missed (DEL-6). */
async function joinBus(
  { subscriber, prefix, logger, readiness }: GatewayDeps,
  sessions: Sessions,
  hear: (announcement: Announcement) => void,
  lookAgain: ReadonlyArray<() => unknown>,
): Promise<() => Promise<void>> {
  const stop = await listenToAnnouncements({
    subscriber,
    prefix,
    wanted: (audience) => sessions.hasAny(audience),
    hear,
    onError: logThrottled(logger, 'An announcement could not be delivered'),
  });
  subscriber.on('ready', () => {
    for (const look of lookAgain) look();
    // Being ready precedes being subscribed again, so what was announced in between is looked for a moment later.
    setTimeout(() => lookAgain.forEach((look) => void look()), RESUBSCRIBED_AFTER_MS).unref();
  });
  readiness.add('bus', async () => {
    if (subscriber.status !== 'ready') throw new Error('the subscriber is not connected');
    return { socketsCount: sessions.size };
  });
  return stop;
}
