import { forkModule } from '../child.ts';
import type { Contender } from '../contender.ts';
import type { HolderConfig } from '../holder.ts';
import { measureStep } from '../measure.ts';
import { strangers, type RunningCauserie } from '../targets/causerie.ts';
import { addConversations, fillHistory } from '../targets/causerie-history.ts';

/** Sizes to grow to. */
export interface GrowthSizes {
  history: number;
  conversations: number;
  idleConnections: number;
}

/** What a default run has time for, and what `--only growth` does. */
export const GROWTH_BRIEF: GrowthSizes = { history: 100_000, conversations: 10_000, idleConnections: 2_000 };
export const GROWTH_FULL: GrowthSizes = { history: 1_000_000, conversations: 100_000, idleConnections: 8_000 };

const HISTORY_RATE = 300;
const CONVERSATIONS_RATE = 1_000;
const STEP = { warmupMs: 800, measureMs: 2_500, drainMs: 5_000 };

/** CPU per message before and after the history of a conversation, their number, and the idle connections grow. */
export async function measureGrowth(
  contender: Contender,
  running: RunningCauserie,
  databaseUrl: string,
  sizes: GrowthSizes,
): Promise<Record<string, number>> {
  const cpuOf = async (ratePerSecond: number, pairs?: number): Promise<number> => {
    const step = { ...STEP, ratePerSecond, ...(pairs === undefined ? {} : { pairs }) };
    return (await measureStep(contender, step)).cpuUsPerMessage;
  };
  const youngHistory = await cpuOf(HISTORY_RATE, 1);
  await fillHistory(databaseUrl, running.pairs[0]!.conversationId, sizes.history);
  const longHistory = await cpuOf(HISTORY_RATE, 1);
  const fewConversations = await cpuOf(CONVERSATIONS_RATE);
  await addConversations(databaseUrl, sizes.conversations);
  const manyConversations = await cpuOf(CONVERSATIONS_RATE);
  const crowded = await withIdleConnections(running, sizes.idleConnections, () => cpuOf(CONVERSATIONS_RATE));
  return {
    [`CPU µs/message, one young conversation at ${HISTORY_RATE}/s`]: youngHistory,
    [`the same with ${sizes.history} messages of history`]: longHistory,
    [`CPU µs/message, ${running.pairs.length} conversations at ${CONVERSATIONS_RATE}/s`]: fewConversations,
    [`the same with ${sizes.conversations} more conversations`]: manyConversations,
    [`the same with ${sizes.idleConnections} idle connections too`]: crowded,
  };
}

async function withIdleConnections<T>(running: RunningCauserie, count: number, work: () => Promise<T>): Promise<T> {
  // People who share no conversation with those under load: more devices of the latter would hear every message.
  const endpoints = await strangers(running);
  const config: HolderConfig = { endpoints, count, namespace: running.namespace };
  const holder = await forkModule(new URL('../holder.ts', import.meta.url), config);
  try {
    await holder.ask('open');
    return await work();
  } finally {
    await holder.stop();
  }
}
