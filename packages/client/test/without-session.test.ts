import type { Conversation, Person } from '@causerie/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Causerie, createCauserie } from '../src/causerie.ts';
import type { ConversationEntry } from '../src/state.ts';
import type { WireHandlers } from '../src/wire.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeLog } from './fake-log.ts';

let clock: FakeClock;
let log: FakeLog;
let me: Person;
let other: Person;
let conversation: Conversation;
let online: boolean;
let up: boolean;
let getToken: () => string;
let goodTokens: Set<string>;
let handlers: WireHandlers;
let listed: number[];
let client: Causerie;
/** What the server says in the place of its usual answer, by path. */
let answers: Map<string, Response>;

beforeEach(async () => {
  clock = new FakeClock();
  log = new FakeLog();
  [me, other] = [log.addPerson('client', '1', 'Léa'), log.addPerson('professional', '2', 'Dr Claire')];
  conversation = log.create([me, other]);
  [online, up, listed] = [true, true, []];
  goodTokens = new Set(['first']);
  answers = new Map();
  getToken = () => 'first';
  client = createCauserie({
    url: '',
    getToken: () => getToken(),
    clock,
    random: () => 1,
    network: { isOnline: () => online, onChange: () => () => undefined },
    fetch: (address, init) => answer(address as string, init),
    wire: ({ handlers: given, getToken: ask }) => {
      handlers = given;
      return {
        open: () => void open(ask),
        close: () => undefined,
        tell: () => undefined,
        request: () => Promise.reject(new Error('there is no wire')),
      };
    },
  });
  client.openConversation(conversation.id);
  client.start();
  await clock.pass(1_000);
});

/** Sockets are blocked; who has no good token is told so all the same, as long as the server is there. */
async function open(ask: () => string | Promise<string>): Promise<void> {
  const token = await Promise.resolve(ask()).catch(() => '');
  const isRefused = up && !goodTokens.has(token);
  queueMicrotask(() => handlers.refused(isRefused ? { code: 'token_expired', detail: '', retryable: false } : null));
}

/** A real response reads its body in a time that no test decides. */
function say(body: unknown, { status = 200 } = {}): Response {
  return { ok: status < 400, status, headers: new Headers(), json: () => Promise.resolve(body) } as Response;
}

/** The REST half of the server. */
async function answer(path: string, init: RequestInit = {}): Promise<Response> {
  if (!up || !online) throw new TypeError('no network');
  const authorization = new Headers(init.headers).get('authorization');
  if (!goodTokens.has(authorization?.replace('Bearer ', '') ?? ''))
    return say({ code: 'token_expired', detail: '', retryable: false }, { status: 401 });
  const { pathname, searchParams } = new URL(path, 'http://fake');
  const told = answers.get(pathname);
  if (told !== undefined) return told;
  if (pathname === '/v1/me') return say({ person: me });
  if (pathname === '/v1/conversations') {
    listed.push(clock.now());
    return say({ items: log.list(me), nextCursor: null });
  }
  if (pathname.endsWith('/messages') && init.method === 'POST') {
    const { clientMessageId, content } = JSON.parse(init.body as string) as Record<string, string>;
    return say(log.send(me, conversation.id, clientMessageId ?? '', content ?? '').message);
  }
  if (pathname.endsWith('/messages')) {
    const after = searchParams.get('after');
    return say(log.page(conversation.id, after === null ? {} : { after: Number(after) }));
  }
  return say({ items: [] });
}

const entry = (): ConversationEntry | undefined => client.getSnapshot().conversations[conversation.id];
const texts = (): string[] => (entry()?.messages ?? []).map(({ content }) => content);
const waiting = (): string[] => (entry()?.pending ?? []).map(({ content, status }) => `${content}: ${status}`);

function becomeReady(): void {
  handlers.opened('socket-1', 'websocket');
  handlers.event('session.ready', {
    person: me,
    connectionId: 'c',
    replica: 'gateway-1',
    expiresAt: '2099-01-01T00:00:00.000Z',
    tops: [],
  });
}

describe('without a session, where REST passes', () => {
  it('SDK-5: messages arrive within a few seconds, and the state says so', async () => {
    expect(client.getSnapshot().connection.polling).toBe(false);
    await clock.pass(6_000);
    expect(client.getSnapshot().connection).toMatchObject({ polling: true, status: 'connecting' });
    log.send(other, conversation.id, 'a', 'Arrivée par REST');
    await clock.pass(7_000);
    expect(texts()).toEqual(['Arrivée par REST']);
  });

  it('messages leave at once', async () => {
    await clock.pass(60_000);
    client.sendMessage(conversation.id, 'Partie par REST');
    await clock.pass(1);
    expect([texts(), waiting()]).toEqual([['Partie par REST'], []]);
  });

  it('a logout ends it for all to see, and whoever tries again finds everything at work', async () => {
    await client.logout();
    expect(client.getSnapshot()).toMatchObject({ ended: 'revoked', connection: { status: 'offline', polling: false } });
    client.reconnect();
    expect(client.getSnapshot()).toMatchObject({ ended: null, connection: { status: 'connecting' } });
    becomeReady();
    await clock.pass(1_000);
    log.send(other, conversation.id, 'a', 'Jamais annoncé');
    const { message } = log.send(other, conversation.id, 'b', 'Annoncé');
    handlers.event('message.created', { message });
    await clock.pass(1_000);
    expect(texts()).toEqual(['Jamais annoncé', 'Annoncé']);
  });

  it('what the server says in the words of a dialect is told as it said it', async () => {
    const refused = { code: 'conflict', message: 'ce créneau est pris' };
    const path = '/v1/refused';
    answers.set(path, say(refused, { status: 409 }));
    const asked = client.queries.request('GET', path);
    await expect(asked).rejects.toMatchObject({ failure: { code: 'conflict', detail: 'ce créneau est pris' } });
  });

  it('a server that does not answer is asked ever more rarely, and a machine without a network asks nobody', async () => {
    await clock.pass(10_000);
    up = false;
    await clock.pass(20_000);
    expect(client.getSnapshot().connection.polling).toBe(false);
    online = false;
    await clock.pass(120_000);
    const before = listed.length;
    [up, online] = [true, true];
    await clock.pass(70_000);
    expect(client.getSnapshot().connection.polling).toBe(true);
    expect(listed.length).toBeGreaterThan(before);
  });

  it('nothing is polled any more once there is a session, and nothing goes on after stop', async () => {
    await clock.pass(10_000);
    becomeReady();
    await clock.pass(1_000);
    const before = listed.length;
    await clock.pass(60_000);
    expect([listed.length, client.getSnapshot().connection.polling]).toEqual([before, false]);
    handlers.closed('gone');
    client.stop();
    await clock.pass(60_000);
    expect([listed.length, clock.waiting]).toEqual([before, 0]);
  });
});

describe('a token that ended', () => {
  it.each([
    ['the host has no newer one', () => 'first'],
    [
      'the host cannot give one',
      () => {
        throw new Error('the back end of the product is down');
      },
    ],
  ])('is told when %s: what was written waits, and leaves after a new login as the same person', async (_, host) => {
    goodTokens = new Set();
    getToken = host;
    client.sendMessage(conversation.id, 'Avant la nouvelle connexion');
    await clock.pass(10_000);
    expect(client.getSnapshot().ended).toBe('token_expired');
    expect(waiting()).toEqual(['Avant la nouvelle connexion: pending']);
    await clock.pass(120_000);
    expect(clock.waiting).toBe(0);
    client.sendMessage(conversation.id, 'Écrite entre-temps');

    [getToken, goodTokens] = [() => 'second', new Set(['second'])];
    client.reconnect();
    await clock.pass(2_000);
    expect(client.getSnapshot().ended).toBeNull();
    expect([texts(), waiting()]).toEqual([['Avant la nouvelle connexion', 'Écrite entre-temps'], []]);
  });

  it('is of no account when the host gives a newer one, though it took two attempts', async () => {
    let attempts = 0;
    goodTokens = new Set(['second']);
    getToken = () => {
      attempts += 1;
      if (attempts < 3) throw new Error('the back end of the product is busy');
      return 'second';
    };
    client.sendMessage(conversation.id, 'Un peu plus tard');
    await clock.pass(10_000);
    expect([client.getSnapshot().ended, texts(), waiting()]).toEqual([null, ['Un peu plus tard'], []]);
  });

  it('is not told while nobody can be asked: a token is not at fault for a network that is gone', async () => {
    up = false;
    getToken = () => {
      throw new Error('no network');
    };
    client.sendMessage(conversation.id, 'Dans un tunnel');
    await clock.pass(60_000);
    expect([client.getSnapshot().ended, waiting()]).toEqual([null, ['Dans un tunnel: pending']]);
    [up, getToken] = [true, () => 'first'];
    await clock.pass(20_000);
    expect(texts()).toEqual(['Dans un tunnel']);
  });
});
