import { repositoryRoot } from '@causerie/dev';
import { join } from 'node:path';
import { readOptions } from './faults-options.ts';
import { breakStack } from './session.ts';

const abort = new AbortController();
const startedAt = Date.now();

function print(line: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const folder = join(repositoryRoot, '.causerie', 'faults');
  const place = {
    dataDir: join(folder, 'stack'),
    historyPath: join(folder, `history-${options.seed}.json`),
    print,
    abort: abort.signal,
  };
  const { violations, kills, acknowledged } = await breakStack(options, place);
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
