import type { ConversationEnd, LogRow, SeenMessage, SendOutcome } from '../src/history.ts';
import { connectionOf, tick, type Flight, type World } from './simulated-world.ts';

/** Commits the head of a lane and queues its acknowledgement and its pushes: the honest path, and where the lies are told. */
export function commitHead(world: World, conversation: string): void {
  const lane = world.lanes.get(conversation) ?? [];
  if (world.lie === 'reordering on a connection' && swapHeads(world, lane)) {
    world.told++;
    for (const flight of lane.splice(0, 2)) acknowledge(world, flight, store(world, flight), true);
    return;
  }
  const flight = lane.shift();
  if (flight === undefined) return;
  const committed = world.rows.find((row) => row.conversation === conversation && sameIntent(row, flight));
  if (committed !== undefined) return answerRepeat(world, flight, committed);
  const end = world.conversations.find(({ id }) => id === conversation);
  if (end !== undefined && !end.participants.includes(flight.person)) {
    if (world.lie !== 'stranger let in') {
      world.acks.push({ flight, outcome: { kind: 'refused', code: 'not_found' } });
      return;
    }
    world.told++;
  }
  if (world.lie === 'internal error' && tick(world) % 5 === 0) {
    if (answer(world, flight, { kind: 'refused', code: 'internal' })) world.told++;
    return;
  }
  if (world.lie === 'ack before commit' && tick(world) % 5 === 0) {
    const message = asSeen(rowOf(world, flight, (end?.lastSeq ?? 0) + 1));
    if (answer(world, flight, { kind: 'ok', created: true, message })) world.told++;
    return;
  }
  if (world.lie === 'refusal of what is committed' && flight.call.endsWith(flight.key)) {
    if (answer(world, flight, { kind: 'refused', code: 'conversation_closed' })) world.told++;
    store(world, flight);
    return;
  }
  if (world.lie === 'push before commit' && tick(world) % 5 === 0) {
    world.told++;
    push(world, asSeen(rowOf(world, flight, (end?.lastSeq ?? 0) + 1)), true);
  }
  acknowledge(world, flight, store(world, flight), world.lie === 'reordering in time');
}

/** Hands an answer to its caller at once; false when the caller's connection broke, so that it never hears it. */
export function answer(world: World, flight: Flight, outcome: SendOutcome): boolean {
  const client = world.clients.find(({ client: name }) => name === flight.client);
  if (client === undefined || !client.unanswered.delete(flight.call)) return false;
  world.events.push({ type: 'answered', atMs: tick(world), call: flight.call, latencyMs: 1, outcome });
  if (outcome.kind === 'ok') client.done.push(flight);
  else if (outcome.kind !== 'refused') client.pending.push(flight);
  return true;
}

/** Shows a pushed message to everyone who may see it, now. */
export function deliver(world: World, item: World['pushes'][number]): void {
  const { client, connection, message } = item;
  // A push on a connection that is gone is lost: pushes are only hints.
  if (connection !== connectionOf(client)) return;
  const base = { type: 'pushed' as const, atMs: tick(world), client: client.client, person: client.person, connection };
  world.events.push({ ...base, message });
  client.hinted.set(message.conversation, Math.max(client.hinted.get(message.conversation) ?? 0, message.seq));
}

/** A row as the doors show it. */
export function asSeen(row: LogRow): SeenMessage {
  return { ...row };
}

function sameIntent(row: LogRow, flight: Flight): boolean {
  return row.author === flight.person && row.key === flight.key;
}

function rowOf(world: World, flight: Flight, seq: number): LogRow {
  const { conversation, person, key, content } = flight;
  return { id: `m${tick(world)}`, conversation, seq, author: person, key, content };
}

function store(world: World, flight: Flight): LogRow {
  const end = world.conversations.find(({ id }) => id === flight.conversation);
  if (end === undefined) throw new Error('a lane of no conversation');
  end.lastSeq++;
  const row = rowOf(world, flight, end.lastSeq);
  if (world.lie === 'gap' && end.lastSeq === 2) {
    world.told++;
    end.lastSeq++;
    row.seq++;
  }
  if (world.lie === 'reordering in time') placeInTime(world, end, row);
  world.rows.push(row);
  return row;
}

/** Leaves a place open, and gives it to a message that was sent only after the one behind it was acknowledged. */
function placeInTime(world: World, end: ConversationEnd, row: LogRow): void {
  const hole = world.holes.get(end.id);
  if (hole === undefined) {
    // The caller is told at once, so from the next event on every send is later than the acknowledgement.
    world.holes.set(end.id, { seq: row.seq, since: world.events.length + 1 });
    row.seq = ++end.lastSeq;
    return;
  }
  const sentAt = world.events.findIndex((event) => event.type === 'sent' && event.key === row.key);
  const holder = world.rows.find((other) => other.conversation === end.id && other.seq === hole.seq + 1);
  if (sentAt < hole.since || holder === undefined || !wasAcknowledged(world, holder, sentAt)) return;
  world.told++;
  world.holes.set(end.id, { seq: 0, since: Infinity });
  row.seq = hole.seq;
  end.lastSeq--;
}

function wasAcknowledged(world: World, row: LogRow, before: number): boolean {
  return world.events
    .slice(0, before)
    .some((event) => event.type === 'answered' && event.outcome.kind === 'ok' && event.outcome.message.id === row.id);
}

function acknowledge(world: World, flight: Flight, row: LogRow, atOnce: boolean): void {
  const message = asSeen(row);
  if (world.lie === 'altered text' && row.seq % 2 === 0) {
    world.told++;
    row.content = `${row.content} altered`;
  }
  const outcome: SendOutcome = { kind: 'ok', created: true, message };
  if (atOnce) answer(world, flight, outcome);
  else world.acks.push({ flight, outcome });
  push(world, message, false);
}

function push(world: World, message: SeenMessage, atOnce: boolean): void {
  const participants = world.conversations.find(({ id }) => id === message.conversation)?.participants ?? [];
  for (const client of world.clients) {
    const foreign = !participants.includes(client.person);
    if (foreign && world.lie !== 'foreign delivery') continue;
    if (foreign) world.told++;
    const item = { client, connection: connectionOf(client), message };
    if (atOnce || foreign) deliver(world, item);
    else world.pushes.push(item);
  }
}

function answerRepeat(world: World, flight: Flight, committed: LogRow): void {
  if (world.lie === 'duplicate') {
    world.told++;
    acknowledge(world, flight, store(world, flight), false);
  } else if (world.lie === 'repeat answered with another message' && firstAnswerWasOk(world, flight)) {
    world.told++;
    answer(world, flight, { kind: 'ok', created: false, message: { ...asSeen(committed), id: 'another' } });
  } else {
    world.acks.push({ flight, outcome: { kind: 'ok', created: false, message: asSeen(committed) } });
    push(world, asSeen(committed), false);
  }
}

function firstAnswerWasOk(world: World, flight: Flight): boolean {
  return world.clients.some((client) => client.done.some(({ key }) => key === flight.key));
}

/** Swaps the first two of a lane when one connection sent both and still waits for both. */
function swapHeads(world: World, lane: Flight[]): boolean {
  const [first, second] = lane;
  if (first === undefined || second === undefined || first.connection !== second.connection) return false;
  if (!isUntried(world, first) || !isUntried(world, second)) return false;
  lane[0] = second;
  lane[1] = first;
  return true;
}

/** True for a first attempt whose caller still waits; calls of first attempts are named after their key. */
function isUntried(world: World, flight: Flight): boolean {
  const client = world.clients.find(({ client: name }) => name === flight.client);
  return flight.call.endsWith(flight.key) && client?.unanswered.has(flight.call) === true;
}
