import type { ConversationAccess } from '@causerie/core';
import { describe, expect, it, vi } from 'vitest';
import { createAccessCache, createActors } from '../src/index.ts';

const identity = { role: 'client', subject: '42', name: null, email: null, expiresAtMs: 1, issuedAtMs: 0 } as const;
const person = { id: 'p', side: 'client', subject: '42', name: 'Léa' } as const;

describe('ID-8: the first valid token of a person upserts them once', () => {
  it('concurrent first uses share one look-up', async () => {
    const resolve = vi.fn(() => Promise.resolve({ person, disabled: false, revokedUpToMs: null }));
    const actors = createActors({ directory: { resolve }, ids: { next: () => 'id' } });
    const all = await Promise.all([actors(identity), actors(identity), actors(identity)]);
    expect(all.map((actor) => actor.person.id)).toEqual(['p', 'p', 'p']);
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  it('a failed look-up is asked again', async () => {
    const resolve = vi
      .fn()
      .mockRejectedValueOnce(new Error('away'))
      .mockResolvedValue({ person, disabled: false, revokedUpToMs: null });
    const actors = createActors({ directory: { resolve }, ids: { next: () => 'id' } });
    await expect(actors(identity)).rejects.toThrow('away');
    expect((await actors(identity)).person).toEqual(person);
  });

  it('ID-9: a disabled person is refused, and so is the token of a back end', async () => {
    const directory = { resolve: () => Promise.resolve({ person, disabled: true, revokedUpToMs: null }) };
    const actors = createActors({ directory, ids: { next: () => 'id' } });
    await expect(actors(identity)).rejects.toMatchObject({ code: 'token_revoked' });
    await expect(actors({ ...identity, role: 'service' })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('What a door remembers of a conversation', () => {
  const access: ConversationAccess = { id: 'c', number: 5, status: 'active', participantIds: ['p'] };

  it('is asked once, until it is told to forget', async () => {
    const load = vi.fn(() => Promise.resolve(access));
    const cache = createAccessCache({ access: load, idOfNumber: () => Promise.resolve(null) });
    await Promise.all([cache.access('c'), cache.access('c')]);
    expect(load).toHaveBeenCalledTimes(1);
    cache.forget('c');
    await cache.access('c');
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('never remembers that a conversation does not exist, nor a failure', async () => {
    const load = vi.fn().mockResolvedValueOnce(null).mockRejectedValueOnce(new Error('away')).mockResolvedValue(access);
    const cache = createAccessCache({ access: load, idOfNumber: () => Promise.resolve(null) });
    expect(await cache.access('c')).toBeNull();
    await expect(cache.access('c')).rejects.toThrow('away');
    expect(await cache.access('c')).toEqual(access);
  });
});
