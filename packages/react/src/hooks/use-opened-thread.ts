import {
  type Causerie,
  type ConversationEntry,
  type Message,
  type Person,
  sendAndWait,
  type SendOptions,
  type ThreadLine,
  threadLines,
  typingPeople,
} from '@causerie/client';
import { useMemo } from 'react';
import { present, useStateOf } from '../components/ready-made/use-messenger-state.ts';
import { type Opened, useOpened } from '../components/ready-made/use-opened.ts';

/** Older messages fetched at a time. */
const PAGE_SIZE = 50;

/** One opened thread, for components of a host's own. Verbs are the same functions as long as the conversation is the same. */
export interface OpenedThread {
  opened: Opened;
  entry: ConversationEntry | undefined;
  /** By ascending seq, without a hole. */
  messages: readonly Message[];
  /** The same with what is on its way, and how far each of mine has come. */
  lines: readonly ThreadLine[];
  /** Everybody in the conversation, me included. */
  participants: readonly Person[];
  /** Who types right now. */
  typing: readonly Person[];
  hasMore: boolean;
  loadOlder(): void;
  /** Sends, and resolves when the server has the message. It is in `lines` at once. */
  send(content: string, options?: SendOptions): Promise<Message>;
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
  const hasMore = shown[0] !== undefined && shown[0].seq > 1;
  return { opened, entry, messages: shown, lines, participants, typing, hasMore, ...verbs };
}

/** What is held up to the newest message without a hole. */
function unbroken({ messages }: Pick<ConversationEntry, 'messages'>): readonly Message[] {
  let first = messages.length - 1;
  while (first > 0 && messages[first - 1]?.seq === (messages[first]?.seq ?? 0) - 1) first -= 1;
  return first <= 0 ? messages : messages.slice(first);
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
    send: async (content, options) => sendAndWait(present(client), conversationId ?? '', content, options),
    markAsRead: (upToSeq) => {
      if (conversationId !== null) client?.markRead(conversationId, upToSeq);
    },
    setTyping: (active) => {
      if (conversationId !== null) client?.setTyping(conversationId, active);
    },
  };
}
