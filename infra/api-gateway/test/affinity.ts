import { io, type Socket } from 'socket.io-client';
import { expect } from 'vitest';

/** Connects `count` clients over one transport and tells which replica greeted each; every client also gets an echo back. */
export async function connectMany(origin: string, transports: string[], count: number): Promise<string[]> {
  const sockets: Socket[] = [];
  try {
    const greetings = Array.from({ length: count }, async () => {
      const socket = io(origin, { transports, forceNew: true, reconnection: false });
      sockets.push(socket);
      const id = await new Promise<string>((resolve, reject) => {
        socket.once('hello', resolve);
        socket.once('connect_error', reject);
      });
      expect(await socket.emitWithAck('echo', 'é'.repeat(2_000))).toBe(`${id}: ${'é'.repeat(2_000)}`);
      return id;
    });
    return await Promise.all(greetings);
  } finally {
    for (const socket of sockets) socket.disconnect();
  }
}
