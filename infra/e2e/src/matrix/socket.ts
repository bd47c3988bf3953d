import { once } from 'node:events';
import { io } from 'socket.io-client';
import type { Loose, World } from '../world.ts';
import { whileBusy } from './ask.ts';

/** Longest wait for something that must happen. */
const PATIENCE_MS = 10_000;

/** What every connection calls its device; that of calls which somebody began elsewhere. */
export const DEVICE = 'matrix-device';

/** A dialect as a connection chooses it. */
export interface Tongue {
  name: string;
  namespace: string;
}

/** A connection that keeps everything it is told. */
export interface Line {
  told: Array<{ event: string; payload: unknown }>;
  ask(event: string, payload: object): Promise<Loose>;
  /** Resolves when it was told something like this, before or later. */
  until(condition: (event: string, payload: string) => boolean): Promise<void>;
  close(): void;
}

/** Connects somebody. @throws Error whose message is the code of the refusal. */
export async function openLine(world: World, tongue: Tongue, token: string | null): Promise<Line> {
  const opened = await whileBusy(
    () => connect(world, tongue, token).catch((error: unknown) => error as Error),
    (found) => found instanceof Error && found.message === 'unavailable',
  );
  if (opened instanceof Error) throw opened;
  return opened;
}

async function connect(world: World, { name, namespace }: Tongue, token: string | null): Promise<Line> {
  const socket = io(`${world.stack.url}${namespace === '/' ? '' : namespace}`, {
    auth: { ...(token === null ? {} : { token }), dialect: name, unread: true, device: DEVICE },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
  const told: Line['told'] = [];
  const news = new EventTarget();
  socket.onAny((event: string, payload: unknown) => {
    told.push({ event, payload });
    news.dispatchEvent(new Event('told'));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
  return {
    told,
    ask: (event, payload) =>
      whileBusy<Loose>(
        () => socket.timeout(PATIENCE_MS).emitWithAck(event, payload),
        (answer) => answer.error?.code === 'unavailable',
      ),
    async until(condition) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      while (!told.some(({ event, payload }) => condition(event, JSON.stringify(payload)))) {
        await once(news, 'told', { signal });
      }
    },
    close: () => void socket.close(),
  };
}

/** The code with which somebody is refused at the door, or null when they are let in. */
export async function refusalOf(world: World, tongue: Tongue, token: string | null): Promise<string | null> {
  try {
    (await openLine(world, tongue, token)).close();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
