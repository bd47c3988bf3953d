import { forkModule } from '../child.ts';
import { cpuBetween, sampleCpu, totalCpu } from '../cpu.ts';
import type { ListingConfig, ListingOrder } from '../listing-client.ts';
import type { CountedProcess } from '../target.ts';
import type { RunningCauserie } from '../targets/causerie.ts';
import { fillHistory } from '../targets/causerie-history.ts';

const PAGE = 50;
const CONVERSATIONS = 20;
const HISTORY = 200;
const API_CONNECTIONS = 32;
const DATABASE_CONNECTIONS = 4;
/** A cold door costs several times a warm one: warm up by answers, not by time. */
const WARMUP_ANSWERS = 4_000;
const WARMUP_LIMIT_MS = 10_000;
const MEASURE_MS = 2_000;

/** The newest page with its authors, which is all the database has to do for the listing. */
const PAGE_QUERY = `
  select m.id, m.number, m.seq, m.type, m.content, m.metadata, m.client_key, m.reply_to_id,
         m.created_at, m.edited_at, m.deleted_at, p.id, p.side, p.subject, p.name
  from messages m left join people p on p.id = m.author_id
  where m.conversation_id = $1 order by m.seq desc limit ${PAGE}`;

/**
 * Pages of 50 messages by REST against the same query alone. Both per second of server CPU; the query's own side counts
 * Postgres only, not the process that asks (a C client would add little), which is strict with us.
 */
export async function measureListing(
  running: RunningCauserie,
  databaseUrl: string,
  postgres: CountedProcess,
): Promise<Record<string, number>> {
  const some = running.pairs.slice(0, CONVERSATIONS);
  for (const { conversationId } of some) await fillHistory(databaseUrl, conversationId, HISTORY);
  const door = running.stack.processes.get('conversation-api')!;
  const api = await readPages(
    {
      connections: API_CONNECTIONS,
      api: {
        urls: some.map(({ conversationId }) => `${door.url}/v1/conversations/${conversationId}/messages?limit=${PAGE}`),
        tokens: some.map(({ clientToken }) => clientToken),
      },
    },
    [{ name: 'door', pid: door.pid!, tree: false }, postgres],
  );
  const parameters = some.map(({ conversationId }) => conversationId);
  const query = await readPages(
    { connections: DATABASE_CONNECTIONS, database: { url: databaseUrl, query: PAGE_QUERY, parameters } },
    [postgres],
  );
  return {
    'pages per second by REST': api.perSecond,
    'CPU µs per page by REST, door': api.cpuUs['door']!,
    'CPU µs per page by REST, Postgres': api.cpuUs['postgres']!,
    'CPU µs per page, the query alone (Postgres)': query.cpuUs['postgres']!,
    'pages per CPU second, REST ÷ query alone': totalCpu(query.cpuUs) / totalCpu(api.cpuUs),
  };
}

/** Reads pages in a closed loop; answers per second and CPU µs of each server per answer. */
export async function readPages(
  config: ListingConfig,
  servers: readonly CountedProcess[],
): Promise<{ perSecond: number; cpuUs: Record<string, number> }> {
  const reader = await forkModule(new URL('../listing-client.ts', import.meta.url), config);
  const read = (order: ListingOrder): Promise<unknown> => reader.ask(order);
  try {
    await read({ durationMs: WARMUP_LIMIT_MS, answersMax: WARMUP_ANSWERS });
    const before = sampleCpu(servers);
    const startedAt = performance.now();
    const answers = (await read({ durationMs: MEASURE_MS })) as number;
    const elapsedMs = performance.now() - startedAt;
    const cpuMs = cpuBetween(before, sampleCpu(servers));
    const cpuUs = Object.fromEntries(Object.entries(cpuMs).map(([name, ms]) => [name, (ms * 1000) / answers]));
    return { perSecond: (answers * 1000) / elapsedMs, cpuUs };
  } finally {
    await reader.stop();
  }
}
