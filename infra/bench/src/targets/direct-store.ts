import { Client } from 'pg';

/** A message on its way to the log. */
export interface DirectMessage {
  id: string;
  conversationId: string;
  authorId: string;
  clientMessageId: string;
  content: string;
}

/** What Postgres gave a message. `number` and `seq` as in Causerie. */
export interface Committed {
  id: string;
  number: string;
  seq: number;
  createdAt: string;
}

/** The tables of the limit: the same shape as Causerie's log, nothing else. */
export const DIRECT_TABLES = `
  create table conversations (
    id uuid primary key,
    professional_id uuid not null,
    client_id uuid not null,
    last_seq integer not null default 0,
    last_message_at timestamptz
  );
  create table messages (
    id uuid primary key,
    number bigint generated always as identity unique,
    conversation_id uuid not null,
    seq integer not null,
    author_id uuid not null,
    client_message_id text not null,
    type text not null default 'text',
    content text not null,
    metadata jsonb,
    reply_to_id uuid,
    created_at timestamptz not null default now(),
    edited_at timestamptz,
    deleted_at timestamptz,
    unique (conversation_id, seq),
    unique (conversation_id, author_id, client_message_id)
  );
`;

/** One round trip for a whole batch: lock in id order, number under the lock, insert, move the counters. */
export const COMMIT_BATCH = `
  with input as materialized (
    select * from jsonb_to_recordset($1::jsonb) as row(
      place integer, id uuid, "conversationId" uuid, "authorId" uuid, "clientMessageId" text, content text)
  ), locked as materialized (
    select id, last_seq from conversations
    where id in (select "conversationId" from input) order by id for update
  ), numbered as materialized (
    select input.*, locked.last_seq + row_number() over (partition by locked.id order by place)::int as seq
    from input join locked on locked.id = input."conversationId"
  ), moved as (
    update conversations set last_seq = top.seq, last_message_at = now()
    from (select "conversationId" as id, max(seq) as seq from numbered group by 1) as top
    where conversations.id = top.id
  )
  insert into messages (id, conversation_id, seq, author_id, client_message_id, content)
  select id, "conversationId", seq, "authorId", "clientMessageId", content from numbered order by place
  on conflict do nothing
  returning id, number, seq, to_json(created_at)#>>'{}' as "createdAt"`;

/** One connection to the log; one batch at a time. */
export interface DirectLane {
  commit(batch: readonly DirectMessage[]): Promise<Map<string, Committed>>;
  close(): Promise<void>;
}

/** Opens a lane: a connection of its own with a prepared statement. */
export async function openDirectLane(databaseUrl: string): Promise<DirectLane> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    async commit(batch) {
      const input = JSON.stringify(batch.map((message, place) => ({ place, ...message })));
      const { rows } = await client.query<Committed>({ name: 'commit-batch', text: COMMIT_BATCH, values: [input] });
      return new Map(rows.map((row) => [row.id, row]));
    },
    close: () => client.end(),
  };
}
