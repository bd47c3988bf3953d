import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { startBacking, type Backing } from './backing.ts';
import { startGenerator } from './generator-client.ts';
import type { Contender } from './measure.ts';
import { parseOptions, type BenchOptions } from './options.ts';
import { runRounds } from './rounds.ts';
import { summarise } from './summary.ts';
import { renderReport, writeReport } from './report.ts';
import type { Target } from './target.ts';
import { causerie } from './targets/causerie.ts';
import { direct } from './targets/direct.ts';
import { plain } from './targets/plain.ts';
import { redisRaw } from './targets/redis-raw.ts';

const FOLDER = fileURLToPath(new URL('../../../.causerie/bench', import.meta.url));
const TARGETS: readonly Target[] = [plain, direct, redisRaw, causerie];

const say = (line: string): void => console.log(`  ${line}`);

async function startContender(target: Target, backing: Backing, options: BenchOptions): Promise<Contender> {
  const running = await target.start({
    pairs: options.pairs,
    databaseUrl: await backing.createDatabase(`bench_${target.name}`),
    folder: backing.folder,
    redisUrl: backing.redisUrl,
    backing: backing.processes,
  });
  const routes = Array.from({ length: options.pairs }, (_, index) => running.connect(index));
  const runId = randomBytes(4).toString('hex');
  const generator = await startGenerator({ routes, namespace: running.namespace, runId });
  await generator.connect();
  return { target, running, generator, acked: 0 };
}

async function run(options: BenchOptions): Promise<void> {
  const startedAt = new Date();
  const backing = await startBacking(FOLDER);
  const contenders: Contender[] = [];
  try {
    for (const target of TARGETS.filter(({ name }) => options.targets.includes(name))) {
      say(`starting ${target.name}: ${target.label}`);
      contenders.push(await startContender(target, backing, options));
    }
    const rounds = await runRounds(contenders, options, say);
    const summary = await summarise({ startedAt, options, facts: backing.facts, contenders, rounds, probes: {} });
    console.log(renderReport(summary));
    console.log(`\n${await writeReport(FOLDER, summary)}`);
  } finally {
    await Promise.all(contenders.map(({ generator }) => generator.stop()));
    await Promise.all(contenders.map(({ running }) => running.stop()));
    await backing.stop();
  }
}

try {
  await run(parseOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
