import { createHash, randomUUID } from 'node:crypto';
import type { Attachment, Person } from '@causerie/contracts';
import { Upload, type UploadOptions } from 'tus-js-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFilesDoor, RESUMABLE_MAX_BYTES, type FilesDoor } from './files-door.ts';
import { photo } from './pictures.ts';

let door: FilesDoor;
beforeAll(async () => {
  door = await openFilesDoor();
});
afterAll(() => door.close());

const PROTOCOL = { 'tus-resumable': '1.0.0' };
const CHUNK_BYTES = 1024 * 1024;

/** Uploads with the protocol's usual client; resolves with what became of it. */
function upload(who: Person, conversationId: string, bytes: Buffer, filename: string, more: UploadOptions = {}) {
  return new Promise<{ attachment: Attachment; header: string | undefined }>((resolve, reject) => {
    let header: string | undefined;
    const running = new Upload(bytes, {
      endpoint: `${door.url}/v1/uploads`,
      chunkSize: CHUNK_BYTES,
      retryDelays: null,
      metadata: { conversationId, filename },
      headers: { authorization: `Bearer ${door.tokenOf(who)}` },
      onAfterResponse: (_request, response) => void (header ??= response.getHeader('attachment-id') ?? undefined),
      onError: reject,
      onSuccess: () => {
        const id = new URL(running.url ?? '').pathname.split('/').at(-1);
        door
          .call(`/v1/uploads/${id}/attachment`, who)
          .then(async (answer) => resolve({ attachment: (await answer.json()) as Attachment, header }), reject);
      },
      ...more,
    });
    running.start();
  });
}

/** Begins an upload by hand and returns its path. */
async function begin(who: Person, conversationId: string, length: number, filename = 'film.bin'): Promise<string> {
  const meta = Object.entries({ conversationId, filename }).map(([name, value]) => `${name} ${btoa(value)}`);
  const headers = { ...PROTOCOL, 'upload-length': String(length), 'upload-metadata': meta.join(',') };
  const answer = await door.call('/v1/uploads', who, { method: 'POST', headers });
  if (answer.status !== 201) throw new Error(`answered ${answer.status}`);
  return answer.headers.get('location') ?? '';
}

function patch(who: Person, path: string, offset: number, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const headers = { ...PROTOCOL, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
  return door.call(path, who, { method: 'PATCH', headers, body: bytes });
}

test('a file that comes in parts becomes an attachment with the same bytes', async () => {
  const { patient, conversation } = await door.pair();
  const bytes = Buffer.alloc(3 * CHUNK_BYTES + 17, 'causerie');
  const { attachment, header } = await upload(patient, conversation.id, bytes, 'long.txt');
  expect(header).toBe(attachment.id);
  expect(attachment).toMatchObject({
    name: 'long.txt',
    mediaType: 'text/plain',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    state: 'ready',
  });
  const answer = await door.call(`/v1/attachments/${attachment.id}/content`, patient);
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  expect((await door.filesOnDisk()).filter((path) => path.includes('.work'))).toEqual([]);
});

test('an image that comes in parts is cleaned like any other', async () => {
  const { patient, conversation } = await door.pair();
  const { attachment } = await upload(patient, conversation.id, await photo(), 'photo.jpg');
  expect(attachment).toMatchObject({ width: 400, height: 600, hasThumbnail: true });
});

test('an upload that was cut goes on where it stopped', async () => {
  const { patient, conversation } = await door.pair();
  const path = await begin(patient, conversation.id, 10);
  expect((await patch(patient, path, 0, Buffer.from('01234'))).status).toBe(204);
  const head = await door.call(path, patient, { method: 'HEAD', headers: PROTOCOL });
  expect([head.status, head.headers.get('upload-offset')]).toEqual([200, '5']);
  expect((await patch(patient, path, 3, Buffer.from('xx'))).status).toBe(409);
  expect((await door.call(`${path}/attachment`, patient)).status).toBe(404);
  const last = await patch(patient, path, 5, Buffer.from('56789'));
  expect([last.status, last.headers.get('attachment-id')]).toEqual([204, path.split('/').at(-1)]);
  const message = await door.send(conversation.id, patient, [last.headers.get('attachment-id') ?? '']);
  expect(message.attachments[0]).toMatchObject({ name: 'film.bin', sizeBytes: 10 });
});

test('DOOR-2 an upload is for participants, and afterwards for the one who began it', async () => {
  const { doctor, patient, conversation } = await door.pair();
  const stranger = await door.person();
  await expect(begin(stranger, conversation.id, 10)).rejects.toThrow('answered 404');
  await expect(begin(patient, randomUUID(), 10)).rejects.toThrow('answered 404');
  await expect(begin(patient, 'no id', 10)).rejects.toThrow('answered 400');
  const path = await begin(patient, conversation.id, 10);
  expect((await door.call(path, null, { method: 'HEAD', headers: PROTOCOL })).status).toBe(401);
  for (const who of [doctor, stranger]) {
    expect((await patch(who, path, 0, Buffer.from('x'))).status).toBe(404);
    expect((await door.call(path, who, { method: 'HEAD', headers: PROTOCOL })).status).toBe(404);
    expect((await door.call(path, who, { method: 'DELETE', headers: PROTOCOL })).status).toBe(404);
  }
  expect((await door.call(path, patient, { method: 'DELETE', headers: PROTOCOL })).status).toBe(204);
  expect((await patch(patient, path, 0, Buffer.from('x'))).status).toBe(404);
});

test('an upload above the limit, or of what is not taken, is refused and leaves nothing', async () => {
  const { patient, conversation } = await door.pair();
  const before = await door.filesOnDisk();
  await expect(begin(patient, conversation.id, RESUMABLE_MAX_BYTES + 1)).rejects.toThrow('answered 413');
  const path = await begin(patient, conversation.id, 10, 'facture.exe');
  const refused = await patch(patient, path, 0, Buffer.from('0123456789'));
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ code: 'unprocessable' });
  expect(await door.filesOnDisk()).toEqual(before);
});

test('pages of a known origin may read what the protocol answers', async () => {
  const { patient, conversation } = await door.pair();
  const path = await begin(patient, conversation.id, 10);
  const headers = { ...PROTOCOL, origin: 'http://localhost:3000' };
  const answer = await door.call(path, patient, { method: 'HEAD', headers });
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
  expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('attachment-id');
  const asked = { origin: headers.origin, 'access-control-request-method': 'PATCH' };
  const preflight = await door.call(path, null, { method: 'OPTIONS', headers: asked });
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    expect.stringContaining('PATCH'),
  ]);
});
