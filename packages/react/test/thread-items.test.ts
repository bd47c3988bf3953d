import type { ThreadLine } from '@causerie/client';
import { describe, expect, it } from 'vitest';
import { type Neighbour, threadItem, unreadLineAt } from '../src/thread-items.ts';

const DAY = (iso: string) => iso.slice(0, 10);
const ME = 'me';

function line(seq: number, author: string | null, createdAt: string): ThreadLine {
  const person = author === null ? null : { id: author, side: 'client' as const, subject: author, name: author };
  const message = {
    id: `m${seq}`,
    number: seq,
    conversationId: 'c',
    seq,
    author: person,
    type: author === null ? ('system' as const) : ('text' as const),
    content: `text ${seq}`,
    metadata: null,
    clientMessageId: null,
    replyToId: null,
    mentions: [],
    reactions: [],
    attachments: [],
    revision: 0,
    createdAt,
    editedAt: null,
    deletedAt: null,
  };
  return { kind: 'message', key: message.id, message, mine: author === ME, status: 'sent' };
}

/** A thread in one word per item: `day`, `unread`, `?` for what is not held, or the seq with `<` where a group starts and `>` where it ends. */
function shape(lines: readonly Neighbour[], dividerAfterSeq: number | null): string[] {
  const atSeq = (seq: number) => lines.find((each) => each?.kind === 'message' && each.message.seq === seq) ?? null;
  const dividerSeq = dividerAfterSeq === null ? null : unreadLineAt(dividerAfterSeq, atSeq);
  return lines.flatMap((each, index) => {
    if (each === null || each === undefined) return ['?'];
    const seq = each.kind === 'message' ? each.message.seq : 'pending';
    const divides = seq === dividerSeq;
    const { day, startsGroup, endsGroup } = threadItem(lines[index - 1], each, lines[index + 1], {
      divides,
      dayKey: DAY,
    });
    const word = `${startsGroup ? '<' : ''}${seq}${endsGroup ? '>' : ''}`;
    return [...(day === null ? [] : ['day']), ...(divides ? ['unread'] : []), word];
  });
}

describe('items of a thread', () => {
  it('group messages of one author within five minutes, and not beyond', () => {
    const lines = [
      line(1, 'other', '2026-03-02T10:00:00Z'),
      line(2, 'other', '2026-03-02T10:04:00Z'),
      line(3, 'other', '2026-03-02T10:20:00Z'),
      line(4, ME, '2026-03-02T10:21:00Z'),
    ];
    expect(shape(lines, null)).toEqual(['day', '<1', '2>', '<3>', '<4>']);
  });

  it('begin every day with its heading, which ends the group before it', () => {
    const lines = [line(1, ME, '2026-03-02T23:59:00Z'), line(2, ME, '2026-03-03T00:01:00Z')];
    expect(shape(lines, null)).toEqual(['day', '<1>', 'day', '<2>']);
  });

  it('put the unread line before the first message of others above the marker, past my own', () => {
    const lines = [
      line(1, 'other', '2026-03-02T10:00:00Z'),
      line(2, ME, '2026-03-02T10:01:00Z'),
      line(3, 'other', '2026-03-02T10:02:00Z'),
      line(4, 'other', '2026-03-02T10:02:30Z'),
    ];
    expect(shape(lines, 1)).toEqual(['day', '<1>', '<2>', 'unread', '<3', '4>']);
    expect(shape(lines, 4)).not.toContain('unread');
  });

  it('leave open what begins next to a message that is not held', () => {
    const lines = [null, line(2, 'other', '2026-03-02T10:00:00Z'), line(3, 'other', '2026-03-02T10:01:00Z'), null];
    expect(shape(lines, null)).toEqual(['?', '<2', '3>', '?']);
    expect(shape(lines, 0)).not.toContain('unread');
    expect(shape(lines, 1)).toEqual(['?', 'unread', '<2', '3>', '?']);
  });

  it('never group system messages', () => {
    const lines = [line(1, null, '2026-03-02T10:00:00Z'), line(2, null, '2026-03-02T10:00:01Z')];
    expect(shape(lines, null)).toEqual(['day', '<1>', '<2>']);
  });

  it('put a waiting message of mine in the group of my last one', () => {
    const pending = {
      clientMessageId: 'k',
      content: '',
      replyToId: null,
      attachments: [],
      createdAt: '2026-03-02T10:01:00Z',
      status: 'pending' as const,
      failure: null,
    };
    const lines: ThreadLine[] = [
      line(1, ME, '2026-03-02T10:00:00Z'),
      { kind: 'pending', key: 'k', pending, status: 'pending' },
    ];
    expect(shape(lines, null)).toEqual(['day', '<1', 'pending>']);
  });
});
