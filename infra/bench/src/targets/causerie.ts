import { join } from 'node:path';
import { WITHOUT_LIMITS, signToken, startStack, type Stack } from '@causerie/dev';
import { DATA_DIRECTORY_MARK } from '../leftovers.ts';
import type { CountedProcess, Endpoint, RunningTarget, Target, TargetSetting } from '../target.ts';
import { seedPairs, type SeededPair } from './causerie-seed.ts';
import { countRows } from './database.ts';

const GATEWAYS = 2;
/** People outside the pairs; more connections than this are more devices of theirs. */
const STRANGERS = 500;

/** Causerie itself, with what the probes need beside the load. */
export interface RunningCauserie extends RunningTarget {
  stack: Stack;
  pairs: readonly SeededPair[];
  /** `ws://` addresses of the gateway replicas, in order. */
  gateways: readonly string[];
}

/** Causerie as `pnpm start` runs it: every service, two gateway replicas. */
export const causerie = causerieWith(GATEWAYS);

/** Causerie with another number of gateway replicas. */
export function causerieWith(gatewayCount: number): Target<RunningCauserie> {
  return {
    name: gatewayCount === GATEWAYS ? 'causerie' : `causerie-${gatewayCount}`,
    label: `${gatewayCount} gateways, batches over BullMQ to the worker, announced over Redis, delivered by every replica`,
    durable: true,
    start: (setting) => startCauserie(setting, gatewayCount),
  };
}

/** Starts the stack with `gatewayCount` gateway replicas on the shared Postgres and Redis, and seeds the pairs. */
async function startCauserie(setting: TargetSetting, gatewayCount: number): Promise<RunningCauserie> {
  const stack = await startStack({
    dataDir: join(setting.folder, `causerie-${gatewayCount}`),
    scale: gatewayCount,
    env: {
      NODE_ENV: 'production',
      [DATA_DIRECTORY_MARK]: setting.dataDir,
      LOG_LEVEL: 'warn',
      ...WITHOUT_LIMITS,
      DATABASE_URL: setting.databaseUrl,
      REDIS_URL: setting.redisUrl,
      REDIS_PREFIX: `bench-${gatewayCount}`,
    },
  });
  try {
    const pairs = await seedPairs(stack, stack.jwtSecret!, setting.pairs);
    return assemble(stack, pairs, setting);
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

function assemble(stack: Stack, pairs: readonly SeededPair[], setting: TargetSetting): RunningCauserie {
  const gateways = [...stack.processes]
    .filter(([name]) => name.startsWith('realtime-gateway-'))
    .map(([, { url }]) => url.replace(/^http/, 'ws'));
  return {
    stack,
    pairs,
    gateways,
    namespace: '/v1',
    connect(pairIndex) {
      const { conversationId, clientToken, professionalToken } = pairs[pairIndex]!;
      return {
        conversationId,
        sender: { url: gateways[pairIndex % gateways.length]!, auth: { token: clientToken } },
        receiver: { url: gateways[(pairIndex + 1) % gateways.length]!, auth: { token: professionalToken } },
      };
    },
    pids: () => [...processesOf(stack), ...setting.backing],
    stored: () => countRows(setting.databaseUrl),
    stop: () => stack.stop(),
  };
}

function processesOf(stack: Stack): CountedProcess[] {
  return [...stack.processes].flatMap(([name, { pid }]) => (pid === undefined ? [] : [{ name, pid, tree: false }]));
}

/** Ways in for people who are in no conversation, spread over the replicas. */
export function strangers({ stack, gateways }: RunningCauserie): Promise<Endpoint[]> {
  return Promise.all(
    Array.from({ length: STRANGERS }, async (_, index) => {
      const token = await signToken(stack.jwtSecret!, { sub: `stranger-${index}`, role: 'client' });
      return { url: gateways[index % gateways.length]!, auth: { token } };
    }),
  );
}
