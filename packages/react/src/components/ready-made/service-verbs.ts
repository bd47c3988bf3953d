import {
  entryFromSnapshot,
  legacyConversation,
  type LegacyMessage,
  legacyMessage,
  type Message,
} from '@causerie/client';
import { given, refusal } from './service-common.ts';
import { sendLegacy, uploadFile } from './service-files.ts';
import { allConversations, markAsRead, messagesOf } from './service-messages.ts';
import type { Session } from './service-session.ts';
import type { LegacySendOptions, ServiceCalls, SignalingService } from './service-shapes.ts';
import { subjectMeant } from './service-whom.ts';

/** Where sessions are opened, joined and read in the words of médecins and patients. */
const SESSIONS = '/api/messaging/medecin-patient/webrtc/sessions';
/** Conversations that a search tells at most. */
const FOUND_MAX = 50;

/** What the service does over a messenger, but for calls. */
export type ServiceVerbs = Omit<
  SignalingService,
  | keyof ServiceCalls
  | 'initialize'
  | 'connect'
  | 'disconnect'
  | 'isConnected'
  | 'getSocketId'
  | 'getAllAvailableTokens'
  | 'on'
  | 'off'
  | 'subscribeToMessages'
  | 'unsubscribeFromMessages'
>;

/** The verbs of the service over the messenger of a session. */
export function serviceVerbs(session: Session): ServiceVerbs {
  const { client } = session;
  const printed = (message: Message): LegacyMessage =>
    legacyMessage(message, session.current()?.getSnapshot().conversations[message.conversationId], session.origin());
  const active = () => session.current()?.getSnapshot().openConversationId ?? null;

  async function sendMessage(first: string, second?: string, options?: LegacySendOptions): Promise<LegacyMessage> {
    const some = client();
    // A text alone goes where the person is.
    const isAlone = second === undefined && options === undefined;
    const conversationId = isAlone ? active() : first;
    if (conversationId === null) throw refusal('invalid_input', 'no conversation is open: join one, or name it');
    return printed(await sendLegacy(some, conversationId, (isAlone ? first : second) ?? '', options ?? {}));
  }

  return {
    getUserConversations: async () => allConversations(client()),
    async getConversationMessages(conversationId, query = {}) {
      return (await messagesOf(client(), conversationId, query)).map(printed);
    },
    sendMessage,
    uploadFile: async (conversationId, file) => uploadFile(client(), conversationId, file, session.origin()),
    markAsRead: async (id) => markAsRead(client(), id),
    async createConversation(input) {
      const { subject, firstMessage } = input;
      const some = client();
      const withSubject = await subjectMeant(some, input);
      const id = await some.createConversation({ withSubject, ...given({ subject, firstMessage }) });
      const entry = some.getSnapshot().conversations[id];
      if (entry === undefined) throw refusal('not_found', 'the conversation was removed');
      return legacyConversation(entry);
    },
    archiveConversation: async (id) => client().setAside(id, 'archive'),
    unarchiveConversation: async (id) => client().setAside(id, 'unarchive'),
    blockConversation: async (id) => client().setAside(id, 'block'),
    unblockConversation: async (id) => client().setAside(id, 'unblock'),
    renameConversation: async (id, subject) => client().renameConversation(id, subject),
    deleteConversation: async (id) => client().removeConversation(id),
    async searchConversations(text) {
      const some = client();
      const { items } = await some.queries.searchConversations({ search: text, limit: FOUND_MAX });
      const myId = some.getSnapshot().me?.id ?? '';
      return items.map((found) => legacyConversation(entryFromSnapshot(found, myId)));
    },
    getStatistics: async (range) => client().queries.statistics(range),
    setTyping: (conversationId, isActive) => client().setTyping(conversationId, isActive),
    joinConversation: (conversationId) => client().openConversation(conversationId),
    setActiveConversation: (conversationId) => client().openConversation(conversationId),
    getActiveConversation: active,
    leaveConversation: () => undefined,
    createWebRTCSession: async (whom) => client().queries.request('POST', SESSIONS, whom),
    getWebRTCSession: async (id) => client().queries.request('GET', `${SESSIONS}/${encodeURIComponent(id)}`),
    joinWebRTCSession: async (id) => client().queries.request('POST', `${SESSIONS}/${encodeURIComponent(id)}/join`, {}),
  };
}
