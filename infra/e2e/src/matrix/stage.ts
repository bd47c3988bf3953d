import { openWorld, type Somebody, type World } from '../world.ts';
import { ask } from './ask.ts';
import { everythingOf, saidIn } from './canaries.ts';
import { eventually, openDatabase, type Database } from './database.ts';
import { callAs, openHousehold, type Household } from './household.ts';
import type { Kind, Things } from './kinds.ts';
import type { Role } from './operation.ts';
import { AUDIENCE, nobodies, officialToken, type Nobody } from './tokens.ts';

/** Somebody with a valid token who takes no part in what others have. */
export interface Stranger {
  name: string;
  role: Role;
  token: string;
  /** What they have themselves; null for those who are no person. */
  household: Household | null;
  /** What must not be found in anything that they are told. */
  canaries: readonly string[];
}

/** Everybody and everything of the matrix. */
export interface Stage {
  world: World;
  database: Database;
  backEnd: string;
  /** Whose things strangers name: seen from a professional. */
  theirs: Household;
  /** What its `me` took part in and left, with the canaries of what was said there. */
  left: Household;
  nobodies: readonly Nobody[];
  /** A person of each side, an operator, a back end. */
  strangers: readonly Stranger[];
  former: Stranger;
  /** With which statuses operations answered, as `GET /v1/me 200`. */
  seen: Set<string>;
  /** What no other person may be told. */
  watched: readonly string[];
  /** Things of `theirs`, of every kind. */
  foreign: Things;
  /** What was a former participant's. */
  lost: Things;
  fresh(side: Somebody['side']): Promise<Household>;
  /** One for all questions that change nothing; another one whose conversation is blocked. */
  lasting(side: Somebody['side'], isBlocked: boolean): Promise<Household>;
  close(): Promise<void>;
}

/** Kinds of things that are a conversation or in it, and so end for whoever leaves it. */
export const LEFT_KINDS = [
  'conversation',
  'room',
  'message',
  'heard',
  'file',
  'fileLink',
  'word',
] as const satisfies Kind[];

/** What is asked of another pair, because a conversation has one live call. */
const ROOM_KINDS: readonly Kind[] = ['hosted', 'peer', 'session', 'waiting', 'share', 'shareToken', 'shareLink'];

const ALL_KINDS: readonly Kind[] = [
  ...LEFT_KINDS,
  ...(['number', 'call'] as const),
  ...(['draft', 'otherDraft', 'upload', 'otherUpload', 'notification', 'person', 'name', 'side', 'subject'] as const),
  ...(['pair', 'appointment', 'export', 'erasure', 'exportLink', 'unsubscribeKey', 'emoji'] as const),
];

/** What would be waited for happens at once. */
const QUICK = { PUSH_AFTER_SECONDS: '0', PRESENCE_GRACE_MS: '0' } as const;
/** Nobody is slowed down here: what counts is what is answered. */
const WITHOUT_CALL_LIMITS = {
  RATE_CALL_START_PER_MINUTE: '0',
  RATE_CALL_ASK_IN_PER_MINUTE: '0',
  RATE_CALL_GUESSES_PER_MINUTE: '0',
} as const;

/** Starts a stack that asks tokens for an audience, and lets everybody in. */
export async function openStage(): Promise<Stage> {
  const world = await openWorld(1, { JWT_AUDIENCE: AUDIENCE, ...QUICK, ...WITHOUT_CALL_LIMITS });
  const database = openDatabase(world.stack.databaseUrl);
  const secret = world.stack.jwtSecret ?? '';
  const [backEnd, operator] = [officialToken(secret, 'service'), officialToken(secret, 'admin')];
  const deps = { world, database, backEnd };
  const fresh: Stage['fresh'] = (side) => openHousehold(deps, side);
  const [theirs, meeting, left, colleague, patient] = await Promise.all([
    fresh('professional'),
    fresh('professional'),
    fresh('client'),
    fresh('professional'),
    fresh('client'),
  ]);
  const [things, room, lost] = await Promise.all([
    theirs.things(ALL_KINDS),
    meeting.things(ROOM_KINDS),
    left.things([...LEFT_KINDS, 'pair', 'emoji']),
  ]);
  await leave(deps, left, lost);
  const watched = [theirs, meeting, left].map(({ canaries }) => canaries);
  const said = watched.flatMap(saidIn);
  const everything = watched.flatMap(everythingOf);
  const ownName = everything.filter((canary) => canary !== left.me.name);
  return {
    ...deps,
    theirs,
    left,
    nobodies: nobodies(secret, theirs.me),
    strangers: [
      stranger('another of the same side', colleague, everything),
      stranger('another of the other side', patient, everything),
      // Operators and back ends know who is called what, and back ends what is booked; nobody tells them what was said.
      { name: 'an operator', role: 'admin', token: operator, household: null, canaries: said },
      { name: 'a back end', role: 'service', token: backEnd, household: null, canaries: said },
    ],
    seen: new Set(),
    watched: everything,
    former: stranger('a former participant', left, ownName),
    foreign: { ...things, ...room },
    lost,
    fresh,
    lasting: remembering(fresh),
    async close() {
      await database.close();
      await world.close();
    },
  };
}

function remembering(fresh: Stage['fresh']): Stage['lasting'] {
  const known = new Map<string, Promise<Household>>();
  const open = async (side: Somebody['side'], isBlocked: boolean): Promise<Household> => {
    const household = await fresh(side);
    // Whatever is asked for must be there before the block.
    if (isBlocked) await household.block((await household.things(ALL_KINDS)).conversation);
    return household;
  };
  return (side, isBlocked) => {
    const key = `${side} ${isBlocked}`;
    const found = known.get(key) ?? open(side, isBlocked);
    known.set(key, found);
    return found;
  };
}

function stranger(name: string, household: Household, canaries: readonly string[]): Stranger {
  return { name, role: household.me.side, token: household.myToken, household, canaries };
}

/** Ends the part of `me` in a conversation, and waits until no door remembers it. */
async function leave(
  { world, database, backEnd }: Pick<Stage, 'world' | 'database' | 'backEnd'>,
  { me, myToken }: Household,
  { conversation, pair }: Things,
): Promise<void> {
  await callAs(world, backEnd)('DELETE', '/v1/directory/links', JSON.parse(pair) as object);
  const sql = `update participants set left_at = now() where conversation_id = $1 and person_id =
    (select id from people where side = $2 and subject = $3)`;
  await database.query(sql, [conversation, me.side, me.subject]);
  await eventually('the leaving', async () => {
    const path = `/v1/conversations/${conversation}/typing`;
    const headers = { 'content-type': 'application/json' };
    const { status } = await ask(world.stack.url, myToken, { method: 'POST', path, headers, body: '{"active":true}' });
    return status === 404 ? true : null;
  });
}
