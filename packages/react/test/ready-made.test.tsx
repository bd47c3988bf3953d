import { createCauserie, entryFromSnapshot, type State } from '@causerie/client';
import { renderToStaticMarkup, renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConversationList } from '../src/components/conversation-list.tsx';
import { conversationOf } from '../src/components/ready-made/context-conversation.ts';
import { clientAt, configureCauserie, hold, placeOf } from '../src/components/ready-made/shared-client.ts';
import { formatLength } from '../src/components/ready-made/statistics.tsx';
import { personOf, sideOf, storedToken } from '../src/components/ready-made/tokens.ts';
import { Highlighted } from '../src/components/search/highlighted.tsx';
import { isSelected } from '../src/conversation-selection.ts';
import { useMessageSearch } from '../src/hooks/use-message-search.ts';
import {
  ChatMessage,
  ChatWindow,
  MedecinMessaging,
  MessagingButton,
  MessagingIntegrationExample,
  MessagingWidget,
  SecureMessaging,
  signalingService,
  useChat,
  useMessaging,
  useSecureMessaging,
} from '../src/messaging.ts';
import { CauserieProvider } from '../src/provider.tsx';
import { readyMadeEn, readyMadeFr } from '../src/strings/ready-made.ts';

const token = (claims: object): string =>
  ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
const me = { id: 'me', side: 'client' as const, subject: '7', name: 'Léa Martin' };
const doctor = { id: 'doctor', side: 'professional' as const, subject: '1', name: 'Dr Zoé Lefèvre' };

function entry(parts: { status?: 'active' | 'archived' | 'blocked'; unread?: number } = {}) {
  const participant = (person: typeof me | typeof doctor) => ({
    ...{ person, readSeq: 0, readAt: null, deliveredSeq: 0, deliveredAt: null, unread: parts.unread ?? 0 },
  });
  const about = {
    id: 'c',
    number: 1,
    status: parts.status ?? ('active' as const),
    subject: 'Genou',
    appointmentId: null,
  };
  const at = '2026-03-02T09:00:00.000Z';
  const none = { lastSeq: 0, revision: 0, blockedById: null, lastMessage: null, lastMessageAt: null };
  const snapshot = {
    ...about,
    ...none,
    participants: [participant(me), participant(doctor)],
    createdAt: at,
    updatedAt: at,
  };
  return entryFromSnapshot(snapshot, me.id);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A browser's storage with these entries. */
function keep(entries: Record<string, string>): void {
  vi.stubGlobal('localStorage', { getItem: (key: string) => entries[key] ?? null });
}

describe('On a server, where there is no window and nobody is known yet', () => {
  it.each([
    ['MessagingButton', <MessagingButton key="c" token="t" {...{ userId: 7, role: 'patient' }} />, 'Messagerie'],
    ['MessagingWidget', <MessagingWidget key="c" token="t" toUserId="1" />, 'Chargement'],
    ['ChatMessage', <ChatMessage key="c" />, 'Messagerie'],
    ['ChatWindow', <ChatWindow key="c" token="t" />, 'Messagerie'],
    ['SecureMessaging', <SecureMessaging key="c" contextType="patient" contextId={3} />, 'Chargement'],
    ['MedecinMessaging', <MedecinMessaging key="c" />, 'Messagerie'],
    ['MessagingIntegrationExample', <MessagingIntegrationExample key="c" />, 'useMessaging()'],
  ])('%s is rendered, and connects to nothing', (_, component, text) => {
    const fetch = vi.fn();
    vi.stubGlobal('fetch', fetch);
    expect(renderToString(component)).toContain(text);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('the hooks say that they load, and their verbs reject instead of throwing', async () => {
    const seen: unknown[] = [];
    let verbs: (() => Promise<unknown>)[] = [];
    function Probe() {
      const messaging = useMessaging();
      const secure = useSecureMessaging('appointment', '42');
      const chat = useChat();
      seen.push([messaging.loading, messaging.isConnected, messaging.unreadCount, secure.loading, chat.loading]);
      verbs = [
        () => messaging.sendMessage('c', 'x'),
        () => secure.sendMessageUnified('x'),
        () => chat.archiveConversation('c'),
        () => messaging.createConversation({ withSubject: '1' }),
      ];
      messaging.onNewMessage(() => undefined)();
      messaging.leaveConversation('c');
      return null;
    }
    renderToStaticMarkup(<Probe />);
    expect(seen).toEqual([[true, false, 0, true, true]]);
    for (const verb of verbs) await expect(verb()).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('Who is meant', () => {
  it('ID-5: a role of any product names a side, and a token its person, whatever the claims are called', () => {
    expect(['medecin', 'Doctor', 'salon', 'provider'].map(sideOf)).toEqual(Array(4).fill('professional'));
    expect(['patient', 'client', 'robot', undefined].map(sideOf)).toEqual(['client', 'client', null, null]);
    const names = [
      { sub: '7', role: 'patient', name: 'Léa' },
      { id: 7, userType: 'patient' },
      { id_patient: 7 },
      { userId: '7', role: 'client', nom: 'Élodie' },
    ].map((claims) => personOf(token(claims)));
    expect(new Set(names)).toEqual(new Set(['client/7']));
    expect(personOf('no token at all')).toBe('no token at all');
  });

  it('tokens are found where products keep them, bare, quoted or behind Bearer, and a role chooses among them', () => {
    const [patient, medecin] = [token({ sub: '7', role: 'patient' }), token({ sub: '1', role: 'medecin' })];
    keep({ jwt: `"${patient}"`, token: `Bearer ${medecin}`, patient: '{"id_patient": 7}', medecin: 'not json' });
    expect(storedToken()).toBe(patient);
    expect(storedToken('doctor')).toBe(medecin);
    expect(signalingService.getAllAvailableTokens()).toEqual({
      ...{ jwt: patient, token: medecin, patient: { id_patient: 7 }, medecin: null },
    });
    keep({ patient: JSON.stringify({ id_patient: 7, token: patient }) });
    expect(storedToken()).toBe(patient);
    keep({ jwt: 'null', token: '' });
    expect(storedToken()).toBeNull();
  });

  it('two tokens of one person mean one messenger, which ends a moment after the last who held it', async () => {
    vi.useFakeTimers();
    try {
      const claims = { sub: '7', role: 'patient' };
      const [first, second] = [token({ ...claims, iat: 1 }), token({ ...claims, iat: 2 })];
      const [place, same] = [
        placeOf({ token: first, url: 'http://x.test' }),
        placeOf({ token: second, url: 'http://x.test' }),
      ];
      expect(same).toBe(place);
      expect(placeOf({ token: first, url: 'http://y.test' })).not.toBe(place);
      const letGo = [
        hold(place, { token: first, url: 'http://x.test' }),
        hold(place, { token: second, url: 'http://x.test' }),
      ];
      const client = clientAt(place);
      expect(client).not.toBeNull();
      letGo[0]?.();
      letGo[0]?.();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(clientAt(place)).toBe(client);
      letGo[1]?.();
      await vi.advanceTimersByTimeAsync(500);
      const again = hold(place, { token: second, url: 'http://x.test' });
      await vi.advanceTimersByTimeAsync(5_000);
      expect(clientAt(place)).toBe(client);
      again();
      await vi.advanceTimersByTimeAsync(5_000);
      expect(clientAt(place)).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  it('without a token anywhere there is nobody, and what was configured is somebody', () => {
    expect(placeOf({})).toBe('');
    configureCauserie({ url: 'http://z.test', getToken: () => 'x' });
    expect(placeOf({})).toContain('http://z.test');
  });
});

describe('What a context means', () => {
  it('an appointment is looked up, a person is written to by the id of the host, and an unknown word is refused', async () => {
    const asked: unknown[] = [];
    const client = {
      ...createCauserie({ url: '', getToken: () => '' }),
      createConversation: async (input: object) => (asked.push(input), 'made'),
    };
    client.queries = {
      ...client.queries,
      request: async <T,>(_: string, path: string) => (asked.push(path), { conversationId: 'booked' } as T),
    };
    expect(await conversationOf(client, 'conversation', 'c')).toBe('c');
    expect(await conversationOf(client, 'appointment', 'rdv/1')).toBe('booked');
    expect(await conversationOf(client, 'medecin', 12)).toBe('made');
    expect(await conversationOf(client, 'person', 'uuid')).toBe('made');
    expect(asked).toEqual(['/v1/appointments/rdv%2F1', { withSubject: '12' }, { withPersonId: 'uuid' }]);
    await expect(conversationOf(client, 'planet' as 'user', 1)).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('The list', () => {
  const search = (words: string) => isSelected(entry(), { search: words }, me.id);

  it('names and subjects are found without accents, in any order, in the archive too', () => {
    expect(['lefevre zo', 'ZOÉ', 'genou lef', ''].map(search)).toEqual([true, true, true, true]);
    expect(search('martin')).toBe(false);
    expect(isSelected(entry({ status: 'archived' }), { search: 'zoe' }, me.id)).toBe(true);
  });

  it('what is archived has its filter, and what is being read stays among the unread', () => {
    expect(isSelected(entry({ status: 'archived' }), {}, me.id)).toBe(false);
    expect(isSelected(entry({ status: 'archived' }), { filter: 'archived' }, me.id)).toBe(true);
    expect(isSelected(entry(), { filter: 'unread' }, me.id)).toBe(false);
    expect(isSelected(entry({ unread: 2 }), { filter: 'unread' }, me.id)).toBe(true);
    expect(isSelected(entry(), { filter: 'unread', keptId: 'c' }, me.id)).toBe(true);
  });

  it('ten thousand conversations put no more lines on the page than are in view', () => {
    const one = entry();
    const conversations = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, n) => [`c${n}`, { ...one, id: `c${n}` }]),
    );
    const client = createCauserie({ url: '', getToken: () => '' });
    const list = { loading: 'idle' as const, loaded: true, nextCursor: null, failure: null };
    const state: State = { ...client.getSnapshot(), me, conversations, list };
    const draw = (some: State) =>
      renderToStaticMarkup(
        <CauserieProvider client={{ ...client, getSnapshot: () => some }}>
          <ConversationList openId={null} onOpen={() => undefined} />
        </CauserieProvider>,
      );
    expect(draw(state).match(/data-testid="conversation-item"/g)?.length ?? 0).toBeLessThan(60);
    expect(draw({ ...state, conversations: { c: one } })).toContain('Dr Zoé Lefèvre');
  });

  it('several on one page tell their landmarks apart by their labels', () => {
    const client = createCauserie({ url: '', getToken: () => '' });
    const list = { loading: 'idle' as const, loaded: true, nextCursor: null, failure: null };
    const state: State = { ...client.getSnapshot(), me, conversations: { c: entry() }, list };
    const html = renderToStaticMarkup(
      <CauserieProvider client={{ ...client, getSnapshot: () => state }}>
        <ChatWindow label="Lundi" conversationId="c" />
        <MessagingWidget label="Mardi" conversationId="c" placement="inline" />
        <ChatWindow conversationId="c" />
      </CauserieProvider>,
    );
    const names = [...html.matchAll(/<(?:section|nav)[^>]* aria-label="([^"]*)"/g)].map(([, name]) => name);
    expect(names).toContain('Messagerie, Lundi');
    expect(names).toContain('Conversations, Mardi');
    expect(names).toContain('Messagerie');
    expect(new Set(names).size).toBe(names.length);
  });

  it('words that were found are marked by their places, and everything else is text', () => {
    const html = renderToStaticMarkup(
      <Highlighted
        text="a <b> cabane"
        marks={[
          { from: 2, length: 3 },
          { from: 6, length: 2 },
        ]}
      />,
    );
    expect(html).toContain('a <mark>&lt;b&gt;</mark> <mark>ca</mark>bane');
  });

  it('one letter is not searched for', () => {
    const asked: boolean[] = [];
    function Probe({ words }: { words: string }) {
      asked.push(useMessageSearch(words).isAsked);
      return null;
    }
    const client = createCauserie({ url: '', getToken: () => '' });
    for (const words of [' a ', 'ab']) {
      renderToStaticMarkup(<CauserieProvider client={client}>{<Probe words={words} />}</CauserieProvider>);
    }
    expect(asked).toEqual([false, true]);
  });
});

describe('Words', () => {
  it('a length of time is said in its largest fitting unit', () => {
    expect([20_000, 2_520_000, 7_200_000, 180_000_000].map((ms) => formatLength(ms, 'en'))).toEqual([
      ...['1 min', '42 min', '2 hr', '2 days'],
    ]);
  });

  it('French is typeset as French, and English says as much as French does', () => {
    expect(readyMadeFr.blockTitle('Léa')).toBe('Bloquer la conversation avec Léa\u202F?');
    expect(readyMadeFr.noneFound('x')).toBe('Aucun résultat pour «\u202Fx\u202F»');
    expect(Object.keys(readyMadeEn)).toEqual(Object.keys(readyMadeFr));
    expect(readyMadeFr.foundCount(1)).toBe('1 résultat');
    expect(JSON.stringify(readyMadeFr)).not.toContain("'");
  });
});
