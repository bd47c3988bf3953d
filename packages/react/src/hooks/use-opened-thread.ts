import {
  type Causerie,
  type ConversationEntry,
  type Person,
  sendAndWait,
  type SendOptions,
  type ThreadLine,
  threadLines,
  typingPeople,
} from '@causerie/client';
import { useMemo } from 'react';
import { refusal } from '../components/ready-made/common.ts';
import { idOf } from '../components/ready-made/context-conversation.ts';
import { type HookMessage, hookMessage, hookMessages } from '../components/ready-made/hook-shapes.ts';
import { present, useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { type Opened, useOpened } from '../components/ready-made/use-opened.ts';

/** Older messages fetched at a time. */
const PAGE_SIZE = 50;

/** One opened thread, for components of a host's own. Verbs are the same functions as long as the conversation is the same. */
export interface OpenedThread {
  opened: Opened;
  entry: ConversationEntry | undefined;
  /** By ascending seq, without a hole. */
  messages: readonly HookMessage[];
  /** The same with what is on its way, and how far each of mine has come. */
  lines: readonly ThreadLine[];
  /** Everybody in the conversation, me included. */
  participants: readonly Person[];
  /** Who types right now. */
  typing: readonly Person[];
  hasMore: boolean;
  loadOlder(): void;
  /** Sends, and resolves when the server has the message. It is in `lines` at once. Rejects with `invalid_input` where none is open. */
  send(content: string, options?: SendOptions): Promise<HookMessage>;
  markAsRead(upToSeq?: number): void;
  setTyping(active: boolean): void;
}

/** Opens a conversation and follows it. Null opens none. */
export function useOpenedThread(client: Causerie | null, conversationId: string | null): OpenedThread {
  const opened = useOpened(client, conversationId);
  const entry = useStateOf(client, (state) =>
    conversationId === null ? undefined : state.conversations[conversationId],
  );
  const typists = useStateOf(client, (state) => (conversationId === null ? undefined : state.typing[conversationId]));
  const myId = useStateOf(client, (state) => state.me?.id);
  const shown = useMemo(() => (entry === undefined ? [] : unbroken(entry)), [entry]);
  const lines = useMemo(
    () => (entry === undefined || myId === undefined ? [] : threadLines({ ...entry, messages: shown }, myId)),
    [entry, shown, myId],
  );
  const participants = useMemo(() => entry?.markers.map(({ person }) => person) ?? [], [entry]);
  const typing = useMemo(() => typingPeople(entry, typists), [entry, typists]);
  const verbs = useMemo(() => verbsOf(client, conversationId), [client, conversationId]);
  const messages = useMemo(() => hookMessages(client, shown, entry), [client, shown, entry]);
  const hasMore = shown[0] !== undefined && shown[0].seq > 1;
  return { opened, entry, messages, lines, participants, typing, hasMore, ...verbs };
}

/** What is held up to the newest message without a hole. */
function unbroken({ messages }: Pick<ConversationEntry, 'messages'>): ConversationEntry['messages'] {
  let first = messages.length - 1;
  while (first > 0 && messages[first - 1]?.seq === (messages[first]?.seq ?? 0) - 1) first -= 1;
  return first <= 0 ? messages : messages.slice(first);
}

/** Sends to a conversation; resolves to the message once the server has it. Rejects with CauserieError. */
export async function sendIn(
  client: Causerie,
  conversationId: string,
  content: string,
  options?: SendOptions,
): Promise<HookMessage> {
  const name = idOf(conversationId);
  if (name === null) throw refusal('invalid_input', 'no conversation is named');
  return hookMessage(client, await sendAndWait(client, name, content, options));
}

type Verbs = Pick<OpenedThread, 'loadOlder' | 'send' | 'markAsRead' | 'setTyping'>;

function verbsOf(client: Causerie | null, conversationId: string | null): Verbs {
  return {
    loadOlder() {
      if (client === null || conversationId === null) return;
      const entry = client.getSnapshot().conversations[conversationId];
      const [first] = entry === undefined ? [] : unbroken(entry);
      if (entry === undefined || first === undefined || first.seq <= 1) return;
      client.showRange(conversationId, Math.max(1, first.seq - PAGE_SIZE), first.seq - 1);
    },
    async send(content, options) {
      const some = present(client);
      if (conversationId === null) throw refusal('invalid_input', 'no conversation is open');
      return sendIn(some, conversationId, content, options);
    },
    markAsRead: (upToSeq) => {
      if (conversationId !== null) client?.markRead(conversationId, upToSeq);
    },
    setTyping: (active) => {
      if (conversationId !== null) client?.setTyping(conversationId, active);
    },
  };
}
