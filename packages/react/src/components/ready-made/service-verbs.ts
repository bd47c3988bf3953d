import {
  type Causerie,
  entryFromSnapshot,
  legacyConversation,
  type LegacyMessage,
  legacyMessage,
  type Message,
} from '@causerie/client';
import { given, refusal } from './common.ts';
import { idOf } from './context-conversation.ts';
import { markAsRead } from './mark-as-read.ts';
import { originOf } from './origins.ts';
import { sendLegacy, uploadFile } from './service-files.ts';
import { allConversations, messagesOf } from './service-messages.ts';
import type { Session } from './service-session.ts';
import type { LegacySendOptions, ServiceCalls, SignalingService } from './service-shapes.ts';
import { openedWith } from './whom.ts';

/** Where sessions are opened, joined and read in the words of médecins and patients. */
const SESSIONS = '/api/messaging/medecin-patient/webrtc/sessions';
type SetAside = Parameters<Causerie['setAside']>[1];

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
  const { client, run } = session;
  const active = () => session.current()?.getSnapshot().openConversationId ?? null;
  const aside = (how: SetAside) => (id: string) => run((some) => some.setAside(id, how));

  async function sendMessage(...said: [string, string?, (LegacySendOptions | null)?]): Promise<LegacyMessage> {
    // A text alone goes where the person is.
    const [conversationId, content, options] = said.length === 1 ? [active(), said[0]] : said;
    return run(async (some, signal) => {
      if (idOf(conversationId) === null)
        throw refusal('invalid_input', 'no conversation is open: join one, or name it');
      return printed(some, await sendLegacy(some, conversationId ?? '', content ?? '', options ?? {}, signal));
    });
  }

  return {
    getUserConversations: () => run(allConversations),
    getConversationMessages: (conversationId, query) =>
      run(async (some) => {
        const messages = await messagesOf(some, conversationId, query ?? {});
        return messages.map((message) => printed(some, message));
      }),
    sendMessage,
    uploadFile: (conversationId, file) => run((some, signal) => uploadFile(some, conversationId, file, signal)),
    markAsRead: (id) => run((some) => markAsRead(some, id)),
    createConversation: (input) => run(async (some) => legacyConversation(await openedWith(some, input))),
    archiveConversation: aside('archive'),
    unarchiveConversation: aside('unarchive'),
    blockConversation: aside('block'),
    unblockConversation: aside('unblock'),
    renameConversation: (id, subject) => run((some) => some.renameConversation(id, subject)),
    deleteConversation: (id) => run((some) => some.removeConversation(id)),
    searchConversations: (text) =>
      run(async (some) => {
        const { items } = await some.queries.searchConversations({ search: text, limit: FOUND_MAX });
        const myId = some.getSnapshot().me?.id ?? '';
        return items.map((found) => legacyConversation(entryFromSnapshot(found, myId)));
      }),
    getStatistics: (range) => run(({ queries }) => queries.statistics(given(range ?? {}))),
    setTyping: (conversationId, isActive) => client().setTyping(conversationId, isActive),
    joinConversation: (conversationId) => client().openConversation(conversationId),
    setActiveConversation: (conversationId) => client().openConversation(conversationId),
    getActiveConversation: active,
    leaveConversation: () => undefined,
    createWebRTCSession: (whom) => run(({ queries }) => queries.request('POST', SESSIONS, whom)),
    getWebRTCSession: (id) => run(({ queries }) => queries.request('GET', `${SESSIONS}/${encodeURIComponent(id)}`)),
    joinWebRTCSession: (id) =>
      run(({ queries }) => queries.request('POST', `${SESSIONS}/${encodeURIComponent(id)}/join`, {})),
  };
}

function printed(client: Causerie, message: Message): LegacyMessage {
  return legacyMessage(message, client.getSnapshot().conversations[message.conversationId], originOf(client));
}
