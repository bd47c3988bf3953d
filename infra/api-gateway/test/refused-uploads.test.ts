import { createServer, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { gatewayOver } from './stand-ins.ts';

const ends: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A service that refuses before it has read what is sent, and a gateway before it. */
async function refusingService() {
  const refusing = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/problem+json' });
    response.end('{"code":"forbidden"}');
  });
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  const { port } = refusing.address() as AddressInfo;
  ends.push(async () => {
    refusing.closeAllConnections();
    await new Promise<void>((resolve) => refusing.close(() => resolve()));
  });
  const gateway = await gatewayOver([], { conversationApi: `http://127.0.0.1:${port}` });
  ends.push(gateway.close);
  return { refusing, gateway };
}

test('who is refused in the middle of an upload reads why, and keeps the connection', async () => {
  const { refusing, gateway } = await refusingService();
  const upload = request(`${gateway.origin}/v1/conversations/9/attachments`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 2_000_000 },
  });
  const answered = once(upload, 'response');
  const refused = once(refusing, 'request');
  upload.write('--x\r\n');
  await refused;
  upload.end('x'.repeat(2_000_000 - 5));
  const [response] = (await answered) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  expect([response.statusCode, body]).toEqual([403, '{"code":"forbidden"}']);
  expect(response.headers.connection).not.toBe('close');
});

test('who never sends the rest of a refused upload hears soon why, and is cut off', async () => {
  const { gateway } = await refusingService();
  const upload = request(`${gateway.origin}/v1/conversations/9/attachments`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 2_000_000 },
  });
  upload.on('error', () => undefined);
  upload.write('--x\r\n');
  const [response] = (await once(upload, 'response')) as [IncomingMessage];
  response.resume();
  expect([response.statusCode, response.headers.connection]).toEqual([403, 'close']);
  await once(response, 'close');
});
