import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clearStage,
  close,
  committed,
  entryOf,
  open,
  openCut,
  rows,
  rowsOnDisk,
  setStage,
  stage,
  waiting,
} from './kept-stage.ts';
import { until } from './until.ts';

beforeEach(setStage);
afterEach(clearStage);

describe('an unsent message', () => {
  it('survives the closed tab with its reply and its files, and is sent once, in the order written (DEL-3, DEL-4)', async () => {
    const file = { id: 'file', name: 'Ordonnance.pdf' } as never;
    const first = await openCut(stage.doctor);
    first.client.sendMessage(stage.conversation.id, 'un', { replyToId: 'answered' });
    first.client.sendMessage(stage.conversation.id, 'deux', { attachments: [file] });
    first.client.sendMessage(stage.conversation.id, 'trois');
    await rowsOnDisk(4);
    close(first);

    const again = await openCut(stage.doctor);
    await until(again.client, () => waiting(again.client).length === 3);
    expect(waiting(again.client)).toEqual(['un', 'deux', 'trois']);
    expect(entryOf(again.client)?.pending).toMatchObject([{ replyToId: 'answered' }, { attachments: [file] }, {}]);
    close(again);

    const { client } = await open(stage.doctor);
    await until(client, () => committed().length === 3 && waiting(client).length === 0);
    expect(committed()).toEqual(['un', 'deux', 'trois']);
    await rowsOnDisk(1);
  });

  it('is sent once when two tabs come back at the same moment', async () => {
    const first = await openCut(stage.doctor);
    for (let index = 0; index < 10; index += 1) first.client.sendMessage(stage.conversation.id, `message ${index}`);
    await rowsOnDisk(11);
    close(first);
    const tabs = await Promise.all([open(stage.doctor), open(stage.doctor)]);
    for (const { client } of tabs) {
      await until(client, () => entryOf(client)?.messages.length === 10 && waiting(client).length === 0);
    }
    expect(committed()).toEqual(Array.from({ length: 10 }, (_, index) => `message ${index}`));
    expect(stage.replica.faults.asked).toBe(10);
    await rowsOnDisk(1);
  });

  it('that arrived though nobody heard the answer is not shown as unsent, nor sent again', async () => {
    const first = await openCut(stage.doctor);
    const id = first.client.sendMessage(stage.conversation.id, 'Arrivée quand même') ?? '';
    await rowsOnDisk(2);
    close(first);
    stage.log.send(stage.doctor, stage.conversation.id, id, 'Arrivée quand même');
    const { client } = await open(stage.doctor);
    await rowsOnDisk(1);
    expect([waiting(client), committed(), stage.replica.faults.asked]).toEqual([[], ['Arrivée quand même'], 0]);
  });

  it('that was refused waits for its person, sent again behind what was written since', async () => {
    const first = await open(stage.doctor);
    await until(first.client, ({ outbox }) => outbox === 'kept');
    stage.replica.faults.sends.push('conversation_closed', 'conversation_closed');
    first.client.sendMessage(stage.conversation.id, 'refusé');
    const later = first.client.sendMessage(stage.conversation.id, 'aussi') ?? '';
    await until(first.client, () => entryOf(first.client)?.pending.every(({ status }) => status === 'failed') === true);
    await rowsOnDisk(3);
    close(first);
    const cut = await openCut(stage.doctor);
    await until(cut.client, () => waiting(cut.client).length === 2);
    expect(entryOf(cut.client)?.pending[0]).toMatchObject({
      status: 'failed',
      failure: { code: 'conversation_closed' },
    });
    cut.client.discard(stage.conversation.id, later);
    cut.client.sendMessage(stage.conversation.id, 'écrit depuis');
    cut.client.retry(stage.conversation.id, entryOf(cut.client)?.pending[0]?.clientMessageId ?? '');
    expect(waiting(cut.client)).toEqual(['écrit depuis', 'refusé']);
    close(cut);
    const { client } = await open(stage.doctor);
    await until(client, () => committed().length === 2);
    expect(committed()).toEqual(['écrit depuis', 'refusé']);
  });

  it('that is discarded is gone from the disk', async () => {
    const { client } = await openCut(stage.doctor);
    const id = client.sendMessage(stage.conversation.id, 'Tout compte fait, non') ?? '';
    await rowsOnDisk(2);
    client.discard(stage.conversation.id, id);
    await rowsOnDisk(1);
  });

  it('lies on the disk as nothing that can be read, under a key that cannot be taken out', async () => {
    const { client } = await openCut(stage.doctor);
    client.sendMessage(stage.conversation.id, 'Une douleur au genou');
    client.drafts.set(stage.conversation.id, 'Un brouillon');
    await rowsOnDisk(3);
    const lying = await rows();
    const text = lying.map(({ place, value }) => place + Object.values(value).map(read).join(' ')).join(' ');
    expect(text).not.toMatch(/douleur|genou|brouillon/);
    const keys = lying.flatMap(({ value }) => (value['key'] === undefined ? [] : [value['key'] as CryptoKey]));
    expect(keys.map(({ extractable }) => extractable)).toEqual([false]);
  });

  function read(value: unknown): string {
    if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
    return ArrayBuffer.isView(value) ? '' : String(value);
  }
});
