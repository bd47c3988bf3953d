import type { Causerie } from '@causerie/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hookMessage } from '../src/components/ready-made/hook-shapes.ts';
import { useCauserie } from '../src/hooks/use-causerie.ts';
import {
  type Chat,
  type Messaging,
  useChat,
  useMessaging,
  useNotifications,
  useSecureMessaging,
} from '../src/messaging.ts';
import { CauserieProvider } from '../src/provider.tsx';
import { mounted, unmountAll } from './mounted.tsx';
import { at, doctor, entry, me, scripted } from './scripted.ts';

/** What a hook gave last, below a provider or without one. */
function seenOf<T>(client: Causerie | null, use: () => T): { last: () => T } {
  const seen: T[] = [];
  function Probe() {
    seen.push(use());
    return null;
  }
  mounted(client === null ? <Probe /> : <CauserieProvider client={client}>{<Probe />}</CauserieProvider>);
  return { last: () => seen.at(-1) as T };
}

afterEach(unmountAll);

describe('What hooks give', () => {
  it('messages and conversations have the members that pages of médecins and patients read, beside ours', async () => {
    const { client } = scripted({ conversations: { c: entry(1) } });
    const { last } = seenOf(client, () => ({
      secure: useSecureMessaging('conversation', 'c'),
      messaging: useMessaging(),
    }));
    await vi.waitFor(() => expect(last().secure.messages).toHaveLength(2));
    expect(last().secure.messages[0]).toMatchObject({
      ...{ id: 'm1', messageId: 'm1', seq: 1, senderId: '7', senderName: 'Léa Martin', senderType: 'patient' },
      ...{ content: 'Bonjour', type: 'text', timestamp: at, createdAt: at, status: 'read', author: me },
      metadata: { mood: 'calm' },
    });
    expect(last().messaging.conversations[0]).toMatchObject({
      ...{ id: 'c', patientId: '7', medecinId: '1', unreadCount: 0, status: 'active', topSeq: 2 },
      lastMessage: { id: 'm2', content: 'Bonjour Léa', timestamp: at, senderId: '1' },
      participants: [me, doctor],
    });
  });

  it('what did not change stays the same object, and a message that was read is another one', async () => {
    const before = entry(0);
    const { client, change } = scripted({ conversations: { c: before } });
    const { last } = seenOf(client, () => ({
      messages: useSecureMessaging('conversation', 'c').messages,
      subject: useMessaging().conversations[0]?.subject,
    }));
    await vi.waitFor(() => expect(last().messages).toHaveLength(2));
    const { messages: list } = last();
    change({ conversations: { c: { ...before, subject: 'Épaule' } } });
    await vi.waitFor(() => expect(last().subject).toBe('Épaule'));
    expect(last().messages).toBe(list);
    change({ conversations: { c: { ...entry(2), messages: before.messages } } });
    await vi.waitFor(() => expect(last().messages[0]?.status).toBe('read'));
    expect(list.map(({ status }) => status)).toEqual(['sent', 'read']);
    expect(last().messages[1]).toBe(list[1]);
  });

  it('a conversation is opened with whom the page names, and resolves to it; with nobody it is refused', async () => {
    const { client, asked } = scripted({ conversations: { c: entry() } });
    const { last } = seenOf(client, useMessaging);
    await vi.waitFor(() => expect(last().loading).toBe(false));
    const { createConversation } = last();
    expect(await createConversation({ patientId: 7, medecinId: 1, subject: 'Genou' })).toMatchObject({
      medecinId: '1',
    });
    expect(await createConversation({ toUserId: 3 })).toMatchObject({ id: 'c' });
    expect(await createConversation({ withSubject: '9' })).toBe('c');
    expect(asked).toEqual([{ withSubject: '1', subject: 'Genou' }, { withSubject: '3' }, { withSubject: '9' }]);
    await expect(createConversation({ patientId: 7 })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('an ended session is an error, and nothing loads for ever', async () => {
    const { client, change } = scripted({ list: { loading: 'idle', loaded: false, nextCursor: null, failure: null } });
    const { last } = seenOf(client, () => [useMessaging(), useChat(), useSecureMessaging('user', 1)] as const);
    await vi.waitFor(() => expect(last()?.map(({ loading }) => loading)).toEqual([true, true, true]));
    for (const [ended, code] of [
      ['token_expired', 'token_expired'],
      ['refused', 'unauthenticated'],
      ['revoked', 'token_revoked'],
    ] as const) {
      change({ ended });
      await vi.waitFor(() => expect(last()[0].ended).toBe(ended));
      expect(last().map(({ loading, error }) => [loading, error?.code])).toEqual([0, 1, 2].map(() => [false, code]));
    }
  });
});

describe('Files and reading', () => {
  it('below a provider with an address of its own, files are at that address', async () => {
    vi.stubGlobal('fetch', () => new Promise(() => undefined));
    let client: Causerie | undefined;
    function Probe() {
      client = useCauserie();
      return null;
    }
    mounted(
      <CauserieProvider url="https://chat.test" getToken={() => ''}>
        <Probe />
      </CauserieProvider>,
    );
    await vi.waitFor(() => expect(client).toBeDefined());
    const [message] = entry().messages;
    if (client === undefined || message === undefined) throw new Error('nothing is there');
    const file = { id: 'f', name: 'a.png', mediaType: 'image/png', sizeBytes: 1, url: null } as never;
    expect(hookMessage(client, { ...message, attachments: [file] }).metadata.fileUrl).toBe(
      'https://chat.test/v1/attachments/f/content',
    );
  });

  it('a conversation that this device does not hold is read to its end, and nobody is null', async () => {
    const { client, asked } = scripted({});
    const { last } = seenOf(client, () => [useMessaging(), useChat()] as const);
    await vi.waitFor(() => expect(last()).toBeDefined());
    const [messaging, chat] = last();
    await messaging.markAsRead('m2');
    await chat.markAsRead('m2');
    // The message that the id names is in `c`, at its first place.
    const read = ['POST', '/v1/conversations/c/read', { upToSeq: 1 }];
    expect(asked.filter((one) => (one as string[])[0] === 'POST')).toEqual([read, read]);
    await expect(messaging.createConversation({ withPersonId: null, toUserId: 4 } as never)).rejects.toBeDefined();
    expect(asked.at(-1)).toEqual({ withSubject: '4' });
  });
});

describe('useSecureMessaging', () => {
  it('is idle without an id, and refuses to send instead of asking for no conversation', async () => {
    const { client, asked } = scripted({});
    const { last } = seenOf(client, () => useSecureMessaging('patient', undefined));
    await vi.waitFor(() => expect(last()).toBeDefined());
    expect([last().loading, last().error, last().conversationId]).toEqual([false, null, null]);
    await expect(last().sendMessageUnified('x')).rejects.toMatchObject({ code: 'invalid_input' });
    expect(asked).toEqual([]);
  });

  it('sends what is written before the conversation is known to the conversation of the context', async () => {
    const { client, asked } = scripted({});
    let found: (id: string) => void = () => undefined;
    const looking = new Promise<string>((resolve) => (found = resolve));
    const slow = { ...client, createConversation: () => looking };
    const { last } = seenOf(slow, () => useSecureMessaging('patient', 7));
    await vi.waitFor(() => expect(last()).toBeDefined());
    const sending = last().sendMessageUnified('Bonjour');
    expect(asked).toEqual([]);
    found('known');
    expect(await sending).toMatchObject({ messageId: 'm1' });
    expect(asked.map((one) => (one as string[])[1])).toContain('/v1/conversations/known/messages');
  });
});

describe('useChat', () => {
  it('verbs without an active conversation are refused in words, and none of them asks for nothing', async () => {
    const { client, asked } = scripted({});
    const { last } = seenOf(client, () => [useChat(), useMessaging()] as const);
    await vi.waitFor(() => expect(last()).toBeDefined());
    const [chat, messaging] = last();
    const refused = [
      chat.sendMessage('x'),
      chat.archiveConversation(),
      chat.deleteConversation(''),
      chat.renameConversation('x'),
      chat.markAsRead(),
      messaging.sendMessage('', 'x'),
      messaging.markAsRead(''),
    ];
    for (const verb of refused) await expect(verb).rejects.toMatchObject({ code: 'invalid_input' });
    expect(asked).toEqual([]);
    await chat.archiveConversation('c');
    expect(asked).toEqual([['c', 'archive']]);
  });

  it('asks the server for pages, searches, filters and orders', async () => {
    const list = { loading: 'idle' as const, loaded: true, nextCursor: 'n', failure: null };
    const { client, asked } = scripted({ conversations: { c: entry() }, list });
    const { last } = seenOf<Chat>(client, useChat);
    await vi.waitFor(() => expect(last().hasMoreConversations).toBe(true));
    last().loadMoreConversations();
    expect(asked).toContain('more');
    const asks = async (act: (chat: Chat) => void, query: object) => {
      act(last());
      await vi.waitFor(() => expect(asked.at(-1)).toEqual({ limit: 30, ...query }));
    };
    await asks((chat) => chat.searchConversations('lefevre'), { search: 'lefevre' });
    expect(last().conversations.map(({ id }) => id)).toEqual(['c']);
    await vi.waitFor(() => expect(last().hasMoreConversations).toBe(true));
    await asks((chat) => chat.loadMoreConversations(), { search: 'lefevre', cursor: 'next' });
    await asks((chat) => chat.filterByStatus('blocked'), { search: 'lefevre', status: 'blocked' });
    expect(last().conversations).toEqual([]);
    await asks((chat) => chat.searchConversations(''), { status: 'blocked' });
    await asks((chat) => (chat.filterByStatus('all'), chat.sortConversations('created')), { sort: 'created' });
    expect(last().order).toBe('created');
  });
});

describe('useNotifications without a provider', () => {
  it('is idle while nobody is signed in: nothing is asked, and verbs resolve to false', async () => {
    const fetch = vi.fn();
    vi.stubGlobal('fetch', fetch);
    vi.stubGlobal('localStorage', { getItem: () => null });
    const { last } = seenOf(null, useNotifications);
    await vi.waitFor(() => expect(last()).toBeDefined());
    expect([last().notifications, last().unreadCount, last().loaded, last().isConnected]).toEqual([
      [],
      0,
      false,
      false,
    ]);
    last().subscribe('all', () => undefined)();
    last().retry();
    expect(await last().markAllAsRead()).toBe(false);
    await vi.waitFor(() => expect(last().changeFailure?.code).toBe('unauthenticated'));
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe('The names by which bundlers reach what pages import one by one', () => {
  it('each is the default export of its file', async () => {
    const [hook, sameHook, service] = await Promise.all([
      import('@causerie/react/hooks/useMessaging'),
      import('@causerie/react/hooks/useMessaging.js'),
      import('@causerie/react/services/messagingApi.js'),
    ]);
    const given: [() => Messaging, () => Messaging, object] = [hook.default, sameHook.default, service.default];
    expect(given).toEqual([useMessaging, useMessaging, service.messagingApi]);
  });
});
