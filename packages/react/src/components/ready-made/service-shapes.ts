import type { LegacyConversation, LegacyMessage, MessagingStats } from '@causerie/client';
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

/**
 * Messaging without React, under the names that services of médecins and patients have. It is a thin object over the page's one shared
 * connection, the same that components and hooks use. Verbs reject with CauserieError; conversations, messages and sessions have the
 * shapes of those services.
 */
export interface SignalingService {
  /** Finds the token, connects and loads the conversations; resolves to them. Safe to call again. */
  initialize(options?: CauserieDefaults & Identity): Promise<LegacyConversation[]>;
  connect(): Promise<void>;
  /** Lets go of the connection, which ends when nobody else on the page uses it. */
  disconnect(): void;
  isConnected(): boolean;
  getSocketId(): string | null;
  /** What this browser keeps under `jwt`, `token`, `patient` and `medecin`. */
  getAllAvailableTokens(): FoundTokens;
  /** The loaded conversations, last active first. */
  getUserConversations(): Promise<LegacyConversation[]>;
  /** A page of messages in ascending order: the newest, or those before a position (`seq`). */
  getConversationMessages(
    conversationId: string,
    options?: { before?: number; limit?: number },
  ): Promise<LegacyMessage[]>;
  /** Sends text, and resolves when the server has it. */
  sendMessage(conversationId: string, content: string): Promise<LegacyMessage>;
  /** Marks everything up to a message as read, or all of a conversation. */
  markAsRead(messageOrConversationId: string): Promise<void>;
  createConversation(input: NewLegacyConversation): Promise<LegacyConversation>;
  archiveConversation(conversationId: string): Promise<void>;
  unarchiveConversation(conversationId: string): Promise<void>;
  deleteConversation(conversationId: string): Promise<void>;
  searchConversations(text: string): Promise<LegacyConversation[]>;
  getStatistics(range?: { from?: string; to?: string }): Promise<MessagingStats>;
  setTyping(conversationId: string, active: boolean): void;
  /** Loads a conversation. Nothing has to be joined to hear of it. */
  joinConversation(conversationId: string): void;
  /** Does nothing: there is no room to leave. */
  leaveConversation(conversationId: string): void;
  createWebRTCSession(whom: Whom): Promise<WebRTCSession>;
  getWebRTCSession(sessionId: string): Promise<WebRTCSession>;
  /** Takes part in a session. Pictures and sound are brought by `WebRTCWidget`, `ConferencePage` and `useWebRTC`. */
  joinWebRTCSession(sessionId: string): Promise<WebRTCSession>;
  /** Calls back for each event of a kind, also across disconnections; returns how to stop. */
  on<Name extends keyof ServiceEvents>(name: Name, listener: (event: ServiceEvents[Name]) => void): () => void;
  off<Name extends keyof ServiceEvents>(name: Name, listener: (event: ServiceEvents[Name]) => void): void;
}
