import type { CauserieErrorCode } from '@causerie/client';
import type { CallsStrings } from './calls.ts';
import type { MessageStrings } from './message.ts';
import type { NotificationsStrings } from './notifications.ts';
import type { ReadyMadeStrings } from './ready-made.ts';
import type { ThreadStrings } from './thread.ts';

/** Every text the components show. Functions receive what varies; plural forms are theirs to choose. */
export interface Strings {
  conversations: string;
  newConversation: string;
  noConversations: string;
  noConversationsHint: string;
  noneOpen: string;
  noneOpenHint: string;
  unread: (count: number) => string;
  unreadDivider: string;
  you: string;
  system: string;
  today: string;
  yesterday: string;
  online: string;
  away: string;
  lastSeen: (when: string) => string;
  typing: (name: string) => string;
  typingShort: string;
  back: string;
  close: string;
  retry: string;
  discard: string;
  loadFailed: string;
  loadMore: string;
  loading: string;
  conversationStart: (when: string) => string;
  messagesWith: (names: string) => string;
  emptyThread: (name: string) => string;
  emptyThreadHint: string;
  jumpToLatest: string;
  newMessages: (count: number) => string;
  composerLabel: (name: string) => string;
  composerPlaceholder: string;
  composerHint: string;
  send: string;
  charactersLeft: (count: number) => string;
  closed: string;
  deleted: string;
  status: Record<'pending' | 'sent' | 'delivered' | 'read' | 'failed', string>;
  readAt: (time: string) => string;
  notSent: string;
  failures: Partial<Record<CauserieErrorCode, string>>;
  failureElse: string;
  connection: Record<'connecting' | 'connected' | 'reconnecting' | 'offline' | 'polling' | 'ended', string>;
  connectionNotice: Record<'connecting' | 'reconnecting' | 'offline' | 'polling' | 'ended', string>;
  connectionDetails: string;
  connectionHelp: string;
  reconnectNow: string;
  replica: string;
  socketId: string;
  transport: string;
  attempts: string;
  since: string;
  peopleTitle: string;
  peopleHint: string;
  peopleSearch: string;
  peopleNone: string;
  available: string;
  unavailable: string;
  thread: ThreadStrings;
  message: MessageStrings;
  calls: CallsStrings;
  notifications: NotificationsStrings;
  readyMade: ReadyMadeStrings;
}

/** Some of the texts, to take the place of ours; a group may be given in part. */
export type SomeStrings = {
  [Key in keyof Strings]?: Strings[Key] extends Record<string, unknown> | object
    ? Strings[Key] extends (...of: never[]) => unknown
      ? Strings[Key]
      : Partial<Strings[Key]>
    : Strings[Key];
};
