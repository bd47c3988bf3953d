import { repositoryRoot } from '@causerie/dev';
import { chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './faults-options.ts';
import type { RunResult } from './run.ts';
import { breakStack } from './session.ts';

const abort = new AbortController();
const startedAt = Date.now();

function print(line: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const folder = join(repositoryRoot, '.causerie', 'faults');
  await mkdir(folder, { recursive: true });
  // Data of its own for every run: what an earlier one left, or an earlier version made, must not matter.
  const dataDir = await mkdtemp(join(tmpdir(), 'causerie-faults-'));
  // Postgres may have to run as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
  const place = { dataDir, historyPath: join(folder, `history-${options.seed}.json`), print, abort: abort.signal };
  const logs = join(folder, `logs-${options.seed}`);
  const breakAndTidy = async (): Promise<RunResult> => {
    try {
      return await breakStack(options, place);
    } finally {
      await cp(join(dataDir, 'logs'), logs, { recursive: true, force: true }).catch(() => undefined);
      await rm(dataDir, { recursive: true, force: true });
      print(`  logs: ${logs}`);
    }
  };
  const { violations, kills, acknowledged } = await breakAndTidy();
  const complete = kills >= options.kills && acknowledged >= options.messages;
  if (!complete)
    print(`INCOMPLETE: ${kills} of ${options.kills} kills, ${acknowledged} of ${options.messages} messages`);
  print(violations.length === 0 ? 'no violation' : `${violations.length} VIOLATIONS`);
  return violations.length === 0 && complete ? 0 : 1;
}

// Interrupted, the stack is stopped before this process ends: its parts would stay behind otherwise.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort(new Error('interrupted')));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
