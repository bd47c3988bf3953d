import { MANUALS } from '@causerie/dialects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, wholeOf } from '../src/matrix/ask.ts';
import { everythingOf, leaksIn } from '../src/matrix/canaries.ts';
import { cellsOf, type Cell } from '../src/matrix/cells.ts';
import { countsOf } from '../src/matrix/counts.ts';
import { EVENTS } from '../src/matrix/events.ts';
import { callAs } from '../src/matrix/household.ts';
import { begin, hangUp, listen, overheard, putIn, takeOut } from '../src/matrix/listeners.ts';
import { OPERATIONS, operationOf } from '../src/matrix/operations.ts';
import { liveThrough } from '../src/matrix/silence.ts';
import { socketCellsOf } from '../src/matrix/socket-cells.ts';
import { openStage, type Stage } from '../src/matrix/stage.ts';

/** Where the doors describe themselves. */
const DOCUMENTS = ['/docs/json', '/docs/calls/json'];
/** What needs no token and is no operation. */
const OPEN_PAGES = ['/healthz', '/readyz', '/docs', '/docs/calls', ...DOCUMENTS];
/** Questions under way at once. */
const ABREAST = 8;
const TONGUES = MANUALS.map(({ dialect: { name, namespace } }) => ({ name, namespace }));

let stage: Stage;
const asked: Cell[] = [];
beforeAll(async () => {
  stage = await openStage();
}, 120_000);
afterAll(async () => {
  console.log(countsOf(asked));
  await stage.close();
});

async function failuresOf(cells: readonly Cell[]): Promise<string[]> {
  asked.push(...cells);
  const failures: string[] = [];
  const rest = cells.values();
  const lane = async (): Promise<void> => {
    for (const { operation, principal, object, run } of rest) {
      const wrong = await run().catch((error: unknown) => [String(error)]);
      failures.push(...wrong.map((what) => `${operation} by ${principal} for what is ${object}: ${what}`));
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, lane));
  return failures;
}

/** What the owner of the foreign things finds there. */
async function theirs(): Promise<unknown[]> {
  const { conversation, file, draft, appointment, message } = stage.foreign;
  const paths = [
    `/v1/conversations/${conversation}`,
    `/v1/conversations/${conversation}/messages?limit=100`,
    `/v1/messages/${message}/edits`,
    `/v1/attachments/${file}`,
    `/v1/attachments/${draft}`,
    `/v1/appointments/${appointment}`,
    '/v1/directory/people',
    '/v1/me/erasure',
  ];
  const get = callAs(stage.world, stage.theirs.myToken);
  const found = await Promise.all(paths.map(async (path) => (await get('GET', path)).json));
  const { items } = (await get('GET', '/v1/notifications?kind=system')).json;
  return [...found, items];
}

/** The operations that the doors describe, by method and path. */
async function documented(): Promise<Map<string, { responses: Record<string, unknown> }>> {
  const documents = await Promise.all(DOCUMENTS.map((path) => stage.world.call('GET', path, null)));
  const all = documents.flatMap(({ body }) =>
    Object.entries(body.paths as Record<string, Record<string, { responses: Record<string, unknown> }>>).flatMap(
      ([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    ),
  );
  return new Map(all);
}

describe('Who may do what', () => {
  it('every operation of the running API and every event of every dialect is in the tables, and nothing else', async () => {
    const operations = [...new Set([...OPERATIONS.keys()].map(operationOf))];
    expect(operations.toSorted()).toEqual([...(await documented()).keys()].toSorted());
    const events = MANUALS.map(({ dialect, manual }) => [dialect.name, Object.keys(manual.hears).toSorted()]);
    const known = Object.entries(EVENTS).map(([name, table]) => [
      name,
      [...new Set(Object.keys(table).map(operationOf))].toSorted(),
    ]);
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(events));
  });

  it('what strangers are searched for is what its owner reads, so that a leak would be seen', async () => {
    const { theirs: household, foreign, world } = stage;
    const read = await Promise.all(
      [
        `/v1/conversations/${foreign.conversation}`,
        `/v1/conversations/${foreign.conversation}/messages`,
        `/v1/messages/${foreign.message}/edits`,
        `/v1/appointments/${foreign.appointment}`,
      ].map(async (path) => wholeOf(await ask(world.stack.url, household.myToken, { method: 'GET', path }))),
    );
    const all = everythingOf(household.canaries);
    expect(leaksIn(read.join('\n'), all).toSorted()).toEqual(all.toSorted());
  });

  it('pages for everybody need no token', async () => {
    const open = OPEN_PAGES.map((path) => ask(stage.world.stack.url, null, { method: 'GET', path }));
    expect((await Promise.all(open)).map(({ status }) => status)).toEqual(OPEN_PAGES.map(() => 200));
  });

  it('every operation answers everybody what they may know, and nothing changes for others (ID-1, DOOR-2, FILE-3)', async () => {
    const before = await theirs();
    const cells = [...OPERATIONS].flatMap((named) => cellsOf(stage, named));
    expect(await failuresOf(cells)).toEqual([]);
    expect(await theirs()).toEqual(before);
  }, 120_000);

  it('every refusal that was given is documented', async () => {
    const operations = await documented();
    const undocumented = [...stage.seen].filter((one) => {
      const [method, path, status = ''] = one.split(' ');
      return Number(status) >= 400 && operations.get(`${method} ${path}`)?.responses[status] === undefined;
    });
    expect(undocumented).toEqual([]);
    expect(stage.seen.size).toBeGreaterThan(operations.size * 2);
  });

  it('every event of every dialect is carried out for who may, and refused to strangers like what does not exist (DOOR-2)', async () => {
    const before = await theirs();
    const cells = TONGUES.flatMap((tongue) => socketCellsOf(stage, tongue));
    expect(await failuresOf(cells)).toEqual([]);
    expect(await theirs()).toEqual(before);
  }, 120_000);

  it('strangers and who was taken out hear nothing of a conversation, whatever happens in it (DEL-7, DEL-10)', async () => {
    const [couple, former, colleague, patient] = await Promise.all([
      stage.fresh('professional'),
      stage.fresh('client'),
      stage.fresh('professional'),
      stage.fresh('client'),
    ]);
    const others = await couple.things(['conversation', 'room']);
    await putIn(stage, former, others);
    const people = [
      { name: 'a former participant', household: former },
      { name: 'another of the same side', household: colleague },
      { name: 'another of the other side', household: patient },
    ];
    const listeners = await Promise.all(people.map((who) => listen(stage, TONGUES, { ...who, others })));
    for (const listener of listeners.slice(0, 1)) await takeOut(stage, listener, others);
    const begun = listeners.map(begin);
    const told = await liveThrough(stage, couple, others);
    const canaries = everythingOf(couple.canaries);
    const heard = await Promise.all(begun.map((listener) => overheard(stage, listener, canaries)));
    for (const listener of listeners) hangUp(listener);
    expect(heard.flat()).toEqual([]);
    expect(new Set(told).size).toBeGreaterThan(12);
  }, 60_000);
});
