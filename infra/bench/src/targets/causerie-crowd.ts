import { withClient } from './database.ts';

/** A professional with many conversations, each with as many messages. */
export interface Crowd {
  subject: string;
  /** Ids of some of the conversations. */
  conversationIds: string[];
}

/** Conversations of a crowd whose pages are read. */
const SAMPLE = 50;

/** Makes a crowd through SQL; a million sends would take the run. Authors alternate, so that unread counts are not trivial. */
export async function makeCrowd(databaseUrl: string, conversations: number, messages: number): Promise<Crowd> {
  const subject = `crowd-${conversations}-${messages}`;
  return withClient(databaseUrl, async (client) => {
    await client.query('begin');
    // Triggers and foreign keys would check a million times what is true by construction here.
    await client.query('set local session_replication_role = replica');
    await client.query(
      `create temporary table crowd on commit drop as
       select gen_random_uuid() as id, gen_random_uuid() as client, place,
         now() - place * interval '1 minute' as active_at
       from generate_series(1, $1::int) as place`,
      [conversations],
    );
    await client.query(
      `insert into people (id, side, subject, name)
       select gen_random_uuid(), 'professional', $1, 'Dr Crowd'
       union all select client, 'client', $1 || '-' || place, 'Person ' || place from crowd`,
      [subject],
    );
    await client.query(
      `insert into conversations (id, professional_id, client_id, last_seq, last_message_at, updated_at)
       select crowd.id, p.id, client, $2, active_at, active_at
       from crowd, people p where p.side = 'professional' and p.subject = $1`,
      [subject, messages],
    );
    await client.query(
      `insert into participants (conversation_id, person_id, role, sent_count)
       select c.id, c.professional_id, 'professional', $1 / 2 from crowd join conversations c using (id)
       union all select c.id, c.client_id, 'client', $1 - $1 / 2 from crowd join conversations c using (id)`,
      [messages],
    );
    await client.query(
      `insert into messages (id, conversation_id, seq, author_id, client_key, type, content, created_at)
       select gen_random_uuid(), c.id, seq, case when seq % 2 = 0 then c.professional_id else c.client_id end,
         'crowd-' || seq, 'text', repeat('x', 110), active_at
       from crowd join conversations c using (id), generate_series(1, $1::int) as seq`,
      [messages],
    );
    const { rows } = await client.query<{ id: string }>('select id from crowd order by place limit $1', [SAMPLE]);
    await client.query('commit');
    await client.query('vacuum analyze');
    return { subject, conversationIds: rows.map(({ id }) => id) };
  });
}
