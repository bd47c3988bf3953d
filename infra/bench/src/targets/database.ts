import { Client } from 'pg';
import { pairOf } from '../pairs.ts';

/** Creates the tables of a baseline in its (empty) database and one conversation per pair. */
export async function prepareDatabase(databaseUrl: string, tables: string, pairs: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(tables);
    const rows = Array.from({ length: pairs }, (_, index) => pairOf(index));
    await client.query(
      `insert into conversations (id, professional_id, client_id)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
      [
        rows.map((pair) => pair.conversationId),
        rows.map((pair) => pair.professional.id),
        rows.map((pair) => pair.client.id),
      ],
    );
    await client.query('analyze');
  });
}

/** Rows in `messages`: what the database really kept. */
export async function countRows(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ count: number }>('select count(*)::int as count from messages');
    return rows[0]!.count;
  });
}

/** Runs `work` with a connection that is closed afterwards. */
export async function withClient<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
