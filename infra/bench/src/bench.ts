import { fileURLToPath } from 'node:url';
import { startBacking } from './backing.ts';
import { startContender, type Contender } from './contender.ts';
import { parseOptions, type BenchOptions } from './options.ts';
import { renderReport, writeReport } from './report.ts';
import { runRounds } from './rounds.ts';
import { runProbes } from './run-probes.ts';
import { summarise } from './summary.ts';
import type { Target } from './target.ts';
import { causerie, type RunningCauserie } from './targets/causerie.ts';
import { direct } from './targets/direct.ts';
import { plain } from './targets/plain.ts';
import { redisRaw } from './targets/redis-raw.ts';

const FOLDER = fileURLToPath(new URL('../../../.causerie/bench', import.meta.url));
const BASELINES: readonly Target[] = [plain, direct, redisRaw];

const say = (line: string): void => console.log(`  ${line}`);

/** One run: start everything, measure in turn, report, leave nothing behind. */
async function run(options: BenchOptions): Promise<void> {
  const startedAt = new Date();
  const backing = await startBacking(FOLDER);
  const contenders: Contender[] = [];
  let ours: Contender<RunningCauserie> | undefined;
  let stopping: Promise<void> | undefined;
  const stopAll = (): Promise<void> =>
    (stopping ??= (async () => {
      await Promise.all(contenders.map((contender) => contender.stop()));
      await backing.stop();
    })());
  const interrupted = (): void => void stopAll().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    for (const target of BASELINES.filter(({ name }) => options.targets.includes(name))) {
      say(`starting ${target.name}: ${target.label}`);
      contenders.push(await startContender(target, backing, options.pairs));
    }
    if (options.targets.includes(causerie.name)) {
      say(`starting ${causerie.name}: ${causerie.label}`);
      contenders.push((ours = await startContender(causerie, backing, options.pairs)));
    }
    const rounds = await runRounds(contenders, options, say);
    const summary = await summarise({ startedAt, options, facts: backing.facts, contenders, rounds });
    summary.probes = await runProbes({
      backing,
      options,
      causerie: ours,
      most: summary.systems.find(({ name }) => name === causerie.name)?.most?.ratePerSecond,
      elapsedMs: () => Date.now() - startedAt.getTime(),
      say,
    });
    summary.durationSeconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
    console.log(renderReport(summary));
    console.log(`\n${await writeReport(FOLDER, summary)}`);
  } finally {
    await stopAll();
  }
}

try {
  await run(parseOptions(process.argv.slice(2)));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
