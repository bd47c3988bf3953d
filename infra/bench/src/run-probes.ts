import type { Backing } from './backing.ts';
import type { Contender } from './contender.ts';
import type { BenchOptions, ProbeName } from './options.ts';
import { GROWTH_BRIEF, GROWTH_FULL, measureGrowth } from './probes/growth.ts';
import { measureIdle } from './probes/idle.ts';
import { measureListing } from './probes/listing.ts';
import { measurePages } from './probes/pages.ts';
import { measureStages } from './probes/stages.ts';
import { measureThirdGateway } from './probes/third-gateway.ts';
import type { CountedProcess } from './target.ts';
import type { RunningCauserie } from './targets/causerie.ts';

/** A default run ends by itself within six minutes: a probe that might not fit any more is left out and named. */
const RUN_LIMIT_MS = 345_000;
/** What each probe takes at most, by experience on two cores. */
const EXPECTED_MS: Record<Exclude<ProbeName, 'ramp'>, number> = {
  stages: 12_000,
  idle: 15_000,
  listing: 12_000,
  pages: 45_000,
  growth: 40_000,
  'third-gateway': 40_000,
};
const IDLE_CONNECTIONS = { brief: 3_000, full: 10_000 };

/** What the probes work with; those that need Causerie are left out when it was not started. */
export interface ProbeSetting {
  backing: Backing;
  options: BenchOptions;
  causerie: Contender<RunningCauserie> | undefined;
  /** Highest sustained rate of Causerie in this run. */
  most: number | undefined;
  elapsedMs(): number;
  say(line: string): void;
}

/** Runs the probes that were asked for, in order; figures by probe and name. */
export async function runProbes(setting: ProbeSetting): Promise<Record<string, Record<string, number | string>>> {
  const { options, say, elapsedMs } = setting;
  const results: Record<string, Record<string, number | string>> = {};
  for (const name of options.probes) {
    if (name === 'ramp') continue;
    if (!options.named && elapsedMs() + EXPECTED_MS[name] > RUN_LIMIT_MS) {
      results[name] = { 'left out': `no time left in this run; pnpm bench --only ${name}` };
      continue;
    }
    say(`probe: ${name}`);
    const result = await probe(name, setting);
    if (result) results[name] = result;
  }
  return results;
}

function postgresOf({ processes }: Backing): CountedProcess {
  return processes.find(({ name }) => name === 'postgres')!;
}

async function probe(
  name: Exclude<ProbeName, 'ramp'>,
  { backing, options, causerie, most }: ProbeSetting,
): Promise<Record<string, number> | null> {
  if (name === 'stages') return measureStages(await backing.createDatabase('bench_stages'), backing.redisUrl);
  if (!causerie) return null;
  const { running, databaseUrl } = causerie;
  const isFull = options.named && !options.quick;
  switch (name) {
    case 'idle':
      return measureIdle(running, isFull ? IDLE_CONNECTIONS.full : IDLE_CONNECTIONS.brief);
    case 'listing':
      return measureListing(running, databaseUrl, postgresOf(backing));
    case 'pages':
      return measurePages(running, databaseUrl, postgresOf(backing));
    case 'growth':
      return measureGrowth(causerie, running, databaseUrl, isFull ? GROWTH_FULL : GROWTH_BRIEF);
    case 'third-gateway':
      return measureThirdGateway(causerie, backing, options.pairs, most);
  }
}
