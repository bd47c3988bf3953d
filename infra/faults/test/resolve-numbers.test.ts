import { describe, expect, it } from 'vitest';
import { check } from '../src/checker.ts';
import type { History, SeenMessage } from '../src/history.ts';
import { numberId, resolveNumbers } from '../src/resolve-numbers.ts';
import { summarize } from '../src/summary.ts';

const shown: SeenMessage = { id: numberId(41), conversation: 'c', seq: 0, author: 'ann', key: 'k', content: 'hello' };
const history: History = {
  seed: 3,
  events: [
    {
      type: 'sent',
      atMs: 1,
      call: 's1',
      client: 'a',
      person: 'ann',
      connection: 'a/1',
      via: 'socket',
      conversation: 'c',
      key: 'k',
      content: 'hello',
    },
    {
      type: 'answered',
      atMs: 2001,
      call: 's1',
      latencyMs: 2000,
      outcome: { kind: 'ok', created: true, message: shown },
    },
    { type: 'pushed', atMs: 2002, client: 'b', person: 'bob', connection: 'b/1', message: shown },
  ],
  conversations: [{ id: 'c', participants: ['ann', 'bob'], lastSeq: 1 }],
  rows: [{ id: 'm1', number: 41, conversation: 'c', seq: 1, author: 'ann', key: 'k', content: 'hello' }],
  views: [{ client: 'b', person: 'bob', conversation: 'c', hintedSeq: null, messages: [{ ...shown, seq: 1 }] }],
};

describe('a history of a dialect that shows integer names', () => {
  it('is held against the log once the names are resolved', () => {
    expect(check(history).map(({ rule }) => rule)).toContain('acked-but-lost');
    expect(check(resolveNumbers(history))).toEqual([]);
  });

  it('keeps a name that the log does not know, which is then found to be lost', () => {
    const wiped = { ...history, rows: [], conversations: [{ id: 'c', participants: ['ann', 'bob'], lastSeq: 0 }] };
    expect(check(resolveNumbers(wiped)).map(({ rule }) => rule)).toEqual([
      'acked-but-lost',
      'push-differs',
      'view-differs',
    ]);
  });
});

describe('the summary', () => {
  it('counts breaches under the words of the report', () => {
    const violations = check(history);
    const table = summarize({ history, violations, kills: 2, acknowledged: 1, tookMs: 4000 }).join('\n');
    expect(table).toMatch(/seed\s+3$/m);
    expect(table).toMatch(/lost\s+1$/m);
    expect(table).toMatch(/doubled\s+0$/m);
    expect(table).toMatch(/longest time without any ack\s+2\.0 s$/m);
  });
});
