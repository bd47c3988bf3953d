import { io } from 'socket.io-client';
import { CauserieError, networkError, parseFailure, timeoutError } from './error.ts';

/** An acknowledgement comes within 3 s (DEL-5); a slow phone network gets as much again. */
const ACK_TIMEOUT_MS = 6_000;
/** Opening includes DNS, TLS and, where websockets are blocked, the fall back to polling. */
const OPEN_TIMEOUT_MS = 8_000;

/** What a wire tells its owner. */
export interface WireHandlers {
  opened(socketId: string, transport: string): void;
  /** The connection was lost, or the server ended it. */
  closed(reason: string): void;
  /** The connection could not be made; `body` is the server's error, when it was the server that refused. */
  refused(body: unknown): void;
  event(name: string, payload: unknown): void;
  /** Of several tabs that share one connection, whether this one holds it. */
  led?(leads: boolean): void;
}

/** One connection to namespace `/v1` that never reconnects by itself: when to try again is the SDK's decision. */
export interface Wire {
  open(): void;
  close(): void;
  /** Emits and awaits the acknowledgement; rejects with CauserieError, at once when the wire is down. */
  request(event: string, payload: unknown): Promise<unknown>;
  /** Emits without an answer; lost silently when the wire is down. */
  tell(event: string, payload: unknown): void;
  /** Whether this tab holds the connection that it shares with others; null or nothing where it shares none. */
  leads?(): boolean | null;
  /** Makes this tab the one that holds the connection; resolves when it does, or when that takes too long. */
  claim?(): Promise<void>;
}

export type WireFactory = (options: {
  url: string;
  getToken: () => string | Promise<string>;
  handlers: WireHandlers;
}) => Wire;

/** The real wire: socket.io-client, websocket first, polling where websockets do not pass. */
export const socketIoWire: WireFactory = ({ url, getToken, handlers }) => {
  const socket = io(`${url}/v1`, {
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnection: false,
    autoConnect: false,
    forceNew: true,
    timeout: OPEN_TIMEOUT_MS,
    auth: (give) => {
      Promise.resolve(getToken()).then(
        (token) => give({ token }),
        () => give({}),
      );
    },
  });
  socket.on('connect', () => handlers.opened(socket.id ?? '', socket.io.engine.transport.name));
  socket.on('disconnect', (reason) => handlers.closed(reason));
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    // A refusal by the namespace leaves the transport open, and an open transport would not be opened again.
    socket.disconnect();
    handlers.refused(error.data ?? null);
  });
  socket.onAny((name: string, payload: unknown) => handlers.event(name, payload));
  return {
    open: () => void socket.connect(),
    close: () => void socket.disconnect(),
    // Events are already lost when the wire is down: `volatile` keeps socket.io from saving them for later.
    tell: (event, payload) => void socket.volatile.emit(event, payload),
    async request(event, payload) {
      if (!socket.connected) throw networkError('not connected');
      let answer: unknown;
      try {
        answer = await socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload);
      } catch {
        throw socket.connected ? timeoutError(ACK_TIMEOUT_MS) : networkError('the connection was lost');
      }
      return readAck(answer);
    },
  };
};

/** Turns `{ok: true, …}` into its content and `{ok: false, error}` into a rejection. */
export function readAck(answer: unknown): unknown {
  const { ok, error, ...result } = (answer ?? {}) as { ok?: boolean; error?: unknown };
  if (ok === true) return result;
  throw new CauserieError(parseFailure(error, 0));
}
