import type {
  AttachmentLink,
  AttachmentSize,
  ConversationPage,
  ConversationSort,
  ConversationStatus,
  Message,
  MessageEdit,
  MessageReceipt,
  MessagingStats,
  SearchPage,
} from '@causerie/contracts';
import { queryString } from './query-string.ts';
import type { Rest } from './rest.ts';

/** Which conversations to look for. */
export interface ConversationQuery {
  search?: string;
  status?: ConversationStatus;
  unread?: boolean;
  sort?: ConversationSort;
  cursor?: string;
  limit?: number;
}

/** Words to look for in messages. */
export interface MessageQuery {
  text: string;
  conversationId?: string;
  /** The `nextCursor` of the page before. */
  cursor?: string;
  limit?: number;
}

/** Questions whose answers are shown and not kept. All reject with CauserieError. */
export interface Queries {
  /** One message as it now is, such as one that another answers. */
  message(messageId: string): Promise<Message>;
  /** Messages that hold the words, newest first, in the conversations that are mine. */
  searchMessages(query: MessageQuery): Promise<SearchPage>;
  /** Conversations by name, subject, status, or whether something is unread, without touching the list that is shown. */
  searchConversations(query: ConversationQuery): Promise<ConversationPage>;
  /** My statistics; the last 30 days without a range. */
  statistics(range?: { from?: string; to?: string }): Promise<MessagingStats>;
  /** Who received and read a message of mine, and when. */
  receipts(messageId: string): Promise<readonly MessageReceipt[]>;
  /** What a message said before it was changed, oldest first. */
  edits(messageId: string): Promise<readonly MessageEdit[]>;
  /** An address that shows a file for 5 minutes, without a token. */
  fileLink(attachmentId: string, size?: AttachmentSize): Promise<AttachmentLink>;
  /** Any other route of the REST API; `path` begins with `/v1`. */
  request<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Builds the questions over REST; `url` is the origin that links are told relative to. */
export function createQueries(rest: Rest, url: string): Queries {
  const message = (id: string, of = '') => `/v1/messages/${encodeURIComponent(id)}${of}`;
  return {
    message: (id) => rest.request('GET', message(id)),
    searchMessages: ({ text, conversationId, cursor, limit }) =>
      rest.request('GET', `/v1/search/messages${queryString({ q: text, conversationId, before: cursor, limit })}`),
    searchConversations: (query) => rest.request('GET', `/v1/conversations${queryString({ ...query })}`),
    statistics: (range = {}) => rest.request('GET', `/v1/stats/messaging${queryString({ ...range })}`),
    receipts: async (id) => (await rest.request<{ items: MessageReceipt[] }>('GET', message(id, '/receipts'))).items,
    edits: async (id) => (await rest.request<{ items: MessageEdit[] }>('GET', message(id, '/edits'))).items,
    async fileLink(attachmentId, size = 'original') {
      const path = `/v1/attachments/${encodeURIComponent(attachmentId)}/link`;
      const link = await rest.request<AttachmentLink>('POST', path, { size });
      return { ...link, url: `${url}${link.url}` };
    },
    request: (method, path, body) => rest.request(method, path, body),
  };
}
