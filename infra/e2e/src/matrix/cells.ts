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
  const heard = await ask(stage.world.stack.url, token, requestOf(name, operation, things, side));
  stage.seen.add(`${operationOf(name)} ${heard.status}`);
  return heard;
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
  const own =
    household !== null && who !== stage.former && kinds.length > 0
      ? [['own', () => household.things(kinds)] as const]
      : [];
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
  const { onlyOwn, whenBlocked } = operation;
  const kinds = kindsOf(operation);
  const changesNothing = /^(?:GET|HEAD) /.test(name) && !kinds.includes('hosted');
  const usual = (side === 'client' ? operation.toClients : undefined) ?? operation.answers;
  const cell = (
    principal: string,
    object: string,
    status: number | undefined,
    household: () => Promise<Household>,
  ): Cell => ({
    operation: name,
    principal,
    object,
    async run() {
      const own = await household();
      const made = await own.things(kinds);
      const things = object === 'own' ? made : { ...made, [operation.path?.[0] ?? '']: made[onlyOwn?.kind ?? 'heard'] };
      const heard = await request(stage, named, { role: side, token: own.myToken }, things);
      const isRight = status === undefined ? isSuccess(heard.status) : heard.status === status;
      return [
        ...(isRight ? [] : [`answered ${heard.status} ${heard.text.slice(0, 200)}`]),
        ...leaks(heard, stage.watched),
      ];
    },
  });
  const blocked = async (): Promise<Household> => {
    if (changesNothing || whenBlocked !== undefined) return stage.lasting(side, true);
    const own = await stage.fresh(side);
    await own.block((await own.things([...kinds, 'conversation'])).conversation);
    return own;
  };
  return [
    cell(`a ${side}`, 'own', usual, () => (changesNothing ? stage.lasting(side, false) : stage.fresh(side))),
    ...(kinds.length === 0 ? [] : [cell(`a ${side} who was blocked`, 'own', whenBlocked ?? usual, blocked)]),
    ...(onlyOwn === undefined
      ? []
      : [cell(`a ${side}`, 'of the other person', onlyOwn.status, () => stage.lasting(side, false))]),
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

/** How far from its end a key is changed: its last letter says less than a whole byte. */
const FROM_THE_END = 9;

/** The same keys, each with another letter. */
function forged(things: Things, kinds: readonly Kind[]): Things {
  const changed = kinds.map((kind) => {
    const at = things[kind].length - FROM_THE_END;
    const letter = things[kind].charAt(at) === 'a' ? 'b' : 'a';
    return [kind, `${things[kind].slice(0, at)}${letter}${things[kind].slice(at + 1)}`] as const;
  });
  return { ...things, ...Object.fromEntries(changed) };
}
