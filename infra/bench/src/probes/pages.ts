import { signToken } from '@causerie/dev';
import { totalCpu } from '../cpu.ts';
import type { CountedProcess } from '../target.ts';
import { makeCrowd, type Crowd } from '../targets/causerie-crowd.ts';
import type { RunningCauserie } from '../targets/causerie.ts';
import { withClient } from '../targets/database.ts';
import { readPages } from './listing.ts';

/** Conversations of one professional, and messages of each: before and after a long history. */
const SIZES = { few: 20, conversations: 1_000, short: 10, long: 1_000 };
const CONNECTIONS = 16;
/** Tables whose sequential scans would mean that a page reads more than itself. */
const TABLES = ['messages', 'conversations', 'participants'];

/** What pages cost a professional with a thousand conversations of a thousand messages; CPU of the door and of Postgres together. */
export async function measurePages(
  running: RunningCauserie,
  databaseUrl: string,
  postgres: CountedProcess,
): Promise<Record<string, number>> {
  const door = running.stack.processes.get('conversation-api')!;
  const servers = [{ name: 'door', pid: door.pid!, tree: false }, postgres];
  const cpuOf = async (crowd: Crowd, paths: string[]): Promise<number> => {
    const token = await signToken(running.stack.jwtSecret!, { sub: crowd.subject, role: 'professional' });
    const urls = paths.map((path) => `${door.url}${path}`);
    const pages = await readPages({ connections: CONNECTIONS, api: { urls, tokens: [token] } }, servers);
    return totalCpu(pages.cpuUs);
  };
  const list = ['/v1/conversations?limit=20'];
  const threads = ({ conversationIds }: Crowd): string[] =>
    conversationIds.map((id) => `/v1/conversations/${id}/messages?limit=50`);
  const few = await makeCrowd(databaseUrl, SIZES.few, SIZES.short);
  const short = await makeCrowd(databaseUrl, SIZES.conversations, SIZES.short);
  const shortCosts = { list: await cpuOf(short, list), thread: await cpuOf(short, threads(short)) };
  const fewCost = await cpuOf(few, list);
  const long = await makeCrowd(databaseUrl, SIZES.conversations, SIZES.long);
  const scansBefore = await sequentialScans(databaseUrl);
  const longCosts = { list: await cpuOf(long, list), thread: await cpuOf(long, threads(long)) };
  const scans = (await sequentialScans(databaseUrl)) - scansBefore;
  const named = (count: number, history: number): string => `${count} conversations × ${history} messages`;
  return {
    [`CPU µs per list of 20, ${named(SIZES.few, SIZES.short)}`]: fewCost,
    [`CPU µs per list of 20, ${named(SIZES.conversations, SIZES.short)}`]: shortCosts.list,
    [`CPU µs per list of 20, ${named(SIZES.conversations, SIZES.long)}`]: longCosts.list,
    [`CPU µs per page of ${SIZES.short} messages, all there are`]: shortCosts.thread,
    [`CPU µs per page of 50 messages out of ${SIZES.long}`]: longCosts.thread,
    'list, long ÷ short history': longCosts.list / shortCosts.list,
    'sequential scans of messages, conversations and participants': scans,
  };
}

async function sequentialScans(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ scans: number }>(
      'select sum(seq_scan)::int as scans from pg_stat_user_tables where relname = any ($1)',
      [TABLES],
    );
    return rows[0]!.scans;
  });
}
