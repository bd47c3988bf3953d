import type { CallStats, LegacyConversation, LegacyMessage, MessagingStats, UploadSource } from '@causerie/client';
import type { Begin, CallKind } from '@causerie/client/calls';
import type { ServiceEvents } from './service-events.ts';
import type { CauserieDefaults, Identity } from './shared-client.ts';
import type { FoundTokens } from './tokens.ts';

/** A video session as pages of médecins and patients know it. */
export interface WebRTCSession {
  id: string;
  patientId: string | null;
  medecinId: string | null;
  /** Path of the page where one joins. */
  conferenceLink: string;
  /** What one says on the telephone to let somebody in. */
  conferenceCode: string;
  status: 'pending' | 'active' | 'ended';
  createdAt: string;
  endedAt?: string;
  participants: string[];
}

/** Whom a conversation or a session is with: by conversation, or by the other person's id in the host's system. */
export interface Whom {
  conversationId?: string;
  patientId?: string | number;
  medecinId?: string | number;
}

/** What a new conversation begins with. */
export interface NewLegacyConversation extends Omit<Whom, 'conversationId'> {
  /** The other person, whichever side they are on. */
  toUserId?: string | number;
  subject?: string;
  firstMessage?: string;
}

/** Whom to call: by conversation, or by the other person's id in the host's system. */
export type ServiceWhom = Whom & Pick<NewLegacyConversation, 'toUserId'>;

/** A call as the service tells it. Ids of people are those of the tokens; instants are ISO 8601. */
export interface ServiceCall {
  sessionId: string;
  conversationId: string | null;
  /** How it began; an `audio` call may turn its camera on later. */
  kind: CallKind;
  /** `pending` until a device rings, `active` once two people talk. */
  status: 'pending' | 'ringing' | 'active' | 'ended';
  /** Why it ended: `completed`, `declined`, `missed`, `cancelled`… */
  endReason: string | null;
  /** Null for a guest without an account. */
  callerId: string | null;
  callerName: string;
  /** Everybody with an account who is invited or takes part. */
  participants: string[];
  /** Path of the page where one joins. */
  conferenceLink: string;
  /** What one says on the telephone to let somebody in. */
  conferenceCode: string;
  createdAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  /** From the answer to the end, in seconds; null while it lasts and when nobody answered. */
  duration: number | null;
}

/** A call of my history. */
export interface PastServiceCall extends ServiceCall {
  direction: 'outgoing' | 'incoming';
  /** It rang for me and I did not answer. */
  missed: boolean;
}

/** Which calls of my history: the newest `limit`, 20 without it and 1000 at most. */
export interface ServiceCallHistoryQuery {
  limit?: number;
  conversationId?: string;
  /** Only those that I missed. */
  missed?: boolean;
}

/** Which messages: the newest, or those before or after one, which is named by its id or its `seq`. */
export interface MessagesQuery {
  before?: number | string | null;
  after?: number | string | null;
  /** 50 without it; 1000 at most, which is refused above with `invalid_input`. */
  limit?: number;
}

/** What a message of pages of médecins and patients knows of its file, beside anything else that the page keeps there. */
export interface LegacyMetadata {
  /** The address of a file that `uploadFile` gave. */
  fileUrl?: string;
  fileName?: string;
  /** In bytes. */
  fileSize?: number;
  [name: string]: unknown;
}

/** What a message has beside its text. */
export interface LegacySendOptions {
  /** What its files say without it. */
  type?: 'text' | 'image' | 'file';
  metadata?: LegacyMetadata;
  /** A file of this device, which is uploaded first. */
  file?: UploadSource;
  /** Makes sending with `metadata` or `type` safe to repeat after an error: the message is there once. */
  clientMessageId?: string;
}

/** A file that waits for its message; after a day without one it is deleted. */
export type UploadedFile = Required<Pick<LegacyMetadata, 'fileUrl' | 'fileName' | 'fileSize'>>;

/**
 * Calls over the page's one engine, which is loaded when the first of these verbs needs it. Pictures and sound are brought by a
 * `VideoCallWindow` on the page.
 */
export interface ServiceCalls {
  /** Calls somebody, or joins the call that the conversation has already; a video call unless `kind` says `audio`. */
  initiateCall(whom: ServiceWhom, options?: Begin & { kind?: CallKind }): Promise<ServiceCall>;
  /** Answers a call, or the one that asks for me. Rejects with `not_found` when nobody calls. */
  acceptCall(sessionId?: string, begin?: Begin): Promise<ServiceCall>;
  declineCall(sessionId?: string): Promise<ServiceCall>;
  /** The same as `declineCall`. */
  refuseCall(sessionId?: string): Promise<ServiceCall>;
  /** Hangs up the call that goes on on this page; nothing happens without one. */
  endCall(): Promise<void>;
  /** My calls that have not ended. */
  getActiveCalls(): Promise<ServiceCall[]>;
  /** My calls, newest first. */
  getCallHistory(query?: ServiceCallHistoryQuery): Promise<PastServiceCall[]>;
  /** Figures over my calls that ended; of the last 30 days, or of [from, to). */
  getCallStatistics(range?: { from?: string; to?: string }): Promise<CallStats>;
}

/**
 * Messaging without React, under the names that services of médecins and patients have. It is a thin object over the page's one shared
 * connection, the same that components and hooks use. Verbs reject with CauserieError; conversations, messages and sessions have the
 * shapes of those services. When somebody else signs in, it goes on as them, and its listeners hear `disconnect` and `connect`.
 */
export interface SignalingService extends ServiceCalls {
  /**
   * Finds the token, connects and loads all conversations; resolves to them. Safe to call again: what is not said again, the token too,
   * stays as it was.
   */
  initialize(options?: CauserieDefaults & Identity): Promise<LegacyConversation[]>;
  /** Connects now. Rejects with `timeout`, which is retryable, when the server is not reached within 20 seconds. */
  connect(): Promise<void>;
  /** Lets go of the connection, which ends when nobody else on the page uses it. */
  disconnect(): void;
  isConnected(): boolean;
  getSocketId(): string | null;
  /** What this browser keeps under `jwt`, `token`, `patient` and `medecin`. */
  getAllAvailableTokens(): FoundTokens;
  /** All conversations, last active first. */
  getUserConversations(): Promise<LegacyConversation[]>;
  /** Messages in ascending order. */
  getConversationMessages(conversationId: string, query?: MessagesQuery): Promise<LegacyMessage[]>;
  /** Sends, and resolves when the server has it. A text alone goes to the active conversation, and is refused without one. */
  sendMessage(content: string): Promise<LegacyMessage>;
  sendMessage(conversationId: string, content: string, options?: LegacySendOptions): Promise<LegacyMessage>;
  /** Brings a file to the server: its `metadata` for `sendMessage`. */
  uploadFile(conversationId: string, file: UploadSource): Promise<UploadedFile>;
  /** Marks everything up to a message as read, or all of a conversation. */
  markAsRead(messageOrConversationId: string): Promise<void>;
  createConversation(input: NewLegacyConversation): Promise<LegacyConversation>;
  archiveConversation(conversationId: string): Promise<void>;
  unarchiveConversation(conversationId: string): Promise<void>;
  blockConversation(conversationId: string): Promise<void>;
  unblockConversation(conversationId: string): Promise<void>;
  /** Changes the subject, or takes it away. */
  renameConversation(conversationId: string, subject: string | null): Promise<void>;
  deleteConversation(conversationId: string): Promise<void>;
  searchConversations(text: string): Promise<LegacyConversation[]>;
  getStatistics(range?: { from?: string; to?: string }): Promise<MessagingStats>;
  setTyping(conversationId: string, active: boolean): void;
  /** Loads a conversation and makes it the active one. Nothing has to be joined to hear of it. */
  joinConversation(conversationId: string): void;
  /** The same as `joinConversation`; with null, none is active. */
  setActiveConversation(conversationId: string | null): void;
  /** The conversation that was joined or opened last on this page, by the service or by a component. */
  getActiveConversation(): string | null;
  /** Does nothing: there is no room to leave. */
  leaveConversation(conversationId: string): void;
  /** Calls back for each new message of a conversation, mine included; returns how to stop. */
  subscribeToMessages(conversationId: string, listener: (message: LegacyMessage) => void): () => void;
  /** Stops calling back one listener, or all of the conversation. */
  unsubscribeFromMessages(conversationId: string, listener?: (message: LegacyMessage) => void): void;
  createWebRTCSession(whom: Whom): Promise<WebRTCSession>;
  getWebRTCSession(sessionId: string): Promise<WebRTCSession>;
  /** Takes part in a session. Pictures and sound are brought by `WebRTCWidget`, `ConferencePage` and `useWebRTC`. */
  joinWebRTCSession(sessionId: string): Promise<WebRTCSession>;
  /** Calls back for each event of a kind, also across disconnections; returns how to stop. */
  on<Name extends keyof ServiceEvents>(name: Name, listener: (event: ServiceEvents[Name]) => void): () => void;
  off<Name extends keyof ServiceEvents>(name: Name, listener: (event: ServiceEvents[Name]) => void): void;
}
