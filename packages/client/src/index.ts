export type {
  Appointment,
  AppointmentPage,
  Attachment,
  AuditPage,
  CallStats,
  ConnectionStats,
  Conversation,
  DirectoryPerson,
  FoundMessage,
  Message,
  MessagingStats,
  Mute,
  Notification,
  NotificationKind,
  NotificationPreferences,
  Person,
  PrivacyRequest,
  PrivacyRequestPage,
  PrivacyRequestState,
  PushPayload,
  SearchPage,
} from '@causerie/contracts';
export { type Causerie, type CauserieOptions, createCauserie } from './causerie.ts';
export type { SessionEnding } from './ending.ts';
export { entryFromSnapshot } from './entry.ts';
export { type Clock, type Network } from './environment.ts';
export { CauserieError, type CauserieErrorCode, type Failure } from './error.ts';
export type { FeedEvents, Listen } from './feed.ts';
export type { Upload, Uploads, UploadSource } from './files/uploads.ts';
export type { Drafts } from './keep/drafts.ts';
export type { Account, Kept, OutboxStorage } from './keep/outbox-storage.ts';
export { type LegacyConversation, legacyConversation, type LegacyMessage, legacyMessage } from './legacy/shapes.ts';
export type { Notifications } from './notifications/notifications.ts';
export { tagOf } from './notifications/worker-messages.ts';
export { isMuted, isQuiet, isWanted, type PreferencesChange } from './notifications/preferences.ts';
export type { NotificationFilter, NotificationsState, PushState } from './notifications/state.ts';
export { createValue, type Observable } from './observable.ts';
export type { SendOptions } from './outbox.ts';
export type { ConversationQuery, MessageQuery, Queries } from './queries.ts';
export type { NewConversation, SetAside } from './rest.ts';
export {
  heldTop,
  lastActivity,
  lineOf,
  type MessageStatus,
  myMarkers,
  orderedConversations,
  othersOf,
  pendingLineOf,
  shownTop,
  statusOf,
  type ThreadLine,
  threadLines,
  totalUnread,
  typingPeople,
} from './selectors.ts';
export type {
  ConnectionState,
  ConnectionStatus,
  ConversationEntry,
  Loading,
  Markers,
  PendingMessage,
  Presence,
  State,
} from './state.ts';
export { initialState } from './state.ts';
export { sendAndWait } from './when-sent.ts';
export type { Page } from './tabs/page.ts';
export type { Wire, WireFactory, WireHandlers } from './wire.ts';
