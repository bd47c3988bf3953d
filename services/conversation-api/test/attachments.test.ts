import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UNCLAIMED_ATTACHMENTS_MAX, type Attachment, type AttachmentLink } from '@causerie/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_BYTES, openFilesDoor, type FilesDoor } from './files-door.ts';
import { bomb, photo, picture } from './pictures.ts';

let door: FilesDoor;
beforeAll(async () => {
  door = await openFilesDoor();
});
afterAll(() => door.close());

const TEXT = new TextEncoder().encode('Bonjour, voici les résultats.\n');

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { code: string }).code;
}

async function bytesOf(answer: Response): Promise<Buffer> {
  return Buffer.from(await answer.arrayBuffer());
}

describe('an upload', () => {
  test('answers 201 with what the file is, and its bytes come back unchanged', async () => {
    const { doctor, patient, conversation } = await door.pair();
    const attachment = await door.uploaded(conversation.id, patient, { bytes: TEXT, name: 'résultats.txt' });
    expect(attachment).toEqual({
      id: attachment.id,
      name: 'résultats.txt',
      mediaType: 'text/plain',
      sizeBytes: TEXT.length,
      sha256: createHash('sha256').update(TEXT).digest('hex'),
      width: null,
      height: null,
      hasThumbnail: false,
      state: 'ready',
      url: null,
    });
    const message = await door.send(conversation.id, patient, [attachment.id]);
    expect(message.attachments).toEqual([attachment]);
    const answer = await door.call(`/v1/attachments/${attachment.id}/content`, doctor);
    expect(answer.status).toBe(200);
    expect(await bytesOf(answer)).toEqual(Buffer.from(TEXT));
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="r_sultats.txt"; filename*=UTF-8''r%C3%A9sultats.txt`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-length': String(TEXT.length),
    });
  });

  test('of several megabytes passes by stream', async () => {
    const { patient, conversation } = await door.pair();
    const bytes = Buffer.alloc(MAX_BYTES, 'abcdefgh');
    const { id, sizeBytes } = await door.uploaded(conversation.id, patient, { bytes, name: 'long.txt' });
    expect(sizeBytes).toBe(MAX_BYTES);
    const answer = await door.call(`/v1/attachments/${id}/content`, patient);
    expect((await bytesOf(answer)).equals(bytes)).toBe(true);
  });

  test('above the limit is 413, whether it says its length or not, and leaves nothing on disk', async () => {
    const { patient, conversation } = await door.pair();
    const before = await door.filesOnDisk();
    for (const size of [MAX_BYTES + 1, 2 * MAX_BYTES]) {
      const answer = await door.upload(conversation.id, patient, { bytes: Buffer.alloc(size, 'x'), name: 'long.txt' });
      expect(answer.status).toBe(413);
      expect(await codeOf(answer)).toBe('payload_too_large');
    }
    expect(await door.filesOnDisk()).toEqual(before);
    expect(await door.attachments.unclaimedCount(patient.id)).toBe(0);
  });

  test('without a file, or with an empty one, is refused', async () => {
    const { patient, conversation } = await door.pair();
    const path = `/v1/conversations/${conversation.id}/attachments`;
    const none = await door.call(path, patient, { method: 'POST', body: new FormData() });
    expect(await codeOf(none)).toBe('invalid_input');
    const headers = { 'content-type': 'application/json' };
    const json = await door.call(path, patient, { method: 'POST', body: '{}', headers });
    expect(await codeOf(json)).toBe('invalid_input');
    const empty = await door.upload(conversation.id, patient, { bytes: new Uint8Array(), name: 'vide.txt' });
    expect(await codeOf(empty)).toBe('unprocessable');
  });

  test('DOOR-2 to a conversation that is foreign, unknown or closed is refused before its bytes are read', async () => {
    const { patient, conversation } = await door.pair();
    const stranger = await door.person();
    const file = { bytes: TEXT, name: 'a.txt' };
    expect((await door.upload(conversation.id, stranger, file)).status).toBe(404);
    expect((await door.upload(randomUUID(), patient, file)).status).toBe(404);
    const other = await door.pair();
    await door.query(`update conversations set status = 'blocked' where id = $1`, [other.conversation.id]);
    expect(await codeOf(await door.upload(other.conversation.id, other.patient, file))).toBe('conversation_closed');
  });

  test('beyond the files that one may have waiting is 429, at the same moment too', async () => {
    const { patient, conversation } = await door.pair();
    await door.query(
      `insert into attachments (id, conversation_id, uploader_id, file_name, media_type)
      select gen_random_uuid(), $1, $2, 'a', 'text/plain' from generate_series(1, $3)`,
      [conversation.id, patient.id, UNCLAIMED_ATTACHMENTS_MAX - 1],
    );
    const file = { bytes: TEXT, name: 'a.txt' };
    const answers = await Promise.all([1, 2, 3].map(() => door.upload(conversation.id, patient, file)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 429, 429]);
  });
});

describe('the type of a file', () => {
  test('is found in its content, whatever the sender says', async () => {
    const { patient, conversation } = await door.pair();
    const bytes = await picture('png');
    const answer = await door.upload(conversation.id, patient, { bytes, name: 'notes.txt', type: 'text/plain' });
    expect(await answer.json()).toMatchObject({ mediaType: 'image/png', name: 'notes.txt', width: 40, height: 30 });
  });

  test.each([
    ['a Windows program', Buffer.from('MZ\u0090\0\u0003'.padEnd(600, '\0'), 'latin1'), 'photo.jpg'],
    ['a shell script', Buffer.from('#!/bin/sh\necho\n'), 'notes.txt'],
    ['a name that a double click starts', Buffer.from('bonjour'), 'facture.pdf.exe'],
    ['a name turned around', Buffer.from('bonjour'), 'facture\u202Efdp.exe'],
  ])('of %s is refused', async (_what, bytes, name) => {
    const { patient, conversation } = await door.pair();
    const answer = await door.upload(conversation.id, patient, { bytes, name });
    expect(await codeOf(answer)).toBe('unprocessable');
    expect(await door.attachments.unclaimedCount(patient.id)).toBe(0);
  });

  test.each([
    ['HTML', '<!DOCTYPE html><script>alert(1)</script>', 'page.html'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'logo.svg'],
    ['XML', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'logo.svg'],
  ])('of %s is never told to a browser: it is only saved', async (_what, text, name) => {
    const { patient, conversation } = await door.pair();
    const attachment = await door.uploaded(conversation.id, patient, { bytes: Buffer.from(text), name });
    expect(attachment.mediaType).toBe('application/octet-stream');
    const answer = await door.call(`/v1/attachments/${attachment.id}/content`, patient);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(await bytesOf(answer)).toEqual(Buffer.from(text));
  });
});

describe('an image', () => {
  test('loses its place, camera and comments, stands upright and has a thumbnail', async () => {
    const { patient, conversation } = await door.pair();
    const bytes = await photo();
    expect(bytes.includes('SecretCamera')).toBe(true);
    const attachment = await door.uploaded(conversation.id, patient, { bytes, name: 'photo.jpg' });
    // Orientation 6 means that the camera was turned: upright, width and height change places.
    expect(attachment).toMatchObject({ mediaType: 'image/jpeg', width: 400, height: 600, hasThumbnail: true });
    const answer = await door.call(`/v1/attachments/${attachment.id}/content`, patient);
    const kept = await bytesOf(answer);
    for (const secret of ['Exif', 'SecretCamera', 'Secret words']) expect(kept.includes(secret)).toBe(false);
    expect(kept.length).toBe(attachment.sizeBytes);
    expect(createHash('sha256').update(kept).digest('hex')).toBe(attachment.sha256);
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="photo.jpg"');
    // Nor does any other file of ours still have it.
    for (const path of await door.filesOnDisk()) {
      expect((await readFile(path)).includes('SecretCamera')).toBe(false);
    }
    const small = await door.call(`/v1/attachments/${attachment.id}/content?size=thumbnail`, patient);
    expect(small.headers.get('content-type')).toBe('image/webp');
    const path = join(door.folder, conversation.id, `${attachment.id}-thumbnail`);
    expect(await sharp(path).metadata()).toMatchObject({ format: 'webp', width: 341, height: 512 });
    expect((await bytesOf(small)).subarray(8, 12).toString()).toBe('WEBP');
  });

  test.each(['png', 'webp', 'gif', 'avif'] as const)('may be %s', async (format) => {
    const { patient, conversation } = await door.pair();
    const attachment = await door.uploaded(conversation.id, patient, { bytes: await picture(format), name: 'a' });
    expect(attachment).toMatchObject({ mediaType: `image/${format}`, width: 40, height: 30, hasThumbnail: true });
  });

  test('of a kind that cannot be cleaned, of too many pixels, or cut off is refused and leaves nothing', async () => {
    const { patient, conversation } = await door.pair();
    const before = await door.filesOnDisk();
    const whole = await photo();
    for (const bytes of [await picture('tiff'), await bomb(), whole.subarray(0, whole.length / 2)]) {
      const answer = await door.upload(conversation.id, patient, { bytes, name: 'photo.jpg' });
      expect(await codeOf(answer)).toBe('unprocessable');
    }
    expect(await door.filesOnDisk()).toEqual(before);
  });
});

describe('a download', () => {
  test('may ask for a part', async () => {
    const { patient, conversation } = await door.pair();
    const { id, sha256 } = await door.uploaded(conversation.id, patient, { bytes: TEXT, name: 'a.txt' });
    const path = `/v1/attachments/${id}/content`;
    const part = await door.call(path, patient, { headers: { range: 'bytes=3-6' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 3-6/${TEXT.length}`]);
    expect(await bytesOf(part)).toEqual(Buffer.from(TEXT.subarray(3, 7)));
    const tail = await door.call(path, patient, { headers: { range: 'bytes=-4', 'if-range': `"${sha256}"` } });
    expect(await bytesOf(tail)).toEqual(Buffer.from(TEXT.subarray(-4)));
    const stale = await door.call(path, patient, { headers: { range: 'bytes=-4', 'if-range': '"other"' } });
    expect([stale.status, (await bytesOf(stale)).length]).toEqual([200, TEXT.length]);
    const head = await door.call(path, patient, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(TEXT.length)]);
  });

  test('DOOR-2 is for participants: others hear the same 404 as for a file that is not', async () => {
    const { doctor, patient, conversation } = await door.pair();
    const stranger = await door.person();
    const { id } = await door.uploaded(conversation.id, patient, { bytes: TEXT, name: 'a.txt' });
    const paths = [`/v1/attachments/${id}`, `/v1/attachments/${id}/content`];
    // Before it is sent a file is its uploader's alone.
    for (const path of paths) expect((await door.call(path, doctor)).status).toBe(404);
    await door.send(conversation.id, patient, [id]);
    for (const path of paths) {
      expect((await door.call(path, doctor)).status).toBe(200);
      expect((await door.call(path, stranger)).status).toBe(404);
      expect((await door.call(path, null)).status).toBe(401);
    }
    expect((await door.call(`/v1/attachments/${randomUUID()}`, patient)).status).toBe(404);
  });

  test('by link needs no token, ends by itself, and ends at once for somebody who left', async () => {
    const { doctor, patient, conversation } = await door.pair();
    const { id } = await door.uploaded(conversation.id, patient, { bytes: await photo(), name: 'photo.jpg' });
    await door.send(conversation.id, patient, [id]);
    const link = async (size: string): Promise<AttachmentLink> => {
      const init = { method: 'POST', body: JSON.stringify({ size }), headers: { 'content-type': 'application/json' } };
      return (await (await door.call(`/v1/attachments/${id}/link`, doctor, init)).json()) as AttachmentLink;
    };
    const { url, expiresAt } = await link('original');
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(5 * 60_000);
    const open = await door.call(url, null);
    expect([open.status, open.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect((await door.call((await link('thumbnail')).url, null)).headers.get('content-type')).toBe('image/webp');
    expect((await door.call(`${url.slice(0, -2)}AA`, null)).status).toBe(404);
    door.clock.aheadMs = 5 * 60_000;
    expect((await door.call(url, null)).status).toBe(404);
    door.clock.aheadMs = 0;
    await door.query('update participants set left_at = now() where conversation_id = $1 and person_id = $2', [
      conversation.id,
      doctor.id,
    ]);
    expect((await door.call(url, null)).status).toBe(404);
    expect((await door.call(`/v1/attachments/${id}/link`, doctor, { method: 'POST' })).status).toBe(404);
  });
});

describe('a deletion', () => {
  test('is for the uploader, while no message has the file', async () => {
    const { doctor, patient, conversation } = await door.pair();
    const { id } = await door.uploaded(conversation.id, patient, { bytes: TEXT, name: 'a.txt' });
    const remove = (who: typeof doctor): Promise<Response> =>
      door.call(`/v1/attachments/${id}`, who, { method: 'DELETE' });
    expect((await remove(doctor)).status).toBe(404);
    expect((await remove(patient)).status).toBe(204);
    expect((await remove(patient)).status).toBe(404);
    expect((await door.call(`/v1/attachments/${id}`, patient)).status).toBe(404);
    const sent = await door.uploaded(conversation.id, patient, { bytes: TEXT, name: 'a.txt' });
    await door.send(conversation.id, patient, [sent.id]);
    const refused = await door.call(`/v1/attachments/${sent.id}`, patient, { method: 'DELETE' });
    expect(refused.status).toBe(409);
  });
});

test('a file that waits for its examination can be sent but not downloaded', async () => {
  const examined = await openFilesDoor({ scans: true });
  try {
    const { patient, conversation } = await examined.pair();
    const attachment: Attachment = await examined.uploaded(conversation.id, patient, { bytes: TEXT, name: 'a.txt' });
    expect(attachment.state).toBe('pending');
    expect(examined.scanned).toEqual([attachment.id]);
    const message = await examined.send(conversation.id, patient, [attachment.id]);
    expect(message.attachments[0]?.state).toBe('pending');
    const path = `/v1/attachments/${attachment.id}`;
    expect((await examined.call(`${path}/content`, patient)).status).toBe(409);
    expect((await examined.call(`${path}/link`, patient, { method: 'POST' })).status).toBe(409);
    await examined.attachments.settle(attachment.id, 'rejected');
    expect((await examined.call(`${path}/content`, patient)).status).toBe(404);
    expect(await (await examined.call(path, patient)).json()).toMatchObject({ state: 'rejected' });
  } finally {
    await examined.close();
  }
});
