import { afterAll, beforeAll, describe } from 'vitest';
import { createRepositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { describeRepositories } from './repositories.contract.ts';
import { fileOf, type Stage } from './scene.ts';

let database: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  database = await createTestDatabase();
  stage = postgresStage(database);
});
afterAll(() => database.drop());

function postgresStage({ pool }: TestDatabase): Stage {
  const run = async (text: string, values: unknown[]): Promise<void> => void (await pool.query(text, values));
  return {
    repositories: createRepositories(pool),
    setStatus: (conversationId, status) =>
      run('update conversations set status = $2 where id = $1', [conversationId, status]),
    leave: (conversationId, personId) =>
      run('update participants set left_at = now() where conversation_id = $1 and person_id = $2', [
        conversationId,
        personId,
      ]),
    removeConversation: (conversationId) =>
      run('update conversations set deleted_at = now() where id = $1', [conversationId]),
    removeMessage: (messageId) => run('update messages set deleted_at = now() where id = $1', [messageId]),
    async upload({ conversationId, uploader, mediaType, state }) {
      const file = fileOf(mediaType, state);
      await run(
        `insert into attachments (id, conversation_id, uploader_id, state, file_name, media_type, size_bytes, sha256, storage_key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, gen_random_uuid()::text)`,
        [file.id, conversationId, uploader.id, file.state, file.name, file.mediaType, file.sizeBytes, file.sha256],
      );
      return file;
    },
    async isDiscarded(attachmentId) {
      const { rows } = await pool.query<{ gone: boolean }>(
        'select deleted_at is not null as gone from attachments where id = $1',
        [attachmentId],
      );
      return rows[0]?.gone === true;
    },
  };
}

describe('repositories on Postgres', () => describeRepositories(() => stage));
