import type { Socket } from 'socket.io-client';
import type { SendOutcome } from './history.ts';

const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 1000;
const HANDSHAKE_TIMEOUT_MS = 4000;

/** Settings of every socket: one transport, a connection of its own, and quick returns. */
export const RECONNECTION = {
  transports: ['websocket'],
  forceNew: true,
  reconnectionDelay: RECONNECT_MIN_MS,
  reconnectionDelayMax: RECONNECT_MAX_MS,
  timeout: HANDSHAKE_TIMEOUT_MS,
};

/** A socket that comes back by itself, and whose connections have names. */
export interface Link {
  /** Name of the present connection; null while there is none. */
  readonly connection: string | null;
  /** Name of the present connection, or of the one before. */
  readonly lastConnection: string;
  untilConnected(): Promise<void>;
  /** Emits at once and waits for the acknowledgement; never buffers, never rejects. */
  ask(silenceMs: number, event: string, input: unknown, read: (answer: unknown) => SendOutcome): Promise<SendOutcome>;
  close(): void;
}

/** Names the connections of a socket and keeps it connected until it is closed. */
export function keepConnected(socket: Socket, name: string): Link {
  let epoch = 0;
  let connected = false;
  let closed = false;
  const connectAgain = (): void => {
    // After a refusal or a disconnection by the server the library does not try again by itself.
    setTimeout(() => closed || socket.active || socket.connect(), RECONNECT_MAX_MS).unref();
  };
  const present = (): string => `${name}/${epoch}`;
  socket.on('connect', () => {
    epoch++;
    connected = true;
  });
  socket.on('disconnect', () => {
    connected = false;
    connectAgain();
  });
  socket.on('connect_error', connectAgain);
  return {
    get connection() {
      return connected ? present() : null;
    },
    get lastConnection() {
      return present();
    },
    untilConnected: () => new Promise((resolve) => (connected ? resolve() : socket.once('connect', () => resolve()))),
    ask(silenceMs, event, input, read) {
      const sentOn = epoch;
      if (!connected) return Promise.resolve({ kind: 'lost', reason: 'not connected' });
      return new Promise((resolve) => {
        socket.timeout(silenceMs).emit(event, input, (error: Error | null, answer: unknown) => {
          if (error === null) resolve(read(answer));
          else resolve(connected && epoch === sentOn ? { kind: 'silent' } : { kind: 'lost', reason: 'disconnect' });
        });
      });
    },
    close() {
      closed = true;
      socket.disconnect();
    },
  };
}
