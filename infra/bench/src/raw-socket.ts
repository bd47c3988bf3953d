import { WebSocket } from 'ws';
import { connectFrame, readFrame } from './frames.ts';
import type { Endpoint } from './target.ts';

const CONNECT_TIMEOUT_MS = 15_000;
const PONG_FRAME = '3';

/** What a connection tells its owner. `data` is only valid during the call. */
export interface RawSocketListener {
  onEvent(data: Buffer): void;
  onAck(id: number, ok: boolean): void;
  onClose(): void;
}

/** A connected Socket.IO session over a bare WebSocket. */
export interface RawSocket {
  send(frame: string): void;
  close(): void;
}

/** Opens a WebSocket, speaks the Engine.IO and Socket.IO handshakes, and resolves when the namespace is joined. */
export function openRawSocket(endpoint: Endpoint, namespace: string, listener: RawSocketListener): Promise<RawSocket> {
  const socket = new WebSocket(`${endpoint.url}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(timer);
      socket.terminate();
      reject(new Error(`connection to ${new URL(endpoint.url).host} ${reason}`));
    };
    const timer = setTimeout(() => fail('was not accepted in time'), CONNECT_TIMEOUT_MS);
    socket.on('message', (data: Buffer) => {
      const frame = readFrame(data);
      if (frame.kind === 'event') listener.onEvent(data);
      else if (frame.kind === 'ack') listener.onAck(frame.id, frame.ok);
      else if (frame.kind === 'ping') socket.send(PONG_FRAME);
      else if (frame.kind === 'open') socket.send(connectFrame(namespace, endpoint.auth));
      else if (frame.kind === 'refused') fail(`was refused: ${data.toString('utf8').slice(0, 300)}`);
      else if (frame.kind === 'connected') {
        clearTimeout(timer);
        resolve({ send: (text) => socket.send(text), close: () => socket.close() });
      }
    });
    socket.once('error', (error) => fail(`failed: ${error.message}`));
    socket.once('close', () => {
      fail('was closed');
      listener.onClose();
    });
  });
}
