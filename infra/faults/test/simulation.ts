import type { History } from '../src/history.ts';
import { answer, asSeen, commitHead, deliver } from './simulated-system.ts';
import {
  connectionOf,
  conversationsOf,
  logOf,
  newWorld,
  tick,
  type Flight,
  type Lie,
  type SimClient,
  type World,
} from './simulated-world.ts';

/** Plays a list of choices through the simulated system; the same choices and the same lie give the same history. */
export function simulate(choices: readonly number[], lie: Lie): { history: History; told: number } {
  const world = newWorld(lie);
  for (const choice of choices) act(world, choice);
  settle(world);
  const [invented] = world.rows;
  if (lie === 'invented message' && invented !== undefined) {
    world.told++;
    invented.key = 'nobody sent this';
  }
  const history: History = {
    seed: 0,
    events: world.events,
    conversations: world.conversations,
    rows: world.rows,
    views: [],
  };
  history.views = world.clients.flatMap((client) =>
    conversationsOf(world, client.person).map(({ id, lastSeq }) => {
      const messages = logOf(world, id).map(asSeen);
      if (lie === 'lost from a view' && messages.length > 1 && world.told === 0) {
        world.told++;
        messages.splice(0, 1);
      }
      const untold = lie === 'untold growth' && lastSeq > 0;
      if (untold) world.told++;
      const hintedSeq = untold ? lastSeq - 1 : lastSeq;
      return { client: client.client, person: client.person, conversation: id, hintedSeq, messages };
    }),
  );
  return { history, told: world.told };
}

function pick<T>(list: readonly T[], choice: number): T | undefined {
  return list[choice % list.length];
}

/** One step: the low digits choose what happens, the rest choose to whom. */
function act(world: World, choice: number): void {
  const kind = choice % 16;
  const rest = Math.floor(choice / 16);
  const client = pick(world.clients, rest);
  const conversation = pick(world.conversations, Math.floor(rest / 8));
  if (client === undefined || conversation === undefined) return;
  if (kind < 4) sendNew(world, client, rest % 9 !== 0, Math.floor(rest / 8));
  else if (kind < 7) takeFromWire(world, client);
  else if (kind < 10) commitHead(world, conversation.id);
  else if (kind === 10) giveAck(world, rest);
  else if (kind === 11) givePush(world, rest);
  else if (kind === 12) repeat(world, client, rest);
  else if (kind === 13) ask(world, client, rest);
  else if (kind === 14) cut(world, client);
  else breakSomething(world, rest);
}

function transmit(world: World, client: SimClient, flight: Flight): void {
  const { call, person, connection, conversation, key, content } = flight;
  const base = { call, client: client.client, person, connection, via: 'socket' as const, conversation, key, content };
  world.events.push({ type: 'sent', atMs: tick(world), ...base });
  client.wire.push(flight);
  client.unanswered.set(call, flight);
}

function sendNew(world: World, client: SimClient, allowed: boolean, choice: number): void {
  const conversation = pick(conversationsOf(world, client.person, allowed), choice);
  if (conversation === undefined) return;
  const key = `k${tick(world)}`;
  const base = { client: client.client, person: client.person, conversation: conversation.id, key };
  transmit(world, client, { ...base, call: `first-${key}`, connection: connectionOf(client), content: `text ${key}` });
}

function takeFromWire(world: World, client: SimClient): void {
  const flight = client.wire.shift();
  if (flight !== undefined) world.lanes.get(flight.conversation)?.push(flight);
}

function giveAck(world: World, choice: number): void {
  const [ack] = world.acks.splice(choice % Math.max(1, world.acks.length), 1);
  if (ack === undefined) return;
  if (world.lie === 'silence' && world.told === 0) {
    if (answer(world, ack.flight, { kind: 'silent' })) world.told++;
  } else answer(world, ack.flight, ack.outcome);
}

function givePush(world: World, choice: number): void {
  const [item] = world.pushes.splice(choice % Math.max(1, world.pushes.length), 1);
  if (item !== undefined) deliver(world, item);
}

function repeat(world: World, client: SimClient, choice: number): void {
  const again = client.pending.shift() ?? pick(client.done, choice);
  if (again === undefined) return;
  transmit(world, client, { ...again, call: `again-${tick(world)}`, connection: connectionOf(client) });
}

function ask(world: World, client: SimClient, choice: number): void {
  const conversation = pick(conversationsOf(world, client.person), choice)?.id ?? '';
  const log = logOf(world, conversation);
  const afterSeq = choice % (log.length + 1);
  const call = `page-${tick(world)}`;
  const messages = log.slice(afterSeq, afterSeq + 3).map(asSeen);
  if (world.lie === 'page with a hole' && messages.length === 3) {
    world.told++;
    messages.splice(1, 1);
  }
  const hasMore = afterSeq + 3 < log.length;
  const who = { call, client: client.client, person: client.person, conversation };
  world.events.push({ type: 'asked', atMs: tick(world), ...who, afterSeq });
  const outcome = { kind: 'page' as const, lastSeq: log.length, hasMore, messages };
  const acknowledged = new Set(client.done.map(({ key }) => key));
  if (world.lie === 'stale page' && log.slice(afterSeq).some((row) => acknowledged.has(row.key ?? ''))) {
    world.told++;
    Object.assign(outcome, { lastSeq: afterSeq, hasMore: false, messages: [] });
  }
  world.events.push({ type: 'paged', atMs: tick(world), call, latencyMs: 1, outcome });
}

/** The connection breaks: what the server had not taken is gone, what it had taken may still be committed. */
function cut(world: World, client: SimClient): void {
  client.wire = [];
  client.epoch++;
  for (const flight of client.unanswered.values()) answer(world, flight, { kind: 'lost', reason: 'disconnect' });
}

function breakSomething(world: World, choice: number): void {
  const lane = pick([...world.lanes.values()], choice) ?? [];
  const pid = tick(world);
  if (choice % 3 === 0) {
    // The queue is wiped: callers time out.
    world.events.push({ type: 'injected', atMs: tick(world), fault: 'flush', fatalTo: null });
    for (const flight of lane.splice(0)) answer(world, flight, { kind: 'unavailable', code: 'unavailable' });
  } else if (choice % 3 === 1) {
    // The deadline passes while the message waits: it is committed all the same, later.
    for (const flight of lane) answer(world, flight, { kind: 'unavailable', code: 'unavailable' });
  } else {
    if (world.lie === 'exit by itself') world.told++;
    else world.events.push({ type: 'injected', atMs: pid, fault: 'kill', fatalTo: { process: 'worker', pid } });
    world.events.push({ type: 'exited', atMs: tick(world), process: 'worker', pid });
  }
}

/** Lets everything come to rest: clients repeat until each message is acknowledged or refused. */
function settle(world: World): void {
  for (let round = 0; round < 5; round++) {
    for (const client of world.clients) {
      while (client.pending.length > 0) repeat(world, client, 0);
      while (client.wire.length > 0) takeFromWire(world, client);
    }
    for (const [conversation, lane] of world.lanes) {
      while (lane.length > 0) commitHead(world, conversation);
    }
    while (world.acks.length > 0) giveAck(world, 0);
    while (world.pushes.length > 0) givePush(world, 0);
  }
}
