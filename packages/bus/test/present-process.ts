import { createLogger, createMetrics } from '@causerie/service-kit';
import { openDoorBus } from '../src/index.ts';

/** A door in which one person has a socket; it says so to its parent and stays until it is killed. */
const [url = '', prefix = '', doorId = '', personId = ''] = process.argv.slice(2);
const logger = createLogger({ service: 'bus-test', level: 'silent', replicaId: 'child' });
const bus = await openDoorBus({
  url,
  name: 'bus-test-child',
  prefix,
  laneCount: 1,
  doorId,
  clock: { nowMs: Date.now },
  logger,
  metrics: createMetrics('bus-test'),
});
await bus.presences.enter(personId);
await bus.connections.replace(new Map([[personId, 1]]));
process.send?.('present');
