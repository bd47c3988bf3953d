import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runStep, runSteps, toolStep } from '../src/run-step.ts';
import { REPOSITORY } from './repository.ts';

let folder = '';

beforeEach(() => {
  // Inside the checkout, under an ignored name, so that the repository's own lint settings are the ones that judge.
  const parent = join(REPOSITORY, '.causerie');
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, 'lint-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function lint(name: string, source: string): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, source);
  const config = join(REPOSITORY, '.oxlintrc.json');
  const step = toolStep('lint', REPOSITORY, 'oxlint', ['-c', config, '--no-ignore', '--deny-warnings', file]);
  return (await runStep(step)).problems;
}

const lines = (count: number): string => Array.from({ length: count }, (_, at) => `  log(${at});`).join('\n');
const functionOf = (count: number): string =>
  `export function long(log: (line: number) => void): void {\n${lines(count - 2)}\n}\n`;

describe('the lint rules', () => {
  it('let a file of 300 lines pass and refuse one of 301', async () => {
    const file = (count: number): string => `${'// A line that says why.\n'.repeat(count - 1)}export const end = 1;\n`;
    expect(await lint('fits.ts', file(300))).toBe('');
    expect(await lint('long.ts', file(301))).toMatch(/max-lines/);
  });

  it('let a function of 70 lines pass and refuse one of 71', async () => {
    expect(await lint('fits.ts', functionOf(70))).toBe('');
    expect(await lint('long.ts', functionOf(71))).toMatch(/max-lines-per-function/);
  });

  it('refuse any, console and a skipped test', async () => {
    expect(await lint('a.ts', 'export const x = (y: any): unknown => y;\n')).toMatch(/no-explicit-any/);
    expect(await lint('b.ts', 'console.log(1);\n')).toMatch(/no-console/);
    const skipped = `import { it } from 'vitest';\nit.skip('waits', () => {});\n`;
    expect(await lint('c.test.ts', skipped)).toMatch(/disabled-tests/);
  });
});

describe('a check', () => {
  it('reports what a failing tool printed, and nothing for one that succeeds', async () => {
    expect((await runStep(toolStep('version', REPOSITORY, 'oxlint', ['--version']))).problems).toBe('');
    expect((await runStep(toolStep('nonsense', REPOSITORY, 'oxlint', ['--nonsense']))).problems).toMatch(/nonsense/);
  });

  it('fails when its tool is not installed', async () => {
    expect((await runStep(toolStep('absent', REPOSITORY, 'no-such-tool', []))).problems).not.toBe('');
  });

  it('fails when it throws, and the others still run', async () => {
    const outcomes = await runSteps(
      [
        { name: 'throws', run: () => Promise.reject(new Error('broken')) },
        { name: 'passes', run: () => Promise.resolve('') },
      ],
      1,
      () => undefined,
    );
    expect(outcomes.map((outcome) => outcome.problems)).toEqual(['broken', '']);
  });
});
