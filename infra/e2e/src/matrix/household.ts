import type { Somebody, World } from '../world.ts';
import { ask, expectOk, type Request } from './ask.ts';
import { makeCanaries, type Canaries } from './canaries.ts';
import type { Database } from './database.ts';
import type { Kind, Things } from './kinds.ts';
import { MAKERS } from './makers.ts';

/** A professional and a client who are linked and talk; everything is seen from one of them, `me`. */
export interface Household {
  me: Somebody;
  other: Somebody;
  myToken: string;
  otherToken: string;
  canaries: Canaries;
  /** The things of these kinds, made when they are asked for the first time. */
  things(kinds: readonly Kind[]): Promise<Things>;
  /** Lets the other person block a conversation with `me`. */
  block(conversation: string): Promise<void>;
}

/** What making households needs. */
export interface HouseholdDeps {
  world: World;
  database: Database;
  /** Tokens of a back end and of an operator. */
  backEnd: string;
}

let made = 0;

/** Opens a household; nothing of it exists yet but the two people. */
export async function openHousehold(deps: HouseholdDeps, side: Somebody['side']): Promise<Household> {
  const { world, backEnd } = deps;
  const canaries = makeCanaries();
  made++;
  // Numbers, because one dialect knows no other ids of people; each its own, because another has one table for both sides.
  const doctor: Somebody = { side: 'professional', subject: `${700_000 + made}`, name: canaries.names[0] };
  const patient: Somebody = { side: 'client', subject: `${800_000 + made}`, name: canaries.names[1] };
  await Promise.all([world.put(doctor), world.put(patient)]);
  const ends = { professional: doctor.subject, client: patient.subject };
  await callAs(world, backEnd)('PUT', '/v1/directory/links', ends);
  const [me, other] = side === 'professional' ? [doctor, patient] : [patient, doctor];
  const [myToken, otherToken] = await Promise.all([world.tokenOf(me), world.tokenOf(other)]);
  const household = { me, other, myToken, otherToken, canaries };
  const known = new Map<Kind, Promise<string>>();
  const get = (kind: Kind): Promise<string> => {
    const found = known.get(kind) ?? MAKERS[kind]({ ...deps, ...household, get, as: (token) => callAs(world, token) });
    known.set(kind, found);
    return found;
  };
  return {
    ...household,
    async things(kinds) {
      const entries = await Promise.all(kinds.map(async (kind) => [kind, await get(kind)] as const));
      return Object.fromEntries(entries) as unknown as Things;
    },
    async block(conversation) {
      await callAs(world, otherToken)('POST', `/v1/conversations/${conversation}/block`);
    },
  };
}

/** A way to call the API that expects to be let in. */
export type Caller = ReturnType<typeof callAs>;

/** Calls the API with a token, or without one. @throws Error when the answer is no success. */
export function callAs(world: World, token: string | null) {
  return async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const isForm = body instanceof FormData;
    const request: Request = {
      method,
      path,
      headers: body === undefined || isForm ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    };
    const heard = await ask(world.stack.url, token, request);
    return { json: expectOk(heard, `${method} ${path}`), headers: heard.headers };
  };
}
