import type {
  ChangesPage,
  Conversation,
  ConversationPage,
  Message,
  MessagePage,
  Person,
  TopSeq,
} from '@causerie/contracts';
import type { SessionEnding } from './ending.ts';
import type { Failure } from './error.ts';
import type { ConnectionState, PendingMessage } from './state.ts';

/** The page kinds of a thread: its newest page, one somewhere below it, or what follows its contiguous end. */
export type PageKind = 'latest' | 'older' | 'after';

/** Everything that may change the state. Pushes, snapshots and the person's own doings are all told the same way. */
export type Action =
  | { type: 'identified'; person: Person }
  | { type: 'connection'; change: Partial<ConnectionState> }
  /** Another person uses this page from now on, or nobody. */
  | { type: 'left' }
  | { type: 'outbox'; outbox: 'kept' | 'memory' }
  | { type: 'ended'; reason: SessionEnding | null }
  | { type: 'list.loading' }
  | { type: 'list.loaded'; page: ConversationPage; more: boolean }
  | { type: 'list.failed'; failure: Failure }
  | { type: 'snapshot'; conversation: Conversation; fetched: boolean }
  | { type: 'gone'; conversationId: string }
  | { type: 'tops'; tops: readonly TopSeq[] }
  | { type: 'message'; message: Message }
  | { type: 'changed'; message: Message }
  /** `after` is the revision that was asked after. */
  | { type: 'changes.loaded'; conversationId: string; after: number; page: ChangesPage }
  | { type: 'page.loading'; kind: PageKind; conversationId: string }
  /** `asOf` is the revision that was heard of when the page was asked for: it has every change up to there. */
  | { type: 'page.loaded'; kind: PageKind; conversationId: string; asOf: number; page: MessagePage }
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
  | { type: 'shown'; conversationId: string; fromSeq: number; toSeq: number }
  | { type: 'pending.queued'; conversationId: string; pending: PendingMessage }
  /** Messages that were written before, in an earlier page or in another tab. */
  | { type: 'pending.loaded'; conversationId: string; pending: readonly PendingMessage[] }
  | { type: 'pending.failed'; conversationId: string; clientMessageId: string; failure: Failure }
  | { type: 'pending.retried'; conversationId: string; clientMessageId: string }
  | { type: 'pending.discarded'; conversationId: string; clientMessageId: string };
