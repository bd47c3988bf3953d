import { withClient } from './database.ts';

/** Adds messages to one conversation until it holds `upToSeq`; through SQL, because a million sends would take the run. */
export async function fillHistory(databaseUrl: string, conversationId: string, upToSeq: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('begin');
    // Triggers and foreign keys would check a million times what is true by construction here.
    await client.query('set local session_replication_role = replica');
    const { rows } = await client.query<{ client_id: string; last_seq: number }>(
      'select client_id, last_seq from conversations where id = $1 for update',
      [conversationId],
    );
    const { client_id: authorId, last_seq: lastSeq } = rows[0]!;
    const added = Math.max(0, upToSeq - lastSeq);
    await client.query(
      `insert into messages (id, conversation_id, seq, author_id, client_key, type, content, created_at)
       select gen_random_uuid(), $1::uuid, seq, $2::uuid, 'history-' || seq, 'text', repeat('x', 110), now()
       from generate_series($3::int, $4::int) as seq`,
      [conversationId, authorId, lastSeq + 1, lastSeq + added],
    );
    await client.query('update conversations set last_seq = last_seq + $2, last_message_at = now() where id = $1', [
      conversationId,
      added,
    ]);
    await client.query(
      'update participants set sent_count = sent_count + $3 where conversation_id = $1 and person_id = $2',
      [conversationId, authorId, added],
    );
    await client.query('commit');
    await client.query('analyze');
  });
}

/** Adds people and conversations that nobody uses. */
export async function addConversations(databaseUrl: string, count: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(
      `create temporary table extra on commit drop as
       select gen_random_uuid() as id, gen_random_uuid() as professional, gen_random_uuid() as client, place
       from generate_series(1, $1::int) as place`,
      [count],
    );
    for (const side of ['professional', 'client']) {
      await client.query(
        `insert into people (id, side, subject, name)
         select ${side}, '${side}', 'extra-' || place, 'Extra ' || place from extra`,
      );
    }
    await client.query(
      'insert into conversations (id, professional_id, client_id) select id, professional, client from extra',
    );
    for (const side of ['professional', 'client']) {
      await client.query(
        `insert into participants (conversation_id, person_id, role) select id, ${side}, '${side}' from extra`,
      );
    }
    await client.query('commit');
    await client.query('analyze');
  });
}
