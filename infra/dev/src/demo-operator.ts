const LOOK_TIMEOUT_MS = 2_000;

/** Where a process of the stack answers its operator. */
export interface ServiceAddress {
  name: string;
  url: string;
}

/** How one process is: its checks, some of its numbers, and the work it gave up. */
export interface ServiceLook {
  name: string;
  state: 'ready' | 'not-ready' | 'down';
  /** By name: whether it holds, and facts such as the version of a server. */
  checks: Record<string, { ok: boolean; facts?: Record<string, string | number | boolean> }>;
  /** By name: the sum over the labels of a metric. */
  metrics: Record<string, number>;
  /** Of the process that does background work. */
  deadLetters: unknown[] | null;
}

/** The metrics that say at a glance how things are; a person who wants all of them reads `/metrics`. */
const METRICS = [
  'persist_messages_total',
  'persist_retries_total',
  'jobs_total',
  'jobs_dead_letters',
  'gateway_sockets',
  'gateway_deliveries_total',
  'announcements_lost_total',
  'rate_limited_total',
  'calls_active',
  'calls_ringing',
  'process_resident_memory_bytes',
];

/** Asks each process how it is. These ports are for operators: the API gateway does not lead there, and in production nothing here runs. */
export function lookAtServices(services: readonly ServiceAddress[]): Promise<ServiceLook[]> {
  return Promise.all(services.map(lookAt));
}

async function lookAt({ name, url }: ServiceAddress): Promise<ServiceLook> {
  const [ready, metrics, deadLetters] = await Promise.all([
    read(`${url}/readyz`),
    read(`${url}/metrics`),
    name === 'message-worker' ? read(`${url}/admin/dead-letters`) : null,
  ]);
  const report = parsed(ready?.text) as { ready?: boolean; checks?: ServiceLook['checks'] } | undefined;
  const letters = parsed(deadLetters?.text) as { items?: unknown[] } | undefined;
  return {
    name,
    state: ready === null ? 'down' : report?.ready === true ? 'ready' : 'not-ready',
    checks: report?.checks ?? {},
    metrics: sums(metrics?.text ?? ''),
    deadLetters: letters?.items ?? null,
  };
}

async function read(url: string): Promise<{ text: string } | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LOOK_TIMEOUT_MS) });
    return { text: await response.text() };
  } catch {
    return null;
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** Sums of the chosen metrics in Prometheus' text format. */
export function sums(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([a-z_]+)(?:\{[^}]*\})? (\S+)/.exec(line) ?? [];
    if (METRICS.includes(name)) found[name] = (found[name] ?? 0) + Number(value);
  }
  return found;
}
