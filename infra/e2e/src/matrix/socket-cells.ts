import { leaksIn } from './canaries.ts';
import type { Cell } from './cells.ts';
import { EVENTS, type EventAsk } from './events.ts';
import type { Household } from './household.ts';
import { MISSING, type Kind, type Things } from './kinds.ts';
import { PEOPLE } from './operation.ts';
import { openLine, refusalOf, type Line, type Tongue } from './socket.ts';
import { LEFT_KINDS, type Stage, type Stranger } from './stage.ts';

/** Members of a refusal that name the request. */
const NAMES_REQUEST = new Set(['requestId']);

/** Everything that is asked on the sockets of one dialect. */
export function socketCellsOf(stage: Stage, tongue: Tongue): Cell[] {
  const people = [...stage.strangers.filter(({ household }) => household !== null), stage.former];
  return [
    ...doorCells(stage, tongue),
    ...Object.entries(EVENTS[tongue.name] ?? {}).flatMap((named) => [
      ...people.flatMap((who) => strangerCells(stage, tongue, named, who)),
      ...PEOPLE.flatMap((side) => ownCells(stage, tongue, named, side)),
    ]),
  ];
}

type Named = [name: string, ask: EventAsk];

const eventOf = (name: string): string => name.replace(/ \(.*\)$/, '');

/** Nobody and no official gets a connection. */
function doorCells(stage: Stage, tongue: Tongue): Cell[] {
  const officials = stage.strangers.filter(({ household }) => household === null);
  const all = [...stage.nobodies, ...officials.map((who) => ({ ...who, code: 'forbidden' }))];
  return all.map(({ name, token, code }) => ({
    operation: `a connection that speaks ${tongue.name}`,
    principal: name,
    object: 'none',
    async run() {
      const told = await refusalOf(stage.world, tongue, token);
      return told === code ? [] : [`told ${told} instead of ${code}`];
    },
  }));
}

/** A command on what others have is refused like one on what does not exist, in the answer and in everything else that is told. */
function strangerCells(stage: Stage, tongue: Tongue, [name, ask]: Named, who: Stranger): Cell[] {
  const kinds = ask.names ?? [];
  if (kinds.length === 0) return [];
  const isFormer = who === stage.former;
  if (isFormer && !kinds.every((kind) => (LEFT_KINDS as readonly Kind[]).includes(kind))) return [];
  return [
    {
      operation: `${tongue.name} ${name}`,
      principal: who.name,
      object: isFormer ? 'left' : 'foreign',
      async run() {
        const line = await openLine(stage.world, tongue, who.token);
        const things = isFormer ? stage.lost : stage.foreign;
        const [foreign, missing] = [
          await hear(line, name, ask, things, who),
          await hear(line, name, ask, MISSING, who),
        ];
        line.close();
        const leaks = leaksIn(JSON.stringify(line.told) + foreign.whole, who.canaries);
        return [
          ...(foreign.code === 'not_found' ? [] : [`refused with ${foreign.code}`]),
          ...(foreign.whole === missing.whole
            ? []
            : [`heard ${foreign.whole} and for what is missing ${missing.whole}`]),
          ...leaks.map((canary) => `told ${canary}`),
        ];
      },
    },
  ];
}

/** Sends an event and collects the answer and what was told until it came. */
async function hear(
  line: Line,
  name: string,
  ask: EventAsk,
  things: Things,
  { token }: Pick<Stranger, 'token'>,
): Promise<{ code: string; whole: string }> {
  const from = line.told.length;
  const answer = await line.ask(eventOf(name), ask.payload(things, token));
  // What a new connection is told by itself is no answer.
  const said = line.told.slice(from).filter(({ event }) => event === 'error');
  const whole = JSON.stringify([answer, said], (key, value: unknown) => (NAMES_REQUEST.has(key) ? undefined : value));
  return { code: answer.ok === true ? 'ok' : String(answer.error?.code), whole };
}

/** A command on what is one's own is carried out; on what is the other person's, only what both may. */
function ownCells(stage: Stage, tongue: Tongue, [name, ask]: Named, side: (typeof PEOPLE)[number]): Cell[] {
  const { names = [], onlyOwn, whenBlocked, toClients } = ask;
  const kinds = [...names, ...(onlyOwn === undefined ? [] : [onlyOwn.kind])];
  const usual = (side === 'client' ? toClients : undefined) ?? 'ok';
  const cell = (principal: string, object: string, expected: string, household: () => Promise<Household>): Cell => ({
    operation: `${tongue.name} ${name}`,
    principal,
    object,
    async run() {
      const own = await household();
      const made = await own.things(kinds);
      const things = object === 'own' ? made : { ...made, [names[0] ?? '']: made[onlyOwn?.kind ?? 'heard'] };
      const line = await openLine(stage.world, tongue, own.myToken);
      const { code, whole } = await hear(line, name, ask, things, { token: own.myToken });
      line.close();
      const leaks = leaksIn(JSON.stringify(line.told) + whole, stage.watched).map((canary) => `told ${canary}`);
      return [...(code === expected ? [] : [`answered ${code}: ${whole.slice(0, 200)}`]), ...leaks];
    },
  });
  const blocked = async (): Promise<Household> => {
    if (whenBlocked !== undefined) return stage.lasting(side, true);
    const own = await stage.fresh(side);
    await own.block((await own.things([...kinds, 'conversation'])).conversation);
    return own;
  };
  return [
    cell(`a ${side}`, 'own', usual, () => stage.fresh(side)),
    ...(names.length === 0 ? [] : [cell(`a ${side} who was blocked`, 'own', whenBlocked ?? usual, blocked)]),
    ...(onlyOwn === undefined
      ? []
      : [cell(`a ${side}`, 'of the other person', onlyOwn.code, () => stage.lasting(side, false))]),
  ];
}
