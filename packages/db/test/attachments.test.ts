import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createAttachments, createRepositories } from '../src/index.ts';
import { createTestDatabase } from './database.ts';
import { command, committed, newPair } from './scene.ts';

it('DEL-6: the end of an examination makes its conversation one that moved lately, so heartbeats tell the new revision', async () => {
  const database = await createTestDatabase();
  const repositories = createRepositories(database.pool);
  const attachments = createAttachments(database.pool);
  const { client, conversation } = await newPair(repositories);
  const id = randomUUID();
  const file = {
    id,
    conversationId: conversation.id,
    uploaderId: client.id,
    name: 'a.pdf',
    mediaType: 'application/pdf',
  };
  const unknown = { sizeBytes: 1, sha256: null, width: null, height: null, thumbnailKey: null, url: null };
  await attachments.add({ ...file, ...unknown, storageKey: `files/${id}`, state: 'pending' }, 10);
  const sent = command(conversation.id, client, { attachmentIds: [id] });
  committed((await repositories.messages.persist([sent]))[0]);
  await database.pool.query(`update conversations set updated_at = now() - interval '1 hour'`);
  const moved = () =>
    repositories.conversations.tops({ personIds: [client.id], activeWithinMs: 60_000, limitPerPerson: 10 });
  expect(await moved()).toEqual([]);
  await attachments.settle(id, 'ready');
  expect(await moved()).toMatchObject([{ conversationId: conversation.id, lastSeq: 1, revision: 1 }]);
  await database.drop();
});
