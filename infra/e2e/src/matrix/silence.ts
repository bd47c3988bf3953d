import { callAs, type Household } from './household.ts';
import type { Things } from './kinds.ts';
import { openLine, type Line } from './socket.ts';
import type { Stage } from './stage.ts';

const V1 = { name: 'v1', namespace: '/v1' };

/** The two people of a script, as it needs them. */
interface Script {
  stage: Stage;
  household: Household;
  /** What the one was told, waited for by event and by what must be in it. */
  heard: Line;
  until(event: string, inside?: string): Promise<void>;
  mine: ReturnType<typeof callAs>;
  theirs: ReturnType<typeof callAs>;
  path: string;
}

/**
 * A whole life of a conversation of two people: everything of which anybody could hear, each step once the one was told of the step
 * before. Resolves to the names of the events that they were told, which show that there was something to hear.
 */
export async function liveThrough(stage: Stage, household: Household, { conversation }: Things): Promise<string[]> {
  const { world } = stage;
  const heard = await openLine(world, V1, household.myToken);
  const script: Script = {
    stage,
    household,
    heard,
    until: (event, inside = '') => heard.until((name, payload) => name === event && payload.includes(inside)),
    mine: callAs(world, household.myToken),
    theirs: callAs(world, household.otherToken),
    path: `/v1/conversations/${conversation}`,
  };
  const line = await openLine(world, V1, household.otherToken);
  await script.until('presence', '"online":true');
  await line.ask('typing', { conversationId: conversation, active: true });
  await script.until('typing');
  await liveOfMessages(script);
  await meetings(script);
  line.close();
  await script.until('presence', '"online":false');
  await endOfIt(script);
  heard.close();
  return heard.told.map(({ event }) => event);
}

async function liveOfMessages({ household, until, mine, theirs, path }: Script): Promise<void> {
  const { canaries, things } = household;
  const { json: said } = await theirs('POST', `${path}/messages`, { content: canaries.texts[0] });
  await until('message.created', said.id);
  await until('notification.created');
  await theirs('PATCH', `/v1/messages/${said.id}`, { content: canaries.texts[1] });
  await until('message.updated', canaries.texts[1]);
  await mine('PUT', `/v1/messages/${said.id}/reactions/${encodeURIComponent('👍')}`);
  await until('message.updated', '👍');
  await mine('POST', `${path}/delivered`, { upToSeq: said.seq });
  await until('delivered.updated');
  await mine('POST', `${path}/read`, { upToSeq: said.seq });
  await until('read.updated');
  await things(['file', 'heard']);
  await until('message.created', canaries.fileName);
  await mine('POST', '/v1/notifications/read-all');
  await theirs('DELETE', `/v1/messages/${said.id}`);
  await until('message.deleted', said.id);
}

async function meetings({ stage, household, until, theirs }: Script): Promise<void> {
  const { canaries, things } = household;
  const { appointment } = await things(['appointment']);
  await until('conversation.created', canaries.label);
  await callAs(stage.world, stage.backEnd)('POST', `/v1/appointments/${appointment}/cancel`);
  const { call } = await things(['call']);
  await until('call.incoming', call);
  await theirs('POST', `/v1/calls/${call}/end`);
  await until('call.updated', '"ended"');
}

async function endOfIt({ household, until, mine, theirs, path }: Script): Promise<void> {
  const subject = `${household.canaries.subject} bis`;
  await mine('PATCH', path, { subject });
  await until('conversation.updated', subject);
  await theirs('POST', `${path}/block`);
  await until('conversation.updated', '"blocked"');
  await theirs('POST', `${path}/unblock`);
  await (household.me.side === 'professional' ? mine : theirs)('DELETE', path);
  await until('conversation.deleted');
}
