import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Loose, Somebody, World } from './world.ts';

/** Longest wait for something that must happen; a scenario that reaches it has failed. */
const PATIENCE_MS = 10_000;

/** What a device was told. */
export interface Heard {
  event: string;
  payload: Loose;
}

/** One device of somebody on one wire, and everything that reached it. */
export interface Party {
  /** How it calls itself where the wire asks. */
  readonly device: string;
  /** Everything it was told by itself, in order. */
  readonly heard: Heard[];
  /** Every text that reached it, answers included, as it came. */
  readonly frames: string[];
  /** Which replica serves it now; null where the wire does not say. */
  replica(): string | null;
  /** Says something and resolves to the answer, `{ok: true, …}` or `{ok: false, error}` on every wire. */
  ask(event: string, payload?: object): Promise<Loose>;
  /** Says something and asks for no answer, as clients of older dialects do. */
  say(event: string, payload: object): void;
  /** The first thing of this name that fits, also when it was heard already. @throws Error after `patienceMs`. */
  hear(event: string, fits?: (payload: Loose) => boolean, patienceMs?: number): Promise<Loose>;
  /** Names of what it was told about calls, in order. */
  aboutCalls(): string[];
  /** Resolves with the code when the server closes the line, and null when the line just breaks. */
  readonly closed: Promise<number | null>;
  close(): void;
}

/** A device id as clients make them. */
export const aDevice = (): string => `device-${randomUUID()}`;

/** Connects a device of the v1 dialect; `base` chooses a replica, otherwise the API gateway does. */
export async function v1Party(
  world: World,
  person: Somebody,
  { base = world.stack.url, device = aDevice() }: { base?: string; device?: string } = {},
): Promise<Party> {
  const auth = { token: await world.tokenOf(person) };
  return socketParty(`${base}/v1`, { auth, transports: ['websocket'] }, { device, ready: 'session.ready' });
}

/** Connects a device of the dialect of médecins and patients, with the handshake and the options of its documentation. */
export async function sessionParty(world: World, person: Somebody, base = world.stack.url): Promise<Party> {
  const role = person.side === 'professional' ? 'medecin' : 'patient';
  const token = `Bearer ${await world.tokenOf(person)}`;
  const options = {
    auth: { token, userType: role, userId: person.subject, role },
    transports: ['websocket', 'polling'],
    timeout: 20_000,
    autoConnect: true,
    reconnection: true,
    reconnectionAttempts: 5,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 10_000,
    upgrade: true,
    rememberUpgrade: false,
  };
  return socketParty(base, options, { device: '', ready: 'connection_established' });
}

async function socketParty(
  url: string,
  options: Partial<ManagerOptions & SocketOptions>,
  { device, ready }: { device: string; ready: string },
): Promise<Party> {
  const socket = io(url, { ...options, forceNew: true });
  const ear = openEar();
  socket.onAny((event: string, payload: unknown) => ear.note({ event, payload }));
  const refused = new Promise<never>((_, reject) => socket.once('connect_error', reject));
  const party: Party = {
    ...ear.party,
    device,
    closed: new Promise((resolve) => socket.once('disconnect', () => resolve(null))),
    replica() {
      const { payload } = ear.party.heard.findLast(({ event }) => event === ready) ?? {};
      return payload?.replica ?? payload?.socketId?.split('.')[0] ?? null;
    },
    async ask(event, payload = {}) {
      const answer = await socket.timeout(PATIENCE_MS).emitWithAck(event, payload);
      ear.party.frames.push(JSON.stringify(answer));
      return answer;
    },
    say: (event, payload) => void socket.emit(event, payload),
    close: () => void socket.close(),
  };
  await Promise.race([party.hear(ready), refused]);
  return party;
}

/** Whose device speaks over the plain WebSocket: a person's, or a guest's with the token that asking in gave. */
export type Bearer = { token: string } | { guestToken: string };

/** Connects a device over the plain WebSocket and says hello. @throws Error with the code of the refusal. */
export async function plainParty(world: World, bearer: Bearer, device = aDevice()): Promise<Party> {
  const ws = new WebSocket(`${world.stack.url.replace('http', 'ws')}/ws/calls`);
  const ear = openEar();
  ws.on('message', (data: Buffer) => {
    const text = data.toString();
    ear.party.frames.push(text);
    const { id, event, ...rest } = JSON.parse(text);
    ear.note(event === undefined ? { event: `answer ${id}`, payload: rest } : { event, payload: rest.payload }, true);
  });
  ws.on('error', () => undefined);
  const closed = new Promise<number | null>((resolve) => ws.once('close', resolve));
  await Promise.race([once(ws, 'open'), closed.then((code) => Promise.reject(new Error(`closed with ${code}`)))]);
  let asked = 0;
  const party: Party = {
    ...ear.party,
    device,
    closed,
    replica: () => null,
    async ask(event, payload = {}) {
      party.say(event, payload);
      return party.hear(`answer ${asked}`);
    },
    say: (event, payload) => ws.send(JSON.stringify({ id: ++asked, event, payload })),
    close: () => ws.terminate(),
  };
  const welcome = await party.ask('hello', { ...bearer, device });
  if (!welcome.ok) throw new Error(welcome.error.code);
  return party;
}

/** Keeps what is heard, and lets others wait for it. */
function openEar() {
  const heard: Heard[] = [];
  const frames: string[] = [];
  const changed = new EventTarget();
  const party: Pick<Party, 'heard' | 'frames' | 'hear' | 'aboutCalls'> = {
    heard,
    frames,
    async hear(event, fits = () => true, patienceMs = PATIENCE_MS) {
      const signal = AbortSignal.timeout(patienceMs);
      for (;;) {
        const found = heard.find((one) => one.event === event && fits(one.payload));
        if (found !== undefined) return found.payload;
        await once(changed, 'change', { signal }).catch(() => {
          const names = heard.map((one) => one.event).join(', ');
          throw new Error(`${event} did not come within ${patienceMs} ms; what came is: ${names}`);
        });
      }
    },
    aboutCalls: () => heard.map((one) => one.event).filter((name) => /^(?:call\.|webrtc_)/.test(name)),
  };
  return {
    party,
    note(one: Heard, isKept = false) {
      heard.push(one);
      if (!isKept) frames.push(JSON.stringify(one));
      changed.dispatchEvent(new Event('change'));
    },
  };
}
