import type { Person } from '@causerie/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxStorage } from '../src/keep/outbox-storage.ts';
import {
  clearStage,
  close,
  committed,
  open,
  openCut,
  refusing,
  rows,
  rowsOnDisk,
  setStage,
  stage,
  waiting,
} from './kept-stage.ts';
import { until } from './until.ts';

const DAY_MS = 24 * 3_600_000;

beforeEach(setStage);
afterEach(clearStage);

describe('a login that is over', () => {
  it.each(['logout', 'forget'] as const)('takes the key and what it protects with it: %s', async (verb) => {
    const { client } = await openCut(stage.doctor);
    client.sendMessage(stage.conversation.id, 'Pas encore partie');
    client.drafts.set(stage.conversation.id, 'Un brouillon');
    await rowsOnDisk(3);
    await client[verb]().catch(() => undefined);
    expect(await rows()).toEqual([]);
    expect([waiting(client), client.drafts.get(stage.conversation.id), client.getSnapshot().outbox]).toEqual([
      [],
      '',
      'memory',
    ]);
  });

  it('takes them with it even after the page had stopped', async () => {
    const { client } = await openCut(stage.doctor);
    client.sendMessage(stage.conversation.id, 'Pas encore partie');
    await rowsOnDisk(2);
    client.stop();
    await client.forget();
    expect(await rows()).toEqual([]);
  });

  it.each([
    { ended: 'revoked', code: 'token_revoked', bad: 'withdrawn', sent: [] },
    { ended: 'refused', code: 'unauthenticated', bad: 'of-another-key', sent: ['Pas encore partie'] },
  ])('was $ended: what is shown stays, and the next login sends $sent', async ({ ended, code, bad, sent }) => {
    let token = 'token-1';
    const wire = refusing(() => token !== 'token-1', code);
    const first = await openCut(stage.doctor, { getToken: () => token, fetch, wire });
    token = bad;
    first.client.sendMessage(stage.conversation.id, 'Pas encore partie');
    const state = await until(first.client, (now) => now.ended !== null);
    expect(state.ended).toBe(ended);
    expect(waiting(first.client)).toEqual(['Pas encore partie']);
    close(first);
    const next = await open(stage.doctor);
    await until(next.client, ({ outbox }) => outbox === 'kept');
    await expect.poll(committed).toEqual(sent);
    await expect.poll(() => waiting(next.client)).toEqual([]);
  });

  it('somebody else comes: nothing of who has left stays, nor is it seen or sent', async () => {
    const first = await openCut(stage.doctor);
    first.client.sendMessage(stage.conversation.id, 'Écrit par le médecin');
    await rowsOnDisk(2);
    close(first);
    const { client } = await open(stage.patient);
    await until(client, ({ outbox }) => outbox === 'kept');
    expect((await rows()).length).toBe(1);
    expect([waiting(client), committed()]).toEqual([[], []]);
  });

  it('somebody else comes while a tab of the first is open: each keeps their own', async () => {
    const first = await openCut(stage.doctor);
    first.client.sendMessage(stage.conversation.id, 'Écrit par le médecin');
    await rowsOnDisk(2);
    const { client } = await open(stage.patient);
    await until(client, ({ outbox }) => outbox === 'kept');
    await rowsOnDisk(3);
    expect([waiting(client), waiting(first.client)]).toEqual([[], ['Écrit par le médecin']]);
  });

  it('nobody used the key for three days: it is not there any more, nor what it protected', async () => {
    const first = await openCut(stage.doctor);
    first.client.sendMessage(stage.conversation.id, 'Trop tard');
    await rowsOnDisk(2);
    close(first);
    stage.aheadMs = 3 * DAY_MS;
    const { client } = await open(stage.doctor);
    await until(client, ({ outbox }) => outbox === 'kept');
    expect([waiting(client), (await rows()).length, committed()]).toEqual([[], 1, []]);
  });

  it('a message that could not be sent for a week is not kept any longer, though the key is in use', async () => {
    const first = await openCut(stage.doctor);
    first.client.sendMessage(stage.conversation.id, 'Trop tard');
    await rowsOnDisk(2);
    close(first);
    for (const days of [2, 4, 6]) {
      stage.aheadMs = days * DAY_MS;
      const visit = await openCut(stage.doctor);
      expect(waiting(visit.client)).toEqual(['Trop tard']);
      close(visit);
    }
    stage.aheadMs = 7 * DAY_MS;
    const { client } = await open(stage.doctor);
    await until(client, ({ outbox }) => outbox === 'kept');
    expect([waiting(client), (await rows()).length, committed()]).toEqual([[], 1, []]);
  });
});

describe('where nothing can be kept', () => {
  it('the state says so, and messages live as long as the page', async () => {
    const storage: OutboxStorage = { open: () => Promise.reject(new Error('a private window')) };
    const { client } = await open(stage.doctor, { storage });
    stage.replica.faults.sends.push('unavailable');
    client.sendMessage(stage.conversation.id, 'En mémoire');
    await until(client, () => committed().length === 1);
    expect(client.getSnapshot().outbox).toBe('memory');
  });

  it('a disk that is full is told at the first message that does not fit', async () => {
    const { client } = await openCut(stage.doctor);
    stage.failing = true;
    client.sendMessage(stage.conversation.id, 'Plus de place');
    await until(client, ({ outbox }) => outbox === 'memory');
    expect(waiting(client)).toEqual(['Plus de place']);
  });
});

describe('a draft', () => {
  it('survives the closed tab, and one that was typed since is newer', async () => {
    const first = await openCut(stage.doctor);
    first.client.drafts.set(stage.conversation.id, 'Bonj');
    first.client.drafts.set(stage.conversation.id, 'Bonjour');
    first.tab.hide();
    await rowsOnDisk(2);
    close(first);
    const second = await openCut(stage.doctor);
    await until(second.client, ({ outbox }) => outbox === 'kept');
    expect(second.client.drafts.get(stage.conversation.id)).toBe('Bonjour');
    second.client.drafts.set(stage.conversation.id, '');
    await rowsOnDisk(1);
  });
});

describe('a page that stops and starts again', () => {
  it('has its drafts and what waits, and keeps what is written from then on', async () => {
    const { client } = await openCut(stage.doctor);
    client.sendMessage(stage.conversation.id, 'avant');
    client.drafts.set(stage.conversation.id, 'Bonjour');
    client.stop();
    expect([client.drafts.get(stage.conversation.id), waiting(client)]).toEqual(['Bonjour', ['avant']]);
    client.start();
    await until(client, ({ outbox }) => outbox === 'kept');
    client.sendMessage(stage.conversation.id, 'après');
    expect([client.drafts.get(stage.conversation.id), waiting(client)]).toEqual(['Bonjour', ['avant', 'après']]);
    await rowsOnDisk(4);
  });
});

describe('another person on the same page', () => {
  const tokenOf = ({ subject }: Person): string => `${btoa('{}')}.${btoa(JSON.stringify({ sub: subject }))}.`;

  it('sees nothing and sends nothing of who wrote, not even what was about to be sent again', async () => {
    let now = stage.doctor;
    const { client } = await open(stage.doctor, { getToken: () => tokenOf(now), wire: refusing(() => false) });
    await until(client, ({ outbox }) => outbox === 'kept');
    stage.replica.faults.sends.push(...Array.from({ length: 50 }, () => 'unavailable' as const));
    client.sendMessage(stage.conversation.id, 'Écrit par le médecin');
    client.drafts.set(stage.conversation.id, 'Un brouillon');
    await rowsOnDisk(3);
    now = stage.patient;
    await until(client, ({ me, list, outbox }) => me?.id === stage.patient.id && list.loaded && outbox === 'kept');
    stage.replica.faults.sends.length = 0;
    client.sendMessage(stage.conversation.id, 'Écrit par le patient');
    await until(client, () => committed().length === 1 && waiting(client).length === 0);
    expect(committed()).toEqual(['Écrit par le patient']);
    expect(client.drafts.get(stage.conversation.id)).toBe('');
    await rowsOnDisk(1);
  });
});
