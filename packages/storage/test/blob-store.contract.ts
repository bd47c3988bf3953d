import { randomUUID } from 'node:crypto';
import type { BlobStore, Bytes } from '@causerie/core';
import { expect, test } from 'vitest';

/** What every store must do. */
export function describeBlobStore(store: () => BlobStore): void {
  const key = (): string => `conversation/${randomUUID()}`;

  test('gives back what was put, and says its size', async () => {
    const name = key();
    await store().put(name, chunks('bon', 'jour'));
    const found = await store().get(name);
    expect(found?.sizeBytes).toBe(7);
    expect(await text(found?.content)).toBe('bonjour');
  });

  test('gives a part, both ends included, with the size of the whole', async () => {
    const name = key();
    await store().put(name, chunks('0123456789'));
    const found = await store().get(name, { start: 2, end: 4 });
    expect(found?.sizeBytes).toBe(10);
    expect(await text(found?.content)).toBe('234');
  });

  test('keeps nothing of a put that failed, and what was there before', async () => {
    const name = key();
    const broken = (): Bytes =>
      (async function* () {
        yield Buffer.from('half');
        throw new Error('cut');
      })();
    await expect(store().put(name, broken())).rejects.toThrow('cut');
    expect(await store().get(name)).toBeNull();
    await store().put(name, chunks('old'));
    await expect(store().put(name, broken())).rejects.toThrow('cut');
    expect(await text((await store().get(name))?.content)).toBe('old');
  });

  test('replaces what was there', async () => {
    const name = key();
    await store().put(name, chunks('old and long'));
    await store().put(name, chunks('new'));
    expect(await text((await store().get(name))?.content)).toBe('new');
  });

  test('takes bytes of some megabytes, and none at all', async () => {
    const [large, empty] = [key(), key()];
    const part = 'x'.repeat(1024 * 1024);
    await store().put(large, chunks(part, part, part, 'end'));
    const found = await store().get(large, { start: 3 * part.length, end: 3 * part.length + 2 });
    expect([found?.sizeBytes, await text(found?.content)]).toEqual([3 * part.length + 3, 'end']);
    await store().put(empty, chunks());
    const nothing = await store().get(empty);
    expect([nothing?.sizeBytes, await text(nothing?.content)]).toEqual([0, '']);
  });

  test('moves, and says when there is nothing to move', async () => {
    const [from, to] = [key(), `quarantine/${key()}`];
    await store().put(from, chunks('harm'));
    expect(await store().move(from, to)).toBe(true);
    expect(await store().get(from)).toBeNull();
    expect(await text((await store().get(to))?.content)).toBe('harm');
    expect(await store().move(from, to)).toBe(false);
  });

  test('removes, as often as it is asked', async () => {
    const name = key();
    await store().put(name, chunks('a'));
    await store().remove(name);
    await store().remove(name);
    expect(await store().get(name)).toBeNull();
  });

  test('sweeps nothing that is whole', async () => {
    const name = key();
    await store().put(name, chunks('a'));
    expect(await store().sweep(-1000)).toBe(0);
    expect(await text((await store().get(name))?.content)).toBe('a');
  });

  test('refuses keys that could lead out of their place', async () => {
    for (const bad of ['../a', 'a/../../b', '/a', 'a//b', 'a.b', 'A', '', 'a/', 'a\\b', 'a\u0000']) {
      await expect(store().get(bad)).rejects.toThrow('storage key');
      await expect(store().put(bad, chunks('a'))).rejects.toThrow('storage key');
    }
  });
}

async function* chunks(...parts: string[]): Bytes & AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function text(content: Bytes | undefined): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of content ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
}
