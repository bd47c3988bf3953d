import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { signToken } from '@causerie/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../src/world.ts';

const GUIDES = new URL('../../../docs/moving/', import.meta.url);
const HERE = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLE = /```js run\n([\s\S]*?)```/g;
const names = [...new Set(readdirSync(GUIDES).map((file) => file.replace(/\.(en|fr)\.md$/, '')))].filter(
  (name) => name !== 'README.md',
);

function examplesOf(name: string, language: 'en' | 'fr'): string[] {
  const text = readFileSync(new URL(`${name}.${language}.md`, GUIDES), 'utf8');
  return [...text.matchAll(EXAMPLE)].map(([, code]) => code ?? '');
}

/** Runs an example as its reader would, and resolves to what it printed; a failure prints why. */
async function run(code: string, env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: HERE,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code: status, output };
}

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

describe.each(names)('The guide for those who come from %s', (name) => {
  it('shows the same examples in French and in English', () => {
    expect(examplesOf(name, 'fr')).toEqual(examplesOf(name, 'en'));
    expect(examplesOf(name, 'en')).not.toHaveLength(0);
  });

  it('has examples that run as they are printed', async () => {
    const { doctor, patient } = await world.couple();
    const env = {
      CAUSERIE_URL: world.stack.url,
      PATIENT_TOKEN: await world.tokenOf(patient),
      DOCTOR_TOKEN: await world.tokenOf(doctor),
      SERVICE_TOKEN: await signToken(world.stack.jwtSecret ?? '', { sub: 'back-end', role: 'service' }),
      DOCTOR_ID: doctor.subject,
      PATIENT_ID: patient.subject,
    };
    for (const code of examplesOf(name, 'en')) {
      const result = await run(code, env);
      expect(result.code, result.output).toBe(0);
      expect(result.output).toMatch(/Bonjour .*true/);
    }
  });
});
