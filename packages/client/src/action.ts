import type {
  ChangesPage,
  Conversation,
  ConversationPage,
  Message,
  MessagePage,
  Person,
  TopSeq,
} from '@causerie/contracts';
import type { Failure } from './error.ts';
import type { ConnectionState, PendingMessage } from './state.ts';

/** The page kinds of a thread: its newest page, an older one, or what follows a seq. */
export type PageKind = 'latest' | 'older' | 'after';

/** Everything that may change the state. Pushes, snapshots and the person's own doings are all told the same way. */
export type Action =
  | { type: 'identified'; person: Person }
  | { type: 'connection'; change: Partial<ConnectionState> }
  | { type: 'ended'; reason: 'token_expired' | 'revoked' | null }
  | { type: 'list.loading' }
  | { type: 'list.loaded'; page: ConversationPage; more: boolean }
  | { type: 'list.failed'; failure: Failure }
  | { type: 'snapshot'; conversation: Conversation; fetched: boolean }
  | { type: 'gone'; conversationId: string }
  | { type: 'tops'; tops: readonly TopSeq[] }
  | { type: 'message'; message: Message }
  | { type: 'changed'; message: Message }
  | { type: 'changes.loaded'; conversationId: string; page: ChangesPage }
  | { type: 'page.loading'; kind: PageKind; conversationId: string }
  | { type: 'page.loaded'; kind: PageKind; conversationId: string; page: MessagePage }
  | { type: 'page.failed'; kind: PageKind; conversationId: string }
  | {
      type: 'marker';
      marker: 'read' | 'delivered';
      conversationId: string;
      personId: string;
      upToSeq: number;
      at: string;
    }
  | { type: 'typing'; conversationId: string; personId: string; active: boolean; untilMs: number }
  | { type: 'typing.expired'; nowMs: number }
  | { type: 'presence'; people: readonly { id: string; online: boolean; lastSeenAt: string | null }[] }
  | { type: 'opened'; conversationId: string | null }
  | { type: 'pending.queued'; conversationId: string; pending: PendingMessage }
  | { type: 'pending.failed'; conversationId: string; clientMessageId: string; failure: Failure }
  | { type: 'pending.retried'; conversationId: string; clientMessageId: string }
  | { type: 'pending.discarded'; conversationId: string; clientMessageId: string };
