import { ask, substanceOf, wholeOf, type Heard } from './ask.ts';
import { leaksIn } from './canaries.ts';
import type { Household } from './household.ts';
import { MISSING, type Kind, type Things } from './kinds.ts';
import { kindsOf, PEOPLE, requestOf, type Operation, type Role } from './operation.ts';
import { operationOf } from './operations.ts';
import { LEFT_KINDS, type Stage, type Stranger } from './stage.ts';

/** One question of the matrix: an operation, who asks, and what for; `run` resolves to what was wrong. */
export interface Cell {
  operation: string;
  principal: string;
  object: string;
  run(): Promise<string[]>;
}

type Named = readonly [name: string, operation: Operation];
type Who = { role: Role; token: string | null };

/** Everything that is asked about one operation. */
export function cellsOf(stage: Stage, named: Named): Cell[] {
  const [name, { roles }] = named;
  if (roles === 'public') return publicCells(stage, named);
  const mayAsk = ({ role }: Stranger): boolean => roles.includes(role);
  const everybody = [...stage.strangers, stage.former];
  // Another way of asking for an operation is another question only to those who may ask.
  const isVariant = operationOf(name) !== name;
  return [
    ...(isVariant ? [] : nobodyCells(stage, named)),
    ...(isVariant ? [] : everybody.filter((who) => !mayAsk(who)).flatMap((who) => refusedCells(stage, named, who))),
    ...everybody.filter(mayAsk).flatMap((who) => permittedCells(stage, named, who)),
    ...PEOPLE.filter((side) => roles.includes(side)).flatMap((side) => ownCells(stage, named, side)),
  ];
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Asks for an operation on things. */
async function request(stage: Stage, [name, operation]: Named, { role, token }: Who, things: Things): Promise<Heard> {
  const side = role === 'professional' ? 'professional' : 'client';
  return ask(stage.world.stack.url, token, requestOf(name, operation, things, side));
}

function codeOf({ text }: Heard): unknown {
  return text.startsWith('{') ? (JSON.parse(text) as { code?: unknown }).code : undefined;
}

function leaks(heard: Heard, canaries: readonly string[]): string[] {
  return leaksIn(wholeOf(heard), canaries).map((canary) => `told ${canary}`);
}

/** Without a valid token: 401, whatever is asked for. */
function nobodyCells(stage: Stage, named: Named): Cell[] {
  const objects = kindsOf(named[1]).length === 0 ? [] : [['missing', MISSING] as const];
  return stage.nobodies.flatMap(({ name: principal, token, code }) =>
    [['own', stage.foreign] as const, ...objects].map(([object, things]) => ({
      operation: named[0],
      principal,
      object,
      async run() {
        const heard = await request(stage, named, { role: stage.theirs.me.side, token }, things);
        const told = codeOf(heard);
        // The answer to HEAD has no body.
        const isRefused = heard.status === 401 && (told === code || heard.text === '');
        return isRefused ? leaks(heard, stage.watched) : [`answered ${heard.status} ${String(told)}`];
      },
    })),
  );
}

/** With a role that may not: 403, the same for what exists and what does not. */
function refusedCells(stage: Stage, named: Named, who: Stranger): Cell[] {
  const kinds = kindsOf(named[1]);
  const { household } = who;
  const objects = objectsOf(stage, named[1], who).map(([object, things]) => [object, async () => things] as const);
  const own = household !== null && kinds.length > 0 ? [['own', () => household.things(kinds)] as const] : [];
  return [...objects, ...own].map(([object, things]) => ({
    operation: named[0],
    principal: who.name,
    object,
    async run() {
      const [heard, other] = [
        await request(stage, named, who, await things()),
        await request(stage, named, who, MISSING),
      ];
      if (heard.status !== 403) return [`answered ${heard.status} ${String(codeOf(heard))}`];
      return [...differences(heard, other), ...leaks(heard, who.canaries)];
    },
  }));
}

function objectsOf(stage: Stage, operation: Operation, who: Stranger): Array<readonly [string, Things]> {
  const kinds = kindsOf(operation);
  if (kinds.length === 0) return [['none', MISSING]];
  if (who !== stage.former) return [['foreign', stage.foreign]];
  if (operation.within !== undefined) return [];
  return kinds.every((kind) => (LEFT_KINDS as readonly Kind[]).includes(kind)) ? [['left', stage.lost]] : [];
}

function differences(heard: Heard, other: Heard): string[] {
  const [one, two] = [substanceOf(heard), substanceOf(other)];
  return one === two ? [] : [`answered ${one.slice(0, 400)} and for what is missing ${two.slice(0, 400)}`];
}

/** With a role that may: what others have is answered like what does not exist. */
function permittedCells(stage: Stage, named: Named, who: Stranger): Cell[] {
  const [name, operation] = named;
  const isOfficial = who.role === 'admin' || who.role === 'service';
  if (isOfficial) return officialCells(stage, named, who);
  if (kindsOf(operation).length === 0 || operation.openTo?.side === who.role) return [];
  return objectsOf(stage, operation, who).map(([object, things]) => ({
    operation: name,
    principal: who.name,
    object,
    async run() {
      const own = operation.within === undefined ? {} : await who.household?.things(operation.within);
      const [heard, other] = [
        await request(stage, named, who, { ...things, ...own }),
        await request(stage, named, who, { ...MISSING, ...own }),
      ];
      const isOver = heard.status === 401 || heard.status >= 500;
      const mustMiss = operation.path !== undefined && operation.within === undefined;
      return [
        ...(isOver ? [`answered ${heard.status}`] : []),
        ...(mustMiss && heard.status !== 404 ? [`answered ${heard.status} instead of 404`] : []),
        ...differences(heard, other),
        ...leaks(heard, who.canaries),
      ];
    },
  }));
}

/** Operators and back ends: what exists is answered, and nothing of it was said by anybody. */
function officialCells(stage: Stage, named: Named, who: Stranger): Cell[] {
  const cell = (object: string, run: Cell['run']): Cell => ({ operation: named[0], principal: who.name, object, run });
  const existing = cell('existing', async () => {
    const things = await (await stage.fresh('client')).things(kindsOf(named[1]));
    const heard = await request(stage, named, who, things);
    return [
      ...(isSuccess(heard.status) ? [] : [`answered ${heard.status} ${heard.text.slice(0, 200)}`]),
      ...leaks(heard, who.canaries),
    ];
  });
  if (kindsOf(named[1]).length === 0) return [existing];
  const missing = cell('missing', async () => {
    const { status } = await request(stage, named, who, MISSING);
    return status === 401 || status === 403 || status >= 500 ? [`answered ${status}`] : [];
  });
  return [existing, missing];
}

/** What is one's own is answered; of what is the other person's, only what both may. */
function ownCells(stage: Stage, named: Named, side: (typeof PEOPLE)[number]): Cell[] {
  const [name, operation] = named;
  const cell = (
    principal: string,
    object: string,
    isRight: (status: number) => boolean,
    prepare: (own: Household) => Promise<Things> = (own) => own.things(kindsOf(operation)),
  ): Cell => ({
    operation: name,
    principal,
    object,
    async run() {
      const own = await stage.fresh(side);
      const heard = await request(stage, named, { role: side, token: own.myToken }, await prepare(own));
      const wrong = isRight(heard.status) ? [] : [`answered ${heard.status} ${heard.text.slice(0, 200)}`];
      return [...wrong, ...leaks(heard, stage.watched)];
    },
  });
  const { onlyOwn, whenBlocked } = operation;
  const expected = (side === 'client' ? operation.toClients : undefined) ?? operation.answers;
  const isOk = (status: number): boolean => (expected === undefined ? isSuccess(status) : status === expected);
  const blocked = async (own: Household): Promise<Things> => {
    const { conversation, ...things } = await own.things([
      ...new Set([...kindsOf(operation), 'conversation' as const]),
    ]);
    await own.block(conversation);
    return { ...things, conversation };
  };
  const isBlocked = (status: number): boolean => (whenBlocked === undefined ? isOk(status) : status === whenBlocked);
  return [
    cell(`a ${side}`, 'own', isOk),
    ...(kindsOf(operation).length === 0 ? [] : [cell(`a ${side} who was blocked`, 'own', isBlocked, blocked)]),
    ...(onlyOwn === undefined
      ? []
      : [
          cell(
            `a ${side}`,
            'of the other person',
            (status) => status === onlyOwn.status,
            async (own) => {
              const things = await own.things(kindsOf(operation));
              return { ...things, [operation.path?.[0] ?? onlyOwn.kind]: things[onlyOwn.kind] };
            },
          ),
        ]),
  ];
}

/** Without a token: what a link opens is opened, and a forged link is no link. */
function publicCells(stage: Stage, named: Named): Cell[] {
  const [name, operation] = named;
  const kinds = kindsOf(operation);
  const cell = (principal: string, object: string, run: Cell['run']): Cell => ({
    operation: name,
    principal,
    object,
    run,
  });
  const open = (token: string | null, things: Things): Promise<Heard> =>
    request(stage, named, { role: 'client', token }, things);
  const own = cell('no token', 'own', async () => {
    const { status } = await open(null, await (await stage.fresh('client')).things(kinds));
    return isSuccess(status) ? [] : [`answered ${status}`];
  });
  const everybody = [...stage.nobodies, ...stage.strangers];
  return [
    own,
    ...(kinds.length === 0 ? [] : everybody).flatMap(({ name: principal, token }) => [
      cell(principal, 'forged', async () => {
        const [heard, other] = [await open(token, forged(stage.foreign, kinds)), await open(token, MISSING)];
        return [...differences(heard, other), ...leaks(heard, stage.watched)];
      }),
    ]),
  ];
}

/** The same keys with another end. */
function forged(things: Things, kinds: readonly Kind[]): Things {
  const changed = kinds.map((kind) => [kind, things[kind].replace(/.$/, (end) => (end === 'a' ? 'b' : 'a'))] as const);
  return { ...things, ...Object.fromEntries(changed) };
}
