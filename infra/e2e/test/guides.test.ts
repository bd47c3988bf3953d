import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { signToken } from '@causerie/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplesIn, runExample, type Example } from '../src/examples.ts';
import { openWorld, type World } from '../src/world.ts';

const GUIDES = new URL('../../../docs/moving/', import.meta.url);
const HERE = fileURLToPath(new URL('..', import.meta.url));
const names = [...new Set(readdirSync(GUIDES).map((file) => file.replace(/\.(en|fr)\.md$/, '')))].filter(
  (name) => name !== 'README.md',
);

function examplesOf(name: string, language: 'en' | 'fr'): Example[] {
  return examplesIn(readFileSync(new URL(`${name}.${language}.md`, GUIDES), 'utf8'));
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}$`);
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
    for (const example of examplesOf(name, 'en')) {
      const result = await runExample(example, { folder: HERE, env });
      expect(result.code, result.output).toBe(0);
      // Some say what they print; the others greet somebody who hears it.
      expect(result.output).toMatch(example.printed === null ? /Bonjour .*true/ : exactly(example.printed));
    }
  });
});
