import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, expect, test } from 'vitest';
import { connectFrame, correlationOf, eventFrame, messageText, readFrame } from '../src/frames.ts';
import { openRawSocket } from '../src/raw-socket.ts';

const read = (text: string) => readFrame(Buffer.from(text));
const stops: Array<() => unknown> = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('frames of Engine.IO and Socket.IO are told apart by their first bytes', () => {
  expect(read('0{"sid":"x"}').kind).toBe('open');
  expect(read('2').kind).toBe('ping');
  expect(read('40{"sid":"x"}').kind).toBe('connected');
  expect(read('40/v1,{"sid":"x"}').kind).toBe('connected');
  expect(read('44/v1,{"message":"no"}').kind).toBe('refused');
  expect(read('42/v1,["message.created",{}]').kind).toBe('event');
  expect(read('41').kind).toBe('closed');
  expect(read('6').kind).toBe('other');
});

test('an acknowledgement carries its number and whether it was granted, with and without a namespace', () => {
  expect(read('4317[{"ok":true}]')).toEqual({ kind: 'ack', id: 17, ok: true });
  expect(read('43/v1,0[{"ok":true,"message":{}}]')).toEqual({ kind: 'ack', id: 0, ok: true });
  expect(read('43/v1,9[{"ok":false,"error":{"code":"not_found"}}]')).toEqual({ kind: 'ack', id: 9, ok: false });
});

test('a message is recognised by the number in its text', () => {
  const frame = `42/v1,["message.created",${JSON.stringify({ message: { seq: 12, content: messageText(4711) } })}]`;
  expect(correlationOf(Buffer.from(frame))).toBe(4711);
  expect(correlationOf(Buffer.from('42["presence",{}]'))).toBe(-1);
  expect(correlationOf(Buffer.from('42["x","~"]'))).toBe(-1);
});

test('the frames written by hand are those of the protocol', () => {
  expect(connectFrame('/', { a: 'b' })).toBe('40{"a":"b"}');
  expect(connectFrame('/v1', { token: 't' })).toBe('40/v1,{"token":"t"}');
  expect(eventFrame('/v1', 5, 'message.send', { content: 'x' })).toBe('42/v1,5["message.send",{"content":"x"}]');
});

test('a raw connection speaks with a real Socket.IO server: namespace, auth, event, acknowledgement', async () => {
  const http = createServer();
  const io = new Server(http);
  stops.push(() => io.close());
  io.of('/v1').on('connection', (socket) => {
    socket.on('message.send', (input: { content: string }, answer: (reply: unknown) => void) => {
      socket.emit('message.created', {
        message: { content: input.content, by: socket.handshake.auth['token'] as string },
      });
      answer({ ok: true });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const seen: unknown[] = [];
  const done = new Promise<void>((resolve) => {
    void openRawSocket({ url, auth: { token: 'moi' } }, '/v1', {
      onEvent: (data) => seen.push(correlationOf(data), data.includes('moi')),
      onAck: (id, ok) => {
        seen.push(id, ok);
        resolve();
      },
      onClose: () => undefined,
    }).then((socket) => {
      stops.unshift(() => socket.close());
      socket.send(eventFrame('/v1', 3, 'message.send', { content: messageText(42) }));
    });
  });
  await done;
  expect(seen).toEqual([42, true, 3, true]);
});

test('a connection that the server refuses is an error, not a silent member of the load', async () => {
  const http = createServer();
  const io = new Server(http);
  stops.push(() => io.close());
  io.of('/v1').use((_socket, next) => next(new Error('unauthorised')));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const ears = { onEvent: () => undefined, onAck: () => undefined, onClose: () => undefined };
  await expect(openRawSocket({ url, auth: {} }, '/v1', ears)).rejects.toThrow(/refused.*unauthorised/);
});
