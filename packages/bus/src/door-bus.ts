import type { Announcer, Clock, Connections, Presences, SendLanes } from '@causerie/core';
import { createQueue, createRedis, logThrottled, type Logger, type Metrics } from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import { announceCommitted, createAnnouncer } from './announcer.ts';
import { createConnections } from './connections.ts';
import { watchIntake } from './intake.ts';
import { createPresences } from './presences.ts';
import { createSendLanes, laneQueueNames } from './send-lanes.ts';

/** How a door is put on the bus. */
export interface DoorBusOptions {
  url: string;
  /** Name of the service, seen in the list of Redis clients. */
  name: string;
  prefix: string;
  /** Number of lanes; the same in every service of an installation. */
  laneCount: number;
  /** Unique per process start: replies to a former life must not be mistaken, nor its people for those of this one. */
  doorId: string;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

/** Everything a door does on the bus, over two connections. */
export interface DoorBus {
  /** Never rejects: what a door announces is committed, and a request must not fail because the news of it was lost. */
  announcer: Announcer;
  connections: Connections;
  lanes: SendLanes;
  presences: Presences;
  commands: Redis;
  subscriber: Redis;
  /** Stops sending and disconnects. */
  close(): Promise<void>;
}

/** Puts a door on the bus; resolves once it hears the replies to what it will send. */
export async function openDoorBus(options: DoorBusOptions): Promise<DoorBus> {
  const { url, name, prefix, logger, metrics, clock, doorId } = options;
  const commands = createRedis({ url, name, logger, role: 'commands' });
  const subscriber = createRedis({ url, name: `${name}-bus`, logger, role: 'subscriber' });
  const intake = watchIntake(commands, logThrottled(logger, 'The memory of Redis could not be read'));
  const lanes = await createSendLanes({
    queues: laneQueueNames(options.laneCount).map((queue) =>
      createQueue(queue, { connection: commands, prefix, logger }),
    ),
    subscriber,
    prefix,
    doorId,
    intakeOpen: intake.isOpen,
    onError: logThrottled(logger, 'The send lanes reported an error'),
  });
  const lost = metrics.counter('announcements_lost_total', 'Announcements of committed events that Redis did not take');
  const logLost = logThrottled(logger, 'An announcement was lost; clients will see the gap');
  const announcer = announceCommitted(createAnnouncer(commands, prefix), (error, count) => {
    lost.inc(count);
    logLost(error);
  });
  return {
    announcer,
    lanes,
    connections: createConnections({ redis: commands, prefix, replicaId: doorId, clock }),
    presences: createPresences({ redis: commands, prefix, replicaId: doorId, clock }),
    commands,
    subscriber,
    async close() {
      intake.stop();
      await lanes.close();
      for (const redis of [commands, subscriber]) redis.disconnect();
    },
  };
}
