import { createLogger, createReadiness, runUntilSignal, type ShutdownStep } from '../src/index.ts';

/** A process whose end is under test; the argument says how it misbehaves. */
const [mode = ''] = process.argv.slice(2);
const logger = createLogger({ service: 'ending', level: 'info', replicaId: 'child' });
const readiness = createReadiness();
const keepAlive = setInterval(() => undefined, 60_000);

const step = (name: string, close: () => Promise<void>): ShutdownStep => [
  name,
  () => {
    logger.info({ step: name }, 'step');
    return close();
  },
];

runUntilSignal({
  logger,
  readiness,
  timeoutMs: 1_000,
  steps: [
    step('first', async () => {
      const report = await readiness.report();
      logger.info({ draining: report.draining }, 'drained first');
    }),
    step('hangs', () => (mode === 'hang' ? new Promise(() => undefined) : Promise.resolve())),
    step('fails', () => (mode === 'fail' ? Promise.reject(new Error('CANARY')) : Promise.resolve())),
    step('last', async () => clearInterval(keepAlive)),
  ],
});

if (mode === 'throw')
  setImmediate(() => {
    throw new Error('CANARY');
  });
if (mode === 'reject') void Promise.reject(new Error('CANARY'));
process.send?.('running');
