import type { Person } from '@causerie/contracts';
import * as fc from 'fast-check';
import type { Action } from '../src/action.ts';
import type { Limits } from '../src/limits.ts';
import { FakeLog } from './fake-log.ts';

/** So tight that every story makes the client forget messages and changes. */
export const TIGHT: Limits = { held: 12, newest: 2, shown: 3, margin: 1, page: 2, changes: 2 };
/** Messages or changes of one answer of the server. */
export const PAGE = 4;

/** What may happen, each as often as it stands here. `leave` and `look` are doings of the person at the device. */
const KINDS = [
  ...[
    'send',
    'send',
    'send',
    'send',
    'send',
    'send',
    'send',
    'edit',
    'edit',
    'edit',
    'remove',
    'react',
    'changes',
    'read',
    'delivered',
  ],
  ...['rename', 'snapshot', 'latest', 'older', 'older', 'tops', 'create', 'look', 'look', 'leave'],
] as const;

interface Op {
  kind: string;
  mine: boolean;
  at: number;
}

const op: fc.Arbitrary<Op> = fc.record({ kind: fc.constantFrom(...KINDS), mine: fc.boolean(), at: fc.nat(16) });

/** What happens on the server, then what becomes of the pushes: some lost, some twice, in any order. */
export const story = fc.record({
  ops: fc.array(op, { minLength: 10, maxLength: 45, size: 'max' }),
  fates: fc.array(fc.record({ copies: fc.nat(2), rank: fc.nat(1000) }), { minLength: 80, maxLength: 80 }),
  opensAt: fc.nat(15),
});

/** Plays the server's half and collects everything the client could hear: pushes, and answers that come late. */
export function play(ops: readonly Op[]) {
  const log = new FakeLog();
  const me = log.addPerson('client', '1', 'Me');
  const other = log.addPerson('professional', '2', 'Other');
  const third = log.addPerson('professional', '3', 'Third');
  const heard: Action[] = [];
  log.announce = (_audience, event, payload) => {
    const action = asAction(event, payload);
    if (action !== null) heard.push(action);
  };
  const first = log.create([me, other]);
  const start = log.list(me);
  for (const [index, { kind, mine, at }] of ops.entries()) {
    const author = mine ? me : other;
    if (kind === 'send') log.send(author, first.id, `key-${index}`, `text ${index}`);
    else if (kind === 'read' || kind === 'delivered') log.mark(kind, author, first.id, at);
    else if (kind === 'edit') log.change(first.id, at, { content: `edited ${index}`, editedAt: log.tick() });
    else if (kind === 'remove') log.change(first.id, at, { content: '', reactions: [], deletedAt: log.tick() });
    else if (kind === 'react') log.change(first.id, at, { reactions: [{ emoji: `${index}`, personIds: [author.id] }] });
    else if (kind === 'rename') log.update(first.id, { subject: `subject ${index}` });
    else if (kind === 'create') {
      const { id } = log.create([me, third]);
      const { seq } = log.send(third, id, `key-${index}`, 'hello').message;
      log.mark('read', third, id, seq);
    } else heard.push(answer(log, first.id, kind, at));
  }
  return { log, me, conversationId: first.id, start, heard };
}

/** An answer of the server as it is at this moment, or what the person at the device does. */
function answer(log: FakeLog, conversationId: string, kind: string, at: number): Action {
  const { revision } = log.changes(conversationId, 0);
  // The client asked a while before the server read, when it had heard of less.
  const asOf = Math.max(0, revision - (at % 3));
  if (kind === 'changes') {
    return { type: 'changes.loaded', conversationId, after: asOf, page: log.changes(conversationId, asOf, PAGE) };
  }
  if (kind === 'snapshot') return { type: 'snapshot', conversation: log.snapshot(conversationId), fetched: true };
  if (kind === 'latest' || kind === 'older') {
    const window = kind === 'latest' ? { limit: PAGE } : { after: at, limit: TIGHT.page };
    return { type: 'page.loaded', kind, conversationId, asOf, page: log.page(conversationId, window) };
  }
  if (kind === 'look') return { type: 'shown', conversationId, fromSeq: at, toSeq: at + TIGHT.shown - 1 };
  if (kind === 'leave') return { type: 'opened', conversationId: null };
  const { lastSeq } = log.page(conversationId, {});
  return { type: 'tops', tops: [{ conversationId, lastSeq, revision }] };
}

function asAction(event: string, payload: Record<string, unknown>): Action | null {
  if (event === 'message.created') return { type: 'message', ...payload } as Action;
  if (event === 'message.updated' || event === 'message.deleted') return { type: 'changed', ...payload } as Action;
  if (event === 'conversation.created' || event === 'conversation.updated')
    return { type: 'snapshot', fetched: false, ...payload } as Action;
  const [marker] = event.split('.');
  return { ...payload, type: 'marker', marker, personId: (payload['person'] as Person).id } as unknown as Action;
}
