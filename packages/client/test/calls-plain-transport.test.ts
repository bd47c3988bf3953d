import { beforeEach, describe, expect, it } from 'vitest';
import { PlainTransport } from '../src/calls/plain-transport.ts';
import { FakeClock } from './fake-clock.ts';

let clock: FakeClock;
let sockets: { socket: EventTarget; url: string; sent: { id: number; event: string; payload: object }[] }[];
let told: string[];
let words: { guestToken: string };
let transport: PlainTransport;

beforeEach(() => {
  clock = new FakeClock();
  [sockets, told, words] = [[], [], { guestToken: 'first' }];
  transport = new PlainTransport({
    url: 'https://chat.example',
    device: 'device-me',
    getWords: () => Promise.resolve(words),
    clock,
    network: { isOnline: () => true, onChange: () => () => undefined },
    random: () => 1,
    onRefused: () => void told.push('refused'),
    openSocket(url) {
      const sent: { id: number; event: string; payload: object }[] = [];
      const send = (text: string): void => void sent.push(JSON.parse(text));
      const socket = Object.assign(new EventTarget(), { send, close: () => undefined });
      sockets.push({ socket, url, sent });
      return socket;
    },
  });
  transport.listen({
    ready: () => void told.push('ready'),
    lost: () => void told.push('lost'),
    event: (name) => void told.push(name),
  });
});

const last = () => sockets.at(-1) as (typeof sockets)[number];

function happens(name: string, what: object = {}): void {
  last().socket.dispatchEvent(Object.assign(new Event(name), what));
}

function say(frame: object): void {
  happens('message', { data: JSON.stringify(frame) });
}

async function answer(body: object): Promise<void> {
  say({ id: last().sent.at(-1)?.id, ...body });
  await clock.pass(0);
}

async function greeted(): Promise<void> {
  happens('open');
  await clock.pass(0);
  await answer({ ok: true, calls: [] });
}

async function closed(code: number): Promise<void> {
  happens('close', { code });
  await clock.pass(500);
}

describe('the plain WebSocket of calls', () => {
  it('says who is there and on which device, then asks and hears', async () => {
    transport.start();
    expect(last().url).toBe('wss://chat.example/ws/calls');
    await greeted();
    expect(last().sent[0]).toMatchObject({ event: 'hello', payload: { guestToken: 'first', device: 'device-me' } });
    say({ event: 'call.updated', payload: {} });
    expect(told).toEqual(['ready', 'call.updated']);
    const asked = transport.request('call.leave', { callId: 'c' });
    await clock.pass(0);
    await answer({ ok: true, call: 'left' });
    await expect(asked).resolves.toEqual({ call: 'left' });
    const refused = transport.request('call.leave', { callId: 'c' });
    const caught = refused.catch((error: unknown) => error);
    await clock.pass(0);
    await answer({ ok: false, error: { code: 'conflict', detail: 'over', retryable: false } });
    expect(await caught).toMatchObject({ code: 'conflict' });
  });

  it('a lost connection fails what waits, and is made again', async () => {
    transport.start();
    await greeted();
    const caught = transport.request('call.sync', {}).catch((error: unknown) => error);
    await closed(1006);
    expect(await caught).toMatchObject({ code: 'network' });
    expect([told, sockets.length]).toEqual([['ready', 'lost'], 2]);
    await greeted();
    expect(told).toEqual(['ready', 'lost', 'ready']);
  });

  it('a line that was cut without a word is noticed by an answer that does not come', async () => {
    transport.start();
    await greeted();
    await clock.pass(15_000 + 6_000 + 500);
    expect([told, sockets.length]).toEqual([['ready', 'lost'], 2]);
  });

  it('ID-12: a token that ended is exchanged for the next one, and the same one again is given up', async () => {
    transport.start();
    await greeted();
    words = { guestToken: 'second' };
    await closed(4403);
    await greeted();
    await closed(4401);
    happens('open');
    await clock.pass(0);
    await closed(4401);
    await clock.pass(60_000);
    expect([told, sockets.length]).toEqual([['ready', 'lost', 'ready', 'lost', 'refused'], 3]);
    expect(clock.waiting).toBe(0);
  });

  it('a call that is over is not asked for again, and stopping ends everything', async () => {
    transport.start();
    await greeted();
    await closed(4410);
    await clock.pass(60_000);
    expect([sockets.length, told.at(-1)]).toEqual([1, 'refused']);
    transport.stop();
    transport.start();
    expect(sockets).toHaveLength(2);
    transport.stop();
    expect(clock.waiting).toBe(0);
  });
});
