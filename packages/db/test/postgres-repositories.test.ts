import { afterAll, beforeAll, describe } from 'vitest';
import { createRepositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { describeRepositories } from './repositories.contract.ts';
import type { Stage } from './scene.ts';

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
  };
}

describe('repositories on Postgres', () => describeRepositories(() => stage));
