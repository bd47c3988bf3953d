import { AppError, type Announcement, type PersistMessage, type PersistResult } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { persistMessages as persistAndAnswer, type PersistMessagesDeps, type PersistOutcome } from '../src/index.ts';

const author = { id: 'a', side: 'client', subject: '42', name: 'Léa' } as const;
const rest = { conversationId: 'c', author, type: 'text', metadata: null, replyToId: null, requestId: 'r' } as const;
const message = (id: string, content = id): PersistMessage => ({ ...rest, id, clientMessageId: `key-${id}`, content });

/** Persists a batch and gives what the waiting door was answered. */
async function persistMessages(made: PersistMessagesDeps, batch: PersistMessage[]): Promise<PersistResult[]> {
  const answers: PersistResult[][] = [];
  await persistAndAnswer(made, batch, (results) => void answers.push(results));
  expect(answers).toHaveLength(1);
  return answers[0] ?? [];
}

function outcomeOf(command: PersistMessage, seq: number, created = true, id = command.id): PersistOutcome {
  const { requestId: _, attachmentIds: __, mentions = [], type = 'text', ...sent } = command;
  const nothing = { reactions: [], attachments: [], revision: 0 };
  const stored = {
    ...sent,
    ...nothing,
    type,
    mentions,
    id,
    seq,
    number: seq,
    createdAt: 't',
    editedAt: null,
    deletedAt: null,
  };
  return { ok: true, created, message: stored, conversation: { id: 'c', number: 1 }, audience: ['a', 'b'] };
}

function deps(persist: PersistMessagesDeps['messages']['persist']) {
  const announced: Announcement[] = [];
  const pauses: number[] = [];
  const poison: unknown[] = [];
  const made: PersistMessagesDeps = {
    messages: { persist },
    announcer: { announce: (all) => Promise.resolve(void announced.push(...all)) },
    pauseMs: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
    onRetry: () => undefined,
    onPoison: (error) => poison.push(error),
    onAnnounceFailed: () => undefined,
  };
  return { made, announced, pauses, poison };
}

describe('Persisting a batch', () => {
  it('DEL-1: nothing is announced before the commit', async () => {
    const { made, announced } = deps((batch) => {
      expect(announced).toEqual([]);
      return Promise.resolve(batch.map((command, index) => outcomeOf(command, index + 1)));
    });
    await persistMessages(made, [message('1'), message('2')]);
    expect(announced.map(({ audience, event }) => [audience, event.type])).toEqual([
      [['a', 'b'], 'message.created'],
      [['a', 'b'], 'message.created'],
    ]);
  });

  it('a retried job inserts nothing and announces again: the job is the outbox', async () => {
    const { made, announced } = deps((batch) => Promise.resolve(batch.map((command) => outcomeOf(command, 1, false))));
    const [result] = await persistMessages(made, [message('1')]);
    expect(result).toMatchObject({ ok: true, created: false, seq: 1 });
    expect(announced).toHaveLength(1);
  });

  it("DEL-3: a client's repeat returns the committed message and is not announced a second time", async () => {
    const { made, announced } = deps((batch) =>
      Promise.resolve(batch.map((command) => outcomeOf(command, 1, false, 'older'))),
    );
    const [result] = await persistMessages(made, [message('1')]);
    expect(result).toMatchObject({ ok: true, created: false, message: { id: 'older' } });
    expect(announced).toEqual([]);
  });

  it('DEL-4: a batch that the database cannot take now is tried again until it can, longer and longer apart', async () => {
    let attempts = 0;
    const { made, pauses } = deps((batch) => {
      if (++attempts < 9) return Promise.reject(new AppError('unavailable'));
      return Promise.resolve(batch.map((command, index) => outcomeOf(command, index + 1)));
    });
    expect(await persistMessages(made, [message('1')])).toMatchObject([{ ok: true }]);
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1000, 1000, 1000]);
  });

  it('a poison message is found by halving and refused alone; the others are committed in order', async () => {
    const committed: string[] = [];
    const { made, poison } = deps((batch) => {
      if (batch.some(({ content }) => content === 'poison')) return Promise.reject(new Error('22021'));
      committed.push(...batch.map(({ id }) => id));
      return Promise.resolve(batch.map((command) => outcomeOf(command, committed.indexOf(command.id) + 1)));
    });
    const batch = ['1', '2', '3', '4', '5', '6', '7'].map((id) => message(id, id === '5' ? 'poison' : id));
    const results = await persistMessages(made, batch);
    expect(results.map((result) => result.ok || result.code)).toEqual([
      true,
      true,
      true,
      true,
      'unprocessable',
      true,
      true,
    ]);
    expect(committed).toEqual(['1', '2', '3', '4', '6', '7']);
    expect(poison).toHaveLength(1);
  });

  it('DEL-6: a lost announcement does not fail a committed batch', async () => {
    const { made } = deps((batch) => Promise.resolve(batch.map((command) => outcomeOf(command, 1))));
    const failing = { ...made, announcer: { announce: () => Promise.reject(new Error('Redis is away')) } };
    expect(await persistMessages(failing, [message('1')])).toMatchObject([{ ok: true, seq: 1 }]);
  });
});
