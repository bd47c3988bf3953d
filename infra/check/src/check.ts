import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBreaches } from './breaches.ts';
import { readModules } from './read-modules.ts';
import { runSteps, toolStep, type Outcome, type Step } from './run-step.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

// The longest first, so that the short ones fill the gaps.
const steps: Step[] = [
  toolStep('lint', root, 'oxlint', ['--type-aware', '--deny-warnings']),
  toolStep('types (node)', root, 'tsc', ['-p', 'tsconfig.json']),
  toolStep('types (web)', root, 'tsc', ['-p', 'tsconfig.web.json']),
  toolStep('types (web tests)', root, 'tsc', ['-p', 'tsconfig.web-tests.json']),
  toolStep('unused code', root, 'knip', ['--no-progress', '--no-config-hints']),
  toolStep('format', root, 'oxfmt', ['--check', '.']),
  { name: 'import directions', run: async () => findBreaches(readModules(root)).join('\n') },
];

function report(outcome: Outcome): void {
  const mark = outcome.problems === '' ? 'ok  ' : 'FAIL';
  console.log(`${mark} ${outcome.name.padEnd(18)} ${(outcome.tookMs / 1000).toFixed(1)} s`);
}

const outcomes = await runSteps(steps, availableParallelism(), report);
const failed = outcomes.filter((outcome) => outcome.problems !== '');
for (const outcome of failed) console.log(`\n── ${outcome.name}\n${outcome.problems}`);
process.exitCode = failed.length === 0 ? 0 : 1;
