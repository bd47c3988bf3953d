import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, expect, test } from 'vitest';
import { mergeLatencies } from '../src/latency.ts';
import { connectLoad, type Load } from '../src/load.ts';

const PAIRS = 4;
const STALL_MS = 300;
const stops: Array<() => unknown> = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A server that relays at once, except that `hold` may keep a message back. */
async function connectTo(hold: (count: number, relay: () => void) => void): Promise<Load> {
  const http = createServer();
  const io = new Server(http);
  let count = 0;
  io.on('connection', (socket: Socket) => {
    void socket.join(String(socket.handshake.auth['room']));
    socket.on('message.send', (input: { conversationId: string }, answer: (reply: unknown) => void) => {
      hold(count++, () => {
        io.to(input.conversationId).emit('message.created', { message: input });
        answer({ ok: true });
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const routes = Array.from({ length: PAIRS }, (_, index) => ({
    conversationId: `room-${index}`,
    sender: { url, auth: { room: 'nobody' } },
    receiver: { url, auth: { room: `room-${index}` } },
  }));
  const load = await connectLoad(routes, '/', 'test');
  stops.push(
    () => load.close(),
    () => io.close(),
  );
  return load;
}

const STEP = { ratePerSecond: 400, warmupMs: 0, measureMs: 600, drainMs: 5_000 };

test('the load goes on while a real server stalls, and the stall is in the percentiles', async () => {
  const held: Array<() => void> = [];
  let isOver = false;
  const load = await connectTo((count, relay) => {
    if (count < 50 || isOver) return relay();
    if (held.length === 0) {
      setTimeout(() => {
        isOver = true;
        for (const release of held.splice(0)) release();
      }, STALL_MS);
    }
    held.push(relay);
  });
  const report = await load.run(STEP);
  expect(report).toMatchObject({
    sent: 240,
    delivered: 240,
    acked: 240,
    lost: 0,
    duplicates: 0,
    reordered: 0,
    gaveUp: false,
  });
  const { p90Ms, p99Ms } = mergeLatencies([report.delivery]);
  expect(p99Ms).toBeGreaterThan(STALL_MS * 0.8);
  // Half of the arrivals fell into the stall; senders that waited for their answers would have sent four messages in it.
  expect(p90Ms).toBeGreaterThan(STALL_MS * 0.5);
});

test('what a server swallows is lost, even though it was acknowledged to nobody', async () => {
  const load = await connectTo((count, relay) => {
    if (count % 10 !== 0) relay();
  });
  const report = await load.run({ ...STEP, measureMs: 200, drainMs: 2_000 });
  expect(report).toMatchObject({ sent: 80, delivered: 72, acked: 72, lost: 8 });
});

test('late echoes of one step are not counted in the next', async () => {
  const late: Array<() => void> = [];
  const load = await connectTo((count, relay) => {
    if (count < 20) late.push(relay);
    else relay();
    if (count === 25) for (const release of late.splice(0)) release();
  });
  expect(await load.run({ ...STEP, measureMs: 50, drainMs: 100 })).toMatchObject({ sent: 20, delivered: 0, lost: 20 });
  expect(await load.run({ ...STEP, measureMs: 50 })).toMatchObject({ sent: 20, delivered: 20, duplicates: 0, lost: 0 });
});

test('a step ends early when the server owes too much, and says so', async () => {
  const load = await connectTo(() => undefined);
  const report = await load.run({ ratePerSecond: 2_000, warmupMs: 0, measureMs: 30_000, drainMs: 50 });
  expect(report.gaveUp).toBe(true);
  expect(report.sent).toBeLessThan(60_000);
});
