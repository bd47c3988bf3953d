import { listenToAnnouncements } from '@causerie/bus';
import { createDeadlines, logThrottled, type HttpApp } from '@causerie/service-kit';
import type { SignalingDeps } from '../app.ts';
import type { CallDoor } from '../door.ts';
import { createConnections } from './connections.ts';
import { hearSocket } from './inbound.ts';
import { createOutbound } from './outbound.ts';
import { startPulse } from './pulse.ts';
import { socketRoutes } from './routes.ts';
import { startSweep } from './sweep.ts';

/** A client hears back within this time (DEL-5), whatever its frame waits for. */
const EVENT_DEADLINE_MS = 2600;

/**
 * Serves the plain WebSocket: every replica hears the bus itself and delivers to its own connections only. `onAway` hears that leases could
 * not be renewed.
 */
export async function serveSockets(
  app: HttpApp,
  deps: SignalingDeps,
  door: CallDoor,
  onAway: () => void,
): Promise<{ close(): Promise<void> }> {
  const { logger, metrics, subscriber, readiness, forwarding } = deps;
  const events = metrics.counter('call_socket_events_total', 'Frames of clients by outcome', ['event', 'outcome']);
  const cuts = metrics.counter('socket_slow_consumer_cuts_total', 'Clients cut because they did not read');
  const connected = metrics.gauge('call_sockets', 'Connected call sockets of this replica');
  const connections = createConnections((count) => connected.set(count));
  const logRenewal = logThrottled(logger, 'Leases of participants could not be renewed');
  const inbound = {
    ...deps,
    door,
    connections,
    deadlines: createDeadlines(EVENT_DEADLINE_MS),
    onEvent: (event: string, outcome: string) => events.inc({ event, outcome }),
    onSlow(bufferedBytes: number) {
      cuts.inc();
      logger.warn({ code: 'slow_consumer', bufferedBytes }, 'A client that did not read was cut');
    },
  };
  await socketRoutes(app, { ...deps, hear: (ws, requestId) => hearSocket(inbound, ws, requestId) });
  const stopSweep = startSweep({ ...deps, connections }, logThrottled(logger, 'A sweep of call sockets failed'));
  const stopPulse = startPulse({
    ...deps,
    connections,
    onRenewalFailed(error) {
      onAway();
      logRenewal(error);
    },
  });
  const deliver = createOutbound({ actors: door.actors, connections });
  const stopListening = await listenToAnnouncements({
    subscriber,
    prefix: deps.prefix,
    wanted: (audience) => connections.hasAny(audience) || forwarding?.wants(audience) === true,
    hear(announcement) {
      deliver(announcement);
      if (forwarding?.wants(announcement.audience) === true) forwarding.hear(announcement);
    },
    onError: logThrottled(logger, 'An announcement could not be delivered'),
  });
  readiness.add('bus', async () => {
    if (subscriber.status !== 'ready') throw new Error('the subscriber is not connected');
    return { socketsCount: connections.size };
  });
  return {
    async close() {
      inbound.deadlines.stop();
      stopSweep();
      stopPulse();
      for (const connection of connections.all()) connection.end('restart');
      await stopListening().catch(() => undefined);
    },
  };
}
