import { CALLS_SOCKET } from '@causerie/dialects';
import { WebSocket } from 'ws';

/** How long a test waits for something to be said. */
const PATIENCE_MS = 10_000;

/** What the server said. */
interface Said {
  event: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of what it awaits
  payload: any;
}

/** A client of the plain WebSocket, as its documentation describes one. */
export interface CallSocket {
  ws: WebSocket;
  /** Everything the server said by itself so far. */
  said: Said[];
  /** Sends a frame and awaits its answer. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of its answer
  ask(event: string, payload?: unknown): Promise<any>;
  /** The first thing said that fits, also when it was said already. */
  hear(event: string, fits?: (payload: Said['payload']) => boolean): Promise<Said['payload']>;
  /** How the server closed the connection. */
  closed: Promise<{ code: number; reason: string }>;
}

/** Connects; rejects with the HTTP status when the server does not upgrade. */
export async function openCallSocket(url: string, headers: Record<string, string>): Promise<CallSocket> {
  const ws = new WebSocket(url, { headers });
  const said: Said[] = [];
  const answers = new Map<number, (answer: unknown) => void>();
  const listeners = new Set<() => void>();
  ws.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString());
    if ('event' in frame) said.push(documented(frame));
    else answers.get(frame.id)?.(frame);
    for (const look of listeners) look();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    ws.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('error', reject);
  });
  ws.on('error', () => undefined);
  let lastId = 0;
  return {
    ws,
    said,
    closed,
    async ask(event, payload) {
      const id = ++lastId;
      const answered = within<unknown>(event, (resolve) => answers.set(id, resolve));
      ws.send(JSON.stringify({ id, event, payload }));
      const answer = await answered;
      // What nobody knows is refused, and is in no manual.
      if (Object.hasOwn(CALLS_SOCKET.manual.hears, event))
        CALLS_SOCKET.manual.hears[event]?.acknowledgement?.parse(answer);
      return answer;
    },
    hear(event, fits = () => true) {
      return within(event, (resolve) => {
        const look = (): void => {
          const found = said.find((one) => one.event === event && fits(one.payload));
          if (found === undefined) return;
          listeners.delete(look);
          resolve(found.payload);
        };
        listeners.add(look);
        look();
      });
    },
  };
}

/** The frame, as it stands in the manual. @throws Error when the manual says something else. */
function documented(frame: Said): Said {
  const entry = CALLS_SOCKET.manual.says[frame.event];
  if (entry === undefined) throw new Error(`the manual knows no ${frame.event}`);
  entry.payload.parse(frame);
  return frame;
}

function within<T>(what: string, start: (resolve: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`nothing came: ${what}`)), PATIENCE_MS);
    start((value) => {
      clearTimeout(late);
      resolve(value);
    });
  });
}
