import { and, eq, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { Pool } from 'pg';

const conversations = pgTable('conversations', {
  id: uuid('id').primaryKey(),
  professionalId: uuid('professional_id').notNull(),
  clientId: uuid('client_id').notNull(),
  lastMessageAt: timestamp('last_message_at', { withTimezone: true }),
});

const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    conversationId: uuid('conversation_id').notNull(),
    authorId: uuid('author_id').notNull(),
    clientMessageId: text('client_message_id').notNull(),
    content: text('content').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('messages_by_conversation').on(table.conversationId, table.createdAt)],
);

/** The tables of {@link createPlainStore}, as SQL. */
export const PLAIN_TABLES = `
  create table conversations (
    id uuid primary key,
    professional_id uuid not null,
    client_id uuid not null,
    last_message_at timestamptz
  );
  create table messages (
    id uuid primary key default gen_random_uuid(),
    conversation_id uuid not null,
    author_id uuid not null,
    client_message_id text not null,
    content text not null,
    created_at timestamptz not null default now()
  );
  create index messages_by_conversation on messages (conversation_id, created_at);
`;

/** What the plain server does with its database. */
export interface PlainStore {
  /** Stores a message, or returns null when the author is not in the conversation. */
  save(input: {
    conversationId: string;
    authorId: string;
    clientMessageId: string;
    content: string;
  }): Promise<typeof messages.$inferSelect | null>;
}

/** The ORM code a team writes first: look the conversation up, insert, touch the conversation, one transaction. */
export function createPlainStore(databaseUrl: string): PlainStore {
  const db = drizzle(new Pool({ connectionString: databaseUrl }));
  return {
    async save({ conversationId, authorId, clientMessageId, content }) {
      const isMember = or(eq(conversations.professionalId, authorId), eq(conversations.clientId, authorId));
      const [conversation] = await db
        .select()
        .from(conversations)
        .where(and(eq(conversations.id, conversationId), isMember));
      if (!conversation) return null;
      return db.transaction(async (tx) => {
        const [message] = await tx
          .insert(messages)
          .values({ conversationId, authorId, clientMessageId, content })
          .returning();
        await tx
          .update(conversations)
          .set({ lastMessageAt: message!.createdAt })
          .where(eq(conversations.id, conversationId));
        return message!;
      });
    },
  };
}
