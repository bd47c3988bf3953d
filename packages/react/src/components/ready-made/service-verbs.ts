import {
  type Causerie,
  CauserieError,
  entryFromSnapshot,
  type LegacyConversation,
  legacyConversation,
  legacyMessage,
  type Message,
  orderedConversations,
  sendAndWait,
} from '@causerie/client';
import { readUpTo } from '../conversations/use-conversation-actions.ts';
import type { NewLegacyConversation, SignalingService } from './service-shapes.ts';

/** Where sessions are opened, joined and read in the words of médecins and patients. */
const SESSIONS = '/api/messaging/medecin-patient/webrtc/sessions';

/** What the service does over a messenger. */
export type ServiceVerbs = Omit<
  SignalingService,
  'initialize' | 'connect' | 'disconnect' | 'isConnected' | 'getSocketId' | 'getAllAvailableTokens' | 'on' | 'off'
>;

/** The verbs of the service over the messenger that `client` gives. */
export function serviceVerbs(client: () => Causerie): ServiceVerbs {
  const printed = (message: Message) =>
    legacyMessage(message, client().getSnapshot().conversations[message.conversationId]);
  return {
    async getUserConversations() {
      const some = client();
      await until(some, () => some.getSnapshot().list.loaded || some.getSnapshot().list.failure !== null);
      return conversationsOf(some);
    },
    async getConversationMessages(conversationId, { before, limit = 50 } = {}) {
      const query = new URLSearchParams({ limit: String(limit), ...(before && { before: String(before) }) });
      const path = `/v1/conversations/${encodeURIComponent(conversationId)}/messages?${query.toString()}`;
      return (await client().queries.request<{ items: Message[] }>('GET', path)).items.map(printed);
    },
    sendMessage: async (conversationId, content) => printed(await sendAndWait(client(), conversationId, content)),
    async markAsRead(id) {
      const some = client();
      const entry = some.getSnapshot().conversations[id];
      if (entry !== undefined) return void (await readUpTo(some, id, entry.topSeq));
      const { conversationId, seq } = await some.queries.message(id);
      await readUpTo(some, conversationId, seq);
    },
    async createConversation(input) {
      const { subject, firstMessage } = input;
      const some = client();
      await until(some, () => some.getSnapshot().me !== null || some.getSnapshot().list.failure !== null);
      const withSubject = String(input.toUserId ?? otherOf(some, input) ?? '');
      const id = await some.createConversation({ withSubject, ...given({ subject, firstMessage }) });
      const entry = some.getSnapshot().conversations[id];
      if (entry === undefined) throw refusal('not_found', 'the conversation was removed');
      return legacyConversation(entry);
    },
    archiveConversation: async (id) => client().setAside(id, 'archive'),
    unarchiveConversation: async (id) => client().setAside(id, 'unarchive'),
    deleteConversation: async (id) => client().removeConversation(id),
    async searchConversations(text) {
      const some = client();
      const { items } = await some.queries.searchConversations({ search: text, limit: 50 });
      const myId = some.getSnapshot().me?.id ?? '';
      return items.map((found) => legacyConversation(entryFromSnapshot(found, myId)));
    },
    getStatistics: async (range) => client().queries.statistics(range),
    setTyping: (conversationId, active) => client().setTyping(conversationId, active),
    joinConversation: (conversationId) => client().openConversation(conversationId),
    leaveConversation: () => undefined,
    createWebRTCSession: async (whom) => client().queries.request('POST', SESSIONS, whom),
    getWebRTCSession: async (id) => client().queries.request('GET', `${SESSIONS}/${encodeURIComponent(id)}`),
    joinWebRTCSession: async (id) => client().queries.request('POST', `${SESSIONS}/${encodeURIComponent(id)}/join`, {}),
  };
}

/** The loaded conversations, last active first. @throws CauserieError when they could not be loaded. */
export function conversationsOf(client: Causerie): LegacyConversation[] {
  const { conversations, list } = client.getSnapshot();
  if (!list.loaded && list.failure !== null) throw new CauserieError(list.failure);
  return orderedConversations({ conversations }).map(legacyConversation);
}

/** Of a médecin and a patient, the one who is not me. */
function otherOf(client: Causerie, { patientId, medecinId }: NewLegacyConversation): string | number | undefined {
  return client.getSnapshot().me?.side === 'client' ? medecinId : (patientId ?? medecinId);
}

/** Resolves once `holds`, which is asked after each change. */
export function until(client: Causerie, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve();
    const stop = client.subscribe(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}

/** Only what was given: a default is not replaced by nothing. */
export function given<T extends object>(options: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  const some = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(some) as { [Key in keyof T]?: NonNullable<T[Key]> };
}

/** An error of this side. */
export function refusal(code: CauserieError['code'], detail: string): CauserieError {
  return new CauserieError({ code, detail, retryable: false, requestId: null });
}
