import type { ConversationEnd, HistoryEvent, LogRow, SeenMessage, SendOutcome } from '../src/history.ts';

/** The ways in which the simulated system can be told to lie. */
export type Lie =
  | 'none'
  | 'ack before commit'
  | 'duplicate'
  | 'reordering on a connection'
  | 'reordering in time'
  | 'gap'
  | 'foreign delivery'
  | 'push before commit'
  | 'altered text'
  | 'stranger let in'
  | 'repeat answered with another message'
  | 'silence'
  | 'internal error'
  | 'page with a hole'
  | 'stale page'
  | 'untold growth'
  | 'refusal of what is committed'
  | 'invented message'
  | 'lost from a view'
  | 'exit by itself';

/** An attempt on its way through the simulated system. */
export interface Flight {
  call: string;
  client: string;
  person: string;
  connection: string;
  conversation: string;
  key: string;
  content: string;
}

/** One connected person. */
export interface SimClient {
  client: string;
  person: string;
  epoch: number;
  /** Sent, not yet taken by the server: keeps the order of the connection. */
  wire: Flight[];
  /** Sent, not yet answered. */
  unanswered: Map<string, Flight>;
  /** Keys that have to be sent again. */
  pending: Flight[];
  /** Acknowledged messages, for deliberate repeats. */
  done: Flight[];
  hinted: Map<string, number>;
}

/** Everything that the simulated system and its clients know. */
export interface World {
  lie: Lie;
  /** How often the lie was told; a history without it proves nothing. */
  told: number;
  events: HistoryEvent[];
  clients: SimClient[];
  conversations: ConversationEnd[];
  /** Taken by the server, waiting for the log, one lane per conversation. */
  lanes: Map<string, Flight[]>;
  rows: LogRow[];
  acks: Array<{ flight: Flight; outcome: SendOutcome }>;
  pushes: Array<{ client: SimClient; connection: string; message: SeenMessage }>;
  /** Places that the lie about time leaves open, with the moment from which a send is too late for them. */
  holes: Map<string, { seq: number; since: number }>;
  counter: number;
}

/** A world of four people and three conversations, each person in some but not all of them. */
export function newWorld(lie: Lie): World {
  const members: Array<[string, string[]]> = [
    ['c1', ['ann', 'bob']],
    ['c2', ['ann', 'cid']],
    ['c3', ['dot', 'bob']],
  ];
  return {
    lie,
    told: 0,
    events: [],
    clients: ['ann', 'bob', 'cid', 'dot', 'ann'].map((person, index) => ({
      client: `${person}-${index}`,
      person,
      epoch: 0,
      wire: [],
      unanswered: new Map(),
      pending: [],
      done: [],
      hinted: new Map(),
    })),
    conversations: members.map(([id, participants]) => ({ id, participants, lastSeq: 0 })),
    lanes: new Map(members.map(([id]) => [id, []])),
    rows: [],
    acks: [],
    pushes: [],
    holes: new Map(),
    counter: 0,
  };
}

/** The next number of the world, for ids and times. */
export function tick(world: World): number {
  return ++world.counter;
}

/** The name of the connection that a client has now. */
export function connectionOf(client: SimClient): string {
  return `${client.client}/${client.epoch}`;
}

/** The conversations that a person is in, or is not in. */
export function conversationsOf(world: World, person: string, inside = true): ConversationEnd[] {
  return world.conversations.filter(({ participants }) => participants.includes(person) === inside);
}

/** The rows of one conversation in order. */
export function logOf(world: World, conversation: string): LogRow[] {
  return world.rows.filter((row) => row.conversation === conversation).toSorted((a, b) => a.seq - b.seq);
}
