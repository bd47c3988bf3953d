import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClamdScanner } from '../src/clamd.ts';
import { startFakeClamd, type FakeClamd } from './fake-clamd.ts';

let clamd: FakeClamd;
beforeAll(async () => {
  clamd = await startFakeClamd();
});
beforeEach(() => {
  clamd.behaviour = 'examine';
  clamd.examined = [];
});
afterAll(() => clamd.close());

async function* parts(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const scan = (content: AsyncIterable<Uint8Array>, port = clamd.port): Promise<boolean> =>
  createClamdScanner({ host: '127.0.0.1', port }).isHarmless(content);

test('clamd hears the whole file and says what it is', async () => {
  expect(await scan(parts('bon', '', 'jour'))).toBe(true);
  expect(await scan(parts('X5O!', 'EICAR-STANDARD'))).toBe(false);
  expect(await scan(parts())).toBe(true);
  expect(clamd.examined).toEqual(['bonjour', 'X5O!EICAR-STANDARD', '']);
});

test('a large file does not wait in memory for a clamd that has enough of it', async () => {
  clamd.behaviour = 'too large';
  let taken = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (; taken < 1_000; taken++) yield Buffer.alloc(1024 * 1024);
  }
  await expect(scan(endless())).rejects.toThrow();
  expect(taken).toBeLessThan(1_000);
});

test.each(['hang up', 'nonsense'] as const)(
  'a clamd that does this: %s, has not said that a file is harmless',
  async (behaviour) => {
    clamd.behaviour = behaviour;
    await expect(scan(parts('bonjour'))).rejects.toThrow();
  },
);

test('a clamd that is away has not said that a file is harmless', async () => {
  const gone = await startFakeClamd();
  await gone.close();
  await expect(scan(parts('bonjour'), gone.port)).rejects.toThrow();
});

test('a file that cannot be read has not been examined', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('bon');
    throw new Error('disk');
  }
  await expect(scan(broken())).rejects.toThrow('disk');
  expect(clamd.examined).toEqual([]);
});
