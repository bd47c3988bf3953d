import { createAccessCache, createActors, registerAuth, type TokenSettings } from '@causerie/auth';
import { listenToAnnouncements } from '@causerie/bus';
import type { Announcer, Clock, Conversations, Directory, Ids, Messages, Presences, Receipts, SendLanes } from '@causerie/core';
import { DIALECTS } from '@causerie/dialects';
import {
  createHttpApp,
  createSocketServer,
  logThrottled,
  type HttpApp,
  type Logger,
  type Metrics,
  type Readiness,
} from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import { admit, sessionOf } from './handshake.ts';
import { hearSocket } from './inbound.ts';
import { createFollower } from './follow.ts';
import { createLive } from './live.ts';
import { createOutbound } from './outbound.ts';
import { watchPresence } from './presence.ts';
import { createSessions } from './session.ts';
import { startSweep } from './sweep.ts';
import { startHeartbeat, topsOf } from './tops.ts';

/** Time in which a bus connection that came back has subscribed again. */
const RESUBSCRIBED_AFTER_MS = 1000;

/** Everything the gateway is made of; main builds it, tests build it too. */
export interface GatewayDeps {
  logger: Logger;
  metrics: Metrics;
  readiness: Readiness;
  conversations: Conversations;
  directory: Directory;
  messages: Messages;
  receipts: Receipts;
  announcer: Announcer;
  lanes: SendLanes;
  presences: Presences;
  clock: Clock;
  ids: Ids;
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
  const { logger, metrics, readiness, conversations, prefix, replicaId, subscriber } = deps;
  const app = await createHttpApp({
    service: 'realtime-gateway',
    logger,
    metrics,
    readiness,
    corsOrigins: deps.corsOrigins,
    trustProxy: deps.trustProxy,
  });
  const identify = await registerAuth(app, deps.tokens);
  const { io, close: closeSockets } = createSocketServer(app.server, {
    origins: deps.corsOrigins,
    redisUrl: deps.redisUrl,
    // Two versions that do not understand each other's frames must not share channels.
    adapterKey: `${prefix}-sio-v1`,
    logger,
    metrics,
    replicaId,
  });
  const sessions = createSessions();
  const accessCache = createAccessCache(conversations);
  const actors = createActors(deps);
  const connected = metrics.gauge('gateway_sockets', 'Connected sockets of this replica');
  const commands = metrics.counter('gateway_commands_total', 'Socket commands by outcome', ['verb', 'outcome']);
  const deliveries = metrics.counter('gateway_deliveries_total', 'Events written to sockets', ['event']);
  const follower = createFollower(deps.messages, logThrottled(logger, 'A socket could not catch up'));
  const deliver = createOutbound({ sessions, accessCache, follower, onDelivered: (event, count) => deliveries.inc({ event }, count) });
  const live = createLive(io, deliver, logThrottled(logger, 'A live event could not be read'));
  const presence = watchPresence({ ...deps, live, sessions }, logThrottled(logger, 'Presence could not be followed'));
  const inbound = {
    ...deps,
    accessCache,
    follower,
    identify,
    actors,
    live,
    onCommand: (verb: string, outcome: string) => commands.inc({ verb, outcome }),
  };

  for (const name of new Set(DIALECTS.map((dialect) => dialect.namespace))) {
    const namespace = io.of(name);
    namespace.use(admit({ identify, actors, accessCache }));
    namespace.on('connection', (socket) => {
      const session = sessionOf(socket);
      sessions.add(session);
      presence.arrived(session.person);
      connected.set(sessions.size);
      socket.on('disconnect', () => {
        sessions.remove(session);
        presence.left(session.person);
        connected.set(sessions.size);
      });
      hearSocket(inbound, session);
      // Pushes already flow while the tops are fetched, so that nothing falls between the two (DEL-6).
      welcome(session).catch(logWelcome);
    });
  }
  const logWelcome = logThrottled(logger, 'The tops of a new connection could not be read');
  const welcome = async (session: ReturnType<typeof sessionOf>): Promise<void> => {
    const { dialect, person, actor, socket } = session;
    const expiresAt = new Date(actor.expiresAtMs).toISOString();
    const knowsTops = dialect.resync === 'client';
    // Without the database a connection is still told who it is; the heartbeat brings the tops later.
    const tops = knowsTops ? await topsOf(conversations, person.id).catch((error: unknown) => (logWelcome(error), [])) : [];
    session.say(dialect.welcome({ person, connectionId: socket.id, replica: replicaId, expiresAt, tops }));
  };

  const heartbeat = startHeartbeat({ conversations, follower, sessions }, logThrottled(logger, 'A heartbeat of tops failed'));
  const stopSweep = startSweep({ ...deps, sessions }, logThrottled(logger, 'A sweep of sockets failed'));
  const stopListening = await listenToAnnouncements({
    subscriber,
    prefix,
    wanted: (audience) => sessions.hasAny(audience),
    hear: deliver,
    onError: logThrottled(logger, 'An announcement could not be delivered'),
  });
  // Announcements made while the bus was away are lost; the tops tell clients at once what they missed (DEL-6).
  subscriber.on('ready', () => {
    void heartbeat.beat();
    // Being ready precedes being subscribed again, so what was announced in between is looked for a moment later.
    setTimeout(() => void heartbeat.beat(), RESUBSCRIBED_AFTER_MS).unref();
  });
  readiness.add('bus', async () => {
    if (subscriber.status !== 'ready') throw new Error('the subscriber is not connected');
    return { socketsCount: sessions.size };
  });

  return {
    app,
    async close() {
      heartbeat.stop();
      stopSweep();
      for (const session of [...sessions.all()]) session.end('restart');
      await presence.close();
      await closeSockets();
      await stopListening().catch(() => undefined);
    },
  };
}
