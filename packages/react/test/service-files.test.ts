import type { Causerie, Conversation, Uploads } from '@causerie/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createUploads } from '@causerie/client/testing';
import { eventually, openStage, type Stage, tokenOf } from './service-stage.ts';

const FILE = new File(['12345'], 'radio.png', { type: 'image/png' });
const PROGRAM = new File(['x'], 'setup.exe');

let stage: Stage;
let conversation: Conversation;
let client: Causerie;
let withdrawn: string[];
/** Files are on their way for ever. */
let isSlow: boolean;
beforeEach(async () => {
  stage = await openStage();
  const { doctor, patient, replica, service, log } = stage;
  conversation = log.create([doctor, patient]);
  [withdrawn, isSlow] = [[], false];
  await service.initialize({ token: tokenOf(patient), url: replica.url });
  await service.connect();
  client = stage.messenger(tokenOf(patient));
  client.uploads = tray();
});
afterEach(() => stage.close());

/** A tray whose files arrive at once; each becomes the attachment that is named like it. */
function tray(): Uploads {
  const request = async (method: string, path: string) => {
    const id = path.split('/')[3] ?? '';
    if (method === 'DELETE') withdrawn.push(id);
    return { id, name: id, mediaType: 'image/png', sizeBytes: 5, url: null };
  };
  return createUploads({
    rest: { request } as never,
    open: ({ name }) => ({
      run: async () => (isSlow ? new Promise<never>(() => undefined) : name),
      uploadId: () => null,
      abort: () => Promise.reject(new Error('done')),
    }),
    ...{ clock: { ...globalThis, now: Date.now }, random: () => 1, newId: () => crypto.randomUUID() },
    network: { isOnline: () => true, onChange: () => () => undefined },
  });
}

const waiting = () => (client.uploads.getSnapshot()[conversation.id] ?? []).map(({ name }) => name);

describe('Files of the service', () => {
  it('go with a text, or are uploaded first and named by their metadata', async () => {
    const { log, patient, replica, routes, service } = stage;
    const sending = vi.spyOn(client, 'sendMessage');
    await service.sendMessage(conversation.id, 'La radio', { file: FILE });
    const attachments = [{ id: 'radio.png' }];
    expect(sending.mock.calls.at(-1)).toMatchObject([conversation.id, 'La radio', { attachments }]);

    const metadata = await service.uploadFile(conversation.id, FILE);
    const fileUrl = `${replica.url}/v1/attachments/radio.png/content`;
    expect(metadata).toEqual({ fileUrl, fileName: 'radio.png', fileSize: 5 });
    const bodies: unknown[] = [];
    const { message } = log.send(patient, conversation.id, 'k', '');
    const path = `/api/messaging/medecin-patient/conversations/${conversation.id}/messages`;
    routes[`POST ${path}`] = ({ body }) => (bodies.push(body), { id: message.id });
    routes[`GET /v1/messages/${message.id}`] = () => message;
    const options = { type: 'image' as const, metadata, clientMessageId: 'mine' };
    expect(await service.sendMessage(conversation.id, '', options)).toMatchObject({ id: message.id, seq: message.seq });
    await service.sendMessage(conversation.id, '', { file: FILE, metadata: { context: 'genou' } });
    const ours = '/v1/attachments/radio.png/content';
    expect(bodies).toEqual([
      { content: '', ...options },
      { content: '', metadata: { context: 'genou', fileUrl: ours } },
    ]);
    expect([waiting(), withdrawn]).toEqual([[], []]);
  });

  it('take nothing along that the person is about to send, and leave nothing of their own', async () => {
    const { service } = stage;
    client.uploads.add(conversation.id, [new File(['1'], 'mine.png')]);
    await eventually(() => expect(client.uploads.getSnapshot()[conversation.id]?.[0]?.status).toBe('ready'));
    await service.sendMessage(conversation.id, 'La radio', { file: FILE });
    expect(waiting()).toEqual(['mine.png']);
    expect(withdrawn).toEqual([]);
  });

  it('are taken back when nobody waits for them any more', async () => {
    const { service } = stage;
    isSlow = true;
    const uploading = service.uploadFile(conversation.id, FILE);
    await eventually(() => expect(waiting()).toEqual(['radio.png']));
    service.disconnect();
    await expect(uploading).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(waiting()).toEqual([]);
  });

  it('are refused where the server would refuse them, or two are meant, and then nothing is sent', async () => {
    const { service } = stage;
    const sending = vi.spyOn(client, 'sendMessage');
    await expect(service.uploadFile(conversation.id, PROGRAM)).rejects.toMatchObject({ code: 'unprocessable' });
    await expect(service.sendMessage(conversation.id, 'x', { file: PROGRAM })).rejects.toMatchObject({
      code: 'unprocessable',
    });
    const two = { file: FILE, metadata: { fileUrl: '/v1/attachments/f/content' } };
    await expect(service.sendMessage(conversation.id, 'x', two)).rejects.toMatchObject({ code: 'invalid_input' });
    expect([waiting(), sending.mock.calls]).toEqual([[], []]);
  });
});
