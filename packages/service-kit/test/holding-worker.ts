import { createLogger, createRedis, createWorker } from '../src/index.ts';

/** A process that takes a job, says so to its parent, and never finishes it. */
const [url = '', prefix = ''] = process.argv.slice(2);
const logger = createLogger({ service: 'holding-worker', level: 'silent', replicaId: 'child' });
const connection = createRedis({ url, name: 'holding-worker', logger, role: 'blocking' });

createWorker(
  'held',
  () => {
    process.send?.('holding');
    return new Promise<never>(() => undefined);
  },
  { connection, prefix },
);
