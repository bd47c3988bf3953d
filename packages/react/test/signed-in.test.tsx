import { type Causerie, createCauserie } from '@causerie/client';
import { useState } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useWhom } from '../src/components/calls/use-whom.ts';
import { lookAgain, watchTokens } from '../src/components/ready-made/lookout.ts';
import { useOpenState } from '../src/components/ready-made/router.ts';
import {
  clientAt,
  configureCauserie,
  hold,
  localeOf,
  placeOf,
  watchDefaults,
} from '../src/components/ready-made/shared-client.ts';
import { bareToken, personOf, storedToken } from '../src/components/ready-made/tokens.ts';
import { useConversations } from '../src/hooks/use-conversations.ts';
import {
  ChatWindow,
  MessagingButton,
  MessagingWidget,
  SecureMessaging,
  useChat,
  useMessaging,
  useSecureMessaging,
} from '../src/messaging.ts';
import { CauserieProvider } from '../src/provider.tsx';
import { mounted, unmountAll } from './mounted.tsx';
import { at, doctor, entry, me, scripted } from './scripted.ts';

const token = (claims: object): string =>
  ['{}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
const ofPatient = (iat: number) => token({ sub: '7', role: 'patient', iat });
const url = 'http://x.test';
const nothing = () => undefined;

/** A browser's storage with these entries, which may change. */
function keep(entries: Record<string, string>): void {
  vi.stubGlobal('localStorage', { getItem: (key: string) => entries[key] ?? null });
}

/** A server that takes one token, and the tokens that were shown to it. */
function serverTaking(good: string | null): string[] {
  const shown: string[] = [];
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Record<string, string> }) => {
    shown.push(headers['authorization'] ?? '');
    const isTaken = headers['authorization'] === `Bearer ${good}`;
    const body = isTaken ? { items: [], nextCursor: null } : { code: 'token_expired', detail: 'over', status: 401 };
    return new Response(JSON.stringify(body), { status: isTaken ? 200 : 401 });
  });
  return shown;
}

afterEach(async () => {
  vi.useRealTimers();
  await unmountAll();
  configureCauserie({ getToken: null as never, url: '' });
});

describe('What hosts in plain JavaScript give', () => {
  const draw = (children: React.ReactNode) => renderToStaticMarkup(children);

  it('null is nothing: a panel with a person and no conversation is with the person, and one with nobody is the list', () => {
    const panel = (ids: object) => draw(<MessagingWidget token="t" placement="inline" {...ids} />);
    expect(panel({ conversationId: null, toUserId: 5 })).not.toContain('csr-panes');
    expect(panel({ conversationId: '', toUserId: '5' })).not.toContain('csr-panes');
    expect(panel({ conversationId: null, toUserId: null })).toContain('csr-panes');
    expect(panel({ conversationId: null, toUserId: '' })).toContain('csr-panes');
    expect(panel({ onClose: null })).not.toContain('widget-close');
    expect(panel({ onClose: nothing })).toContain('widget-close');
    expect(
      draw(<ChatWindow token="t" {...{ onClose: null, router: null, locale: null, conversationId: null }} />),
    ).not.toContain('Fermer');
  });

  it('a button without a conversation counts all of them, and one without a click of its own opens the panel', () => {
    const { client } = scripted({ conversations: { c: entry(0, 2) } });
    const html = draw(
      <CauserieProvider client={client}>
        <MessagingButton conversationId={null} unreadCount={null} onClick={null} />
      </CauserieProvider>,
    );
    expect(html).toContain('data-count="2"');
    expect(html).toContain('aria-haspopup="dialog"');
  });

  it('a token of null is none, one behind Bearer is the token, and what is configured or kept takes its place', () => {
    expect(placeOf({ token: 'Bearer x', url })).toBe(placeOf({ token: 'x', url }));
    expect([' "Bearer x" ', 'bearer  x', 'x', 'null', '', null, 5].map(bareToken)).toEqual([
      ...['x', 'x', 'x', null, null, null, null],
    ]);
    keep({ jwt: ofPatient(1) });
    expect(placeOf({ token: null, url: null, role: null })).toBe(' client/7');
    configureCauserie({ url, getToken: () => 'Bearer x' });
    expect(placeOf({ token: null })).toBe(`${url} configured`);
    expect(placeOf({ token: '' })).toBe('');
  });

  it('a provider whose token stands behind Bearer shows it once', async () => {
    const shown = serverTaking('x');
    await createCauserie({ url, getToken: () => 'Bearer x' }).queries.request('GET', '/v1/unread');
    expect(shown).toEqual(['Bearer x']);
  });

  it('ID-5: a person is known by ids within the token too, so that a renewed token is theirs and a role can choose', () => {
    const names = [
      { patient: { id_patient: 7 }, iat: 1 },
      { patient: { id_patient: 7 }, medecin: null, iat: 2 },
      { id_patient: '7', role: 'patient' },
    ].map((claims) => personOf(token(claims)));
    expect(new Set(names)).toEqual(new Set(['client/7']));
    const medecin = token({ medecin: { id_medecin: 1 } });
    expect(personOf(medecin)).toBe('professional/1');
    expect(personOf(token({ sub: '1', role: 'médecin' }))).toBe('professional/1');
    keep({ jwt: token({ patient: { id_patient: 7 } }), token: medecin });
    expect(storedToken('doctor')).toBe(medecin);
  });

  it('the page decides the language only where it is one that is spoken here', () => {
    for (const [lang, spoken] of [
      ['de', 'fr'],
      ['', 'fr'],
      ['en-GB', 'en-GB'],
      ['FR', 'FR'],
      ['enm', 'fr'],
    ] as const) {
      vi.stubGlobal('document', { documentElement: { lang } });
      expect(localeOf(undefined)).toBe(spoken);
    }
    expect(localeOf('en')).toBe('en');
  });
});

describe('A session', () => {
  it('is looked for again a while after a token was missed, once, and not while nobody watches', () => {
    vi.useFakeTimers();
    let looks = 0;
    lookAgain();
    expect(vi.getTimerCount()).toBe(0);
    const stop = watchTokens(() => (looks += 1));
    lookAgain();
    lookAgain();
    vi.advanceTimersByTime(60_000);
    expect(looks).toBe(1);
    lookAgain();
    stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('begins in the page that signs somebody in: whoever misses a token is told of it without an event', async () => {
    vi.useFakeTimers();
    const kept: Record<string, string> = {};
    keep(kept);
    const places: string[] = [];
    const stop = watchDefaults(() => places.push(placeOf({})));
    expect(placeOf({})).toBe('');
    vi.advanceTimersByTime(6_000);
    kept['jwt'] = ofPatient(1);
    vi.advanceTimersByTime(6_000);
    vi.advanceTimersByTime(60_000);
    expect(places).toEqual(['', ' client/7']);
    stop();
  });

  it('that ended begins anew when the page keeps another token, and what is kept is read at every question', async () => {
    const kept = { jwt: ofPatient(1) };
    keep(kept);
    vi.stubGlobal('window', new EventTarget());
    const shown = serverTaking(ofPatient(2));
    const place = placeOf({ url });
    const letGo = hold(place, { url });
    const client = clientAt(place);
    const ask = () => client?.queries.request('GET', '/v1/unread').catch(nothing);
    await expect.poll(async () => (await ask(), client?.getSnapshot().ended), { timeout: 5_000 }).toBe('token_expired');
    window.dispatchEvent(new Event('focus'));
    expect(client?.getSnapshot().ended).toBe('token_expired');
    kept.jwt = ofPatient(2);
    // A question of somebody else shows the newer token first, and must not make it the one that was refused.
    await ask();
    window.dispatchEvent(new Event('focus'));
    expect(client?.getSnapshot().ended).toBeNull();
    expect(new Set(shown)).toEqual(new Set([1, 2].map((iat) => `Bearer ${ofPatient(iat)}`)));
    letGo();
  });

  it('of the one token that components were given serves hooks that were given none; of two tokens neither does', async () => {
    keep({});
    serverTaking(null);
    const [first, second] = [ofPatient(1), token({ sub: '1', role: 'medecin' })];
    const letGo = [hold(placeOf({ token: first, url }), { token: first, url })];
    expect(placeOf({})).toBe(placeOf({ token: first, url }));
    expect(placeOf({ url: 'http://y.test' })).toBe('');
    const seen: boolean[] = [];
    function Probe() {
      const { createConversation } = useMessaging();
      seen.push(createConversation !== undefined);
      return null;
    }
    mounted(<Probe />);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1));
    letGo.push(hold(placeOf({ token: second, url }), { token: second, url }));
    expect(placeOf({})).toBe('');
    for (const end of letGo) end();
    expect(placeOf({})).toBe('');
  });

  it('that ended is told by everything that stands in a page, with a way to try again', () => {
    const { client } = scripted({ ended: 'token_expired', conversations: { c: entry() } });
    const boxes = [
      <ChatWindow key="w" />,
      <MessagingWidget key="p" toUserId="1" />,
      <SecureMessaging key="c" contextType="conversation" contextId="c" />,
    ];
    for (const box of boxes) {
      const html = renderToStaticMarkup(
        <CauserieProvider client={client} locale="en">
          {box}
        </CauserieProvider>,
      );
      expect(html).toContain('data-testid="session-ended"');
      expect(html).toContain('Try again');
      expect(html).toContain('data-state="ended"');
      expect(html).toContain('>Session ended<');
    }
  });
});

describe('When somebody else takes the place of a person', () => {
  /** Hooks below a provider whose messenger can be another one. */
  function moving<T>(first: Causerie, use: () => T): { last: () => T; move(next: Causerie): void } {
    const seen: T[] = [];
    let move: (next: Causerie) => void = () => undefined;
    function Probe() {
      seen.push(use());
      return null;
    }
    function Page() {
      const [client, setClient] = useState(first);
      move = setClient;
      return <CauserieProvider client={client}>{<Probe />}</CauserieProvider>;
    }
    mounted(<Page />);
    return { last: () => seen.at(-1) as T, move: (next) => move(next) };
  }

  it('nothing that was open, counted or found for the first is there for the next', async () => {
    const list = { loading: 'idle' as const, loaded: true, nextCursor: 'n', failure: null };
    const { connection } = createCauserie({ url: '', getToken: () => '' }).getSnapshot();
    const first = scripted({ list, connection: { ...connection, status: 'connected', sinceMs: 1 } });
    const snapshot = {
      ...{ id: 'x', number: 1, status: 'active' as const, subject: null, appointmentId: null, blockedById: null },
      ...{ lastSeq: 0, revision: 0, lastMessage: null, lastMessageAt: at, createdAt: at, updatedAt: at },
      participants: [me, doctor].map((person) => ({
        ...{ person, readSeq: 0, readAt: null, deliveredSeq: 0, deliveredAt: null, unread: 0 },
      })),
    };
    const found = { ...first.client, createConversation: async () => 'of-the-first' };
    found.queries = {
      ...first.client.queries,
      searchConversations: async () => ({ items: [snapshot], nextCursor: null }),
      request: async <T,>() => ({ conversations: [{ conversationId: 'x', unread: 5 }] }) as T,
    };
    const { last, move } = moving(found, () => ({
      chat: useChat(),
      unread: useMessaging().unreadCount,
      secure: useSecureMessaging('user', 1),
      pages: useOpenState(undefined, null),
      whom: useWhom({ toUserId: 3 }),
      search: useConversations({ search: 'Lefèvre' }),
    }));
    await vi.waitFor(() => expect(last().unread).toBe(5));
    last().chat.openConversation('of-the-first');
    last().pages.open('of-the-first');
    await last().whom.find();
    await vi.waitFor(() =>
      expect([last().pages.openId, last().secure.conversationId]).toEqual(Array(2).fill('of-the-first')),
    );
    expect(last().whom.conversationId).toBe('of-the-first');
    await vi.waitFor(() => expect(last().search.items).toHaveLength(1));
    const second = scripted({});
    second.client.createConversation = () => new Promise(() => undefined);
    move(second.client);
    await vi.waitFor(() => expect(last().unread).toBe(0));
    expect([last().secure.conversationId, last().pages.openId, last().whom.conversationId]).toEqual([null, null, null]);
    expect(last().search.items).toEqual([]);
    await vi.waitFor(() => expect(second.asked).toContainEqual({ limit: 30, search: 'Lefèvre' }));
    await expect(last().chat.archiveConversation()).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
