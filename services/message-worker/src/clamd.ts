import { connect, type Socket } from 'node:net';
import type { Bytes, Scanner } from '@causerie/core';

/** Where clamd listens. */
export interface ClamdOptions {
  host: string;
  port: number;
}

/** clamd reads on or answers within this time, or it is taken for dead. */
const SILENCE_TIMEOUT_MS = 30_000;
const COMMAND = 'zINSTREAM\0';
const HARMLESS = 'stream: OK';
const HARMFUL = /^stream: .{1,500} FOUND$/s;
const ANSWER_MAX_CHARS = 1_024;
/** Each part of a stream follows its length, a 32-bit number; length 0 is the end. */
const LENGTH_BYTES = 4;

/**
 * Asks a clamd over TCP, one connection per file. It rejects whenever clamd does not say clearly that a file is harmless or
 * harmful: when it is away, falls silent, or finds the file larger than its StreamMaxLength.
 */
export function createClamdScanner({ host, port }: ClamdOptions): Scanner {
  return {
    async isHarmless(content) {
      const socket = connect({ host, port });
      socket.setTimeout(SILENCE_TIMEOUT_MS, () => socket.destroy(new Error('clamd fell silent')));
      try {
        const answer = answerOf(socket);
        // clamd may answer and hang up in the middle of a file; then its answer says why, and not the broken pipe.
        const sent = send(socket, content).catch((error: unknown) => {
          socket.destroy(error instanceof Error ? error : new Error('The file could not be read'));
        });
        const [text] = await Promise.all([answer, sent]);
        if (text === HARMLESS) return true;
        if (HARMFUL.test(text)) return false;
        throw new Error('clamd could not examine a file');
      } finally {
        socket.destroy();
      }
    },
  };
}

async function send(socket: Socket, content: Bytes): Promise<void> {
  await write(socket, Buffer.from(COMMAND, 'latin1'));
  for await (const chunk of content) {
    if (socket.readableEnded) return;
    if (chunk.length > 0) await write(socket, Buffer.concat([lengthOf(chunk.length), chunk]));
  }
  await write(socket, lengthOf(0));
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes);
  return length;
}

/** Resolves when the next part may be written, so that no more than one part of a file waits in memory. */
function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\0');
      if (end !== -1) resolve(text.slice(0, end));
      else if (text.length > ANSWER_MAX_CHARS) socket.destroy(new Error('clamd answers without an end'));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('clamd hung up')));
  });
}
