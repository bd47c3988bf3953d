export type { DirectoryPerson, Message, Person } from '@causerie/contracts';
export { type Causerie, type CauserieOptions, createCauserie } from './causerie.ts';
export { type Clock, type Network } from './environment.ts';
export { CauserieError, type CauserieErrorCode, type Failure } from './error.ts';
export type { NewConversation } from './rest.ts';
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
