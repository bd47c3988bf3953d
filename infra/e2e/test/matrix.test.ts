import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellsOf, type Cell } from '../src/matrix/cells.ts';
import { OPERATIONS, operationOf } from '../src/matrix/operations.ts';
import { openStage, type Stage } from '../src/matrix/stage.ts';

/** Where the doors describe themselves. */
const DOCUMENTS = ['/docs/json', '/docs/calls/json'];
const ABREAST = 8;
const FAILURES_SHOWN = 400;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 120_000);
afterAll(() => stage.close());

async function failuresOf(cells: readonly Cell[]): Promise<string[]> {
  const failures: string[] = [];
  const rest = cells.values();
  const lane = async (): Promise<void> => {
    for (const { operation, principal, object, run } of rest) {
      const wrong = await run().catch((error: unknown) => [String(error)]);
      failures.push(...wrong.map((what) => `${operation} by ${principal} for ${object}: ${what}`));
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, lane));
  return failures;
}

describe('Who may do what', () => {
  it('every operation of the running API is in the table, and every entry of the table is an operation', async () => {
    const documents = await Promise.all(DOCUMENTS.map((path) => stage.world.call('GET', path, null)));
    const documented = documents.flatMap(({ body }) =>
      Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      ),
    );
    expect([...new Set([...OPERATIONS.keys()].map(operationOf))].toSorted()).toEqual(documented.toSorted());
  });

  it('everybody is answered what they may know, and nothing else', async () => {
    const cells = [...OPERATIONS].flatMap((named) => cellsOf(stage, named));
    const t = Date.now();
    const failures = await failuresOf(cells);
    console.log(cells.length, Date.now() - t, failures.length);
    expect(failures.slice(0, FAILURES_SHOWN)).toEqual([]);
  }, 120_000);
});
