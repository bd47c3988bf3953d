import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildServices } from './build.ts';
import { repositoryRoot, userCacheFolder, userEnvironment, type Environment } from './env.ts';
import { onStopSignal } from './stop-signal.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import { countTests, summaryLine, type VitestReport } from './test-report.ts';

const scratch = await mkdtemp(join(tmpdir(), 'causerie-test-'));

const cleanups: (() => Promise<unknown> | void)[] = [() => rm(scratch, { recursive: true, force: true })];
const cleanUp = async (): Promise<void> => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
};
onStopSignal(async () => {
  await cleanUp();
  process.exit(130);
});

/** Starts the two servers every test may use; the data is thrown away, so Postgres need not wait for the disk. */
async function startServers(): Promise<Environment> {
  const common = { dataDir: scratch, anyPort: true, cacheFolder: userCacheFolder(), onProgress: console.log };
  const [postgres, redis] = await Promise.all([
    startPostgres({ ...common, logPath: join(scratch, 'postgres.log'), durable: false }),
    startRedis({ ...common, logPath: join(scratch, 'redis.log') }),
  ]);
  cleanups.push(postgres.stop, redis.stop);
  console.log(`Tests run on Postgres ${postgres.label} and ${redis.label}.`);
  return {
    CAUSERIE_TEST_DATABASE_URL: postgres.url,
    CAUSERIE_TEST_REDIS_URL: redis.url,
    CAUSERIE_TEST_REDIS_BIN: redis.binary,
    CAUSERIE_TEST_REDIS_LD_LIBRARY_PATH: redis.libraryPath,
  };
}

async function runVitest(environment: Environment): Promise<{ exitCode: number; report: VitestReport | undefined }> {
  const outputFile = join(scratch, 'report.json');
  const manifest = createRequire(join(repositoryRoot, 'package.json')).resolve('vitest/package.json');
  const args = [join(dirname(manifest), 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json'];
  const child = spawn(process.execPath, [...args, `--outputFile.json=${outputFile}`, ...process.argv.slice(2)], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
  });
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  cleanups.push(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  const exitCode = await exited;
  const text = await readFile(outputFile, 'utf8').catch(() => undefined);
  return { exitCode, report: text === undefined ? undefined : (JSON.parse(text) as VitestReport) };
}

async function main(): Promise<number> {
  const servers = await startServers();
  // With a filter only some tests run; those that need the built services build them themselves.
  if (process.argv.length === 2) await buildServices({ onProgress: console.log });
  const { exitCode, report } = await runVitest({ ...userEnvironment(), ...servers });
  const count = countTests(report, exitCode);
  await cleanUp();
  console.log(summaryLine(count));
  return count.failed > 0 || exitCode !== 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await cleanUp();
  console.log(summaryLine({ passed: 0, failed: 1, skipped: 0 }));
  process.exitCode = 1;
}
