import { leaksIn } from './canaries.ts';
import { eventually } from './database.ts';
import { callAs, type Household } from './household.ts';
import type { Things } from './kinds.ts';
import { openLine, type Line, type Tongue } from './socket.ts';
import type { Stage } from './stage.ts';

/** Events with which a conversation is joined, and how it is named there. */
const JOINS: Readonly<Record<string, (things: Things) => [event: string, payload: object]>> = {
  rooms: ({ room }) => ['join_room', { conversationId: Number(room) }],
  salon: ({ conversation }) => ['join-conversation', { conversationId: conversation }],
};
/** What dialects that count tell a new connection at last. */
const COUNTS = /^unread/;
const COUNTING = new Set(['v1', 'salon']);

/** Somebody who listens in every dialect, and has a conversation of their own. */
export interface Listener {
  name: string;
  household: Household;
  own: Things;
  personId: string;
  lines: ReadonlyArray<{ tongue: Tongue; line: Line; from: number }>;
  /** Speaks for the other person of that conversation. */
  friend: Line;
}

const OWN = ['conversation', 'room', 'person', 'subject'] as const;

/** Lets somebody listen; of `others` they try to join the conversation too. */
export async function listen(
  stage: Stage,
  tongues: readonly Tongue[],
  { name, household, others }: Pick<Listener, 'name' | 'household'> & { others: Things },
): Promise<Listener> {
  const { world } = stage;
  const own = await household.things(OWN);
  const personId = (await callAs(world, household.myToken)('GET', '/v1/me')).json.person.id;
  const friend = await openLine(world, { name: 'v1', namespace: '/v1' }, household.otherToken);
  const lines = await Promise.all(
    tongues.map(async (tongue) => {
      const line = await openLine(world, tongue, household.myToken);
      const join = JOINS[tongue.name];
      if (join !== undefined) {
        await line.ask(...join(own));
        await line.ask(...join(others));
      }
      if (COUNTING.has(tongue.name)) await line.until((event) => COUNTS.test(event));
      return { tongue, line, from: 0 };
    }),
  );
  return { name, household, own, personId, lines, friend };
}

/** Makes somebody a participant of a conversation, as no door does. */
export async function putIn(stage: Stage, { me, myToken }: Household, things: Things): Promise<void> {
  const { person } = (await callAs(stage.world, myToken)('GET', '/v1/me')).json;
  const sql = 'insert into participants (conversation_id, person_id, role) values ($1, $2, $3)';
  await stage.database.query(sql, [things.conversation, person.id, me.side]);
}

/** Ends what somebody may hear of a conversation, as if they had been taken out of it, and waits until no door remembers them. */
export async function takeOut({ database }: Stage, { lines, personId }: Listener, things: Things): Promise<void> {
  const sql = 'update participants set left_at = now() where conversation_id = $1 and person_id = $2';
  await database.query(sql, [things.conversation, personId]);
  const [first] = lines;
  await eventually('the leaving', async () => {
    const answer = await first?.line.ask('typing', { conversationId: things.conversation, active: false });
    return answer?.error?.code === 'not_found' ? true : null;
  });
}

/** From now on nothing is heard but what is one's own. */
export function begin(listener: Listener): Listener {
  return { ...listener, lines: listener.lines.map((one) => ({ ...one, from: one.line.told.length })) };
}

/**
 * What a listener was told since it began that is not their own: packets that name nothing of theirs, and packets with canaries. Waits until
 * every connection has heard something that was said to them after everything else.
 */
export async function overheard(stage: Stage, listener: Listener, canaries: readonly string[]): Promise<string[]> {
  const { household, own, personId, lines, friend, name } = listener;
  const ends = lines.map(({ line }) => line.told.length);
  await friend.ask('typing', { conversationId: own.conversation, active: true });
  const [word] = household.canaries.texts;
  const say = callAs(stage.world, household.otherToken);
  await say('POST', `/v1/conversations/${own.conversation}/messages`, { content: word });
  await Promise.all(
    lines.flatMap(({ line }) => [
      line.until((event) => event.includes('typing')),
      line.until((_event, payload) => payload.includes(word)),
    ]),
  );
  const isOwn = (text: string): boolean =>
    [own.conversation, own.person, personId, `"conversationId":${own.room}`, `"${own.subject}"`].some((id) =>
      text.includes(id),
    );
  return lines.flatMap(({ tongue, line, from }, index) => {
    const since = line.told.slice(from).map(({ event, payload }) => `${event} ${JSON.stringify(payload)}`);
    const during = since.slice(0, (ends[index] ?? from) - from);
    const strange = during.filter((text) => !isOwn(text));
    const leaking = since.filter((text) => leaksIn(text, canaries).length > 0);
    return [...new Set([...strange, ...leaking])].map(
      (text) => `${name} heard in ${tongue.name}: ${text.slice(0, 300)}`,
    );
  });
}

/** Ends all connections of a listener. */
export function hangUp({ lines, friend }: Listener): void {
  for (const { line } of lines) line.close();
  friend.close();
}
