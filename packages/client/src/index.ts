export type {
  Attachment,
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
  PushPayload,
  SearchPage,
} from '@causerie/contracts';
export { type Causerie, type CauserieOptions, createCauserie } from './causerie.ts';
export { type Clock, type Network } from './environment.ts';
export { CauserieError, type CauserieErrorCode, type Failure } from './error.ts';
export type { Upload, Uploads, UploadSource } from './files/uploads.ts';
export type { Notifications } from './notifications/notifications.ts';
export type { NotificationFilter, NotificationsState, PushState } from './notifications/state.ts';
export type { Observable } from './observable.ts';
export type { SendOptions } from './outbox.ts';
export type { ConversationQuery, MessageQuery, Queries } from './queries.ts';
export type { NewConversation, SetAside } from './rest.ts';
export {
  lastActivity,
  type MessageStatus,
  myMarkers,
  orderedConversations,
  othersOf,
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
export type { Wire, WireFactory, WireHandlers } from './wire.ts';
