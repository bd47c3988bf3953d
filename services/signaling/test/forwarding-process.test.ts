import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Signal } from '@causerie/contracts';
import { expect, test, vi } from 'vitest';
import { createForwardingProcess } from '../src/sfu/forwarding-process.ts';

const WAIT_MS = 10_000;
const entry = fileURLToPath(new URL('./stand-in-forwarder.mjs', import.meta.url));

test('a process that native code ended is started again, and everybody is offered a new connection', async () => {
  const told: Array<[string, Signal]> = [];
  const onCrash = vi.fn<(code: number | null, signal: string | null) => void>();
  const tell = (_callId: string, participantId: string, signal: Signal): void =>
    void told.push([participantId, signal]);
  const media = createForwardingProcess({ entry, execArgv: [], tell, onCrash });
  expect(media.pid).toBeUndefined();
  const [callId, ana, ben] = [randomUUID(), randomUUID(), randomUUID()];
  media.seat(callId, [ana, ben]);
  await vi.waitFor(() => expect(told.map(([id]) => id)).toEqual([ana, ben]), WAIT_MS);
  const first = media.pid;
  media.receive(callId, ana, { type: 'restart' });
  await vi.waitFor(() => expect(told.map(([id]) => id)).toEqual([ana, ben, ana, ben]), WAIT_MS);
  expect(onCrash).toHaveBeenCalledWith(null, 'SIGKILL');
  expect(media.pid).not.toBe(first);
  await media.close();
});

test('it ends with the service, and says nothing of a call that was released', async () => {
  const tell = vi.fn<(callId: string) => void>();
  const media = createForwardingProcess({ entry, execArgv: [], tell, onCrash: () => undefined });
  const [over, live] = [randomUUID(), randomUUID()];
  media.seat(over, [randomUUID()]);
  media.release(over);
  media.seat(live, [randomUUID()]);
  await vi.waitFor(() => expect(tell).toHaveBeenCalled(), WAIT_MS);
  expect(tell.mock.calls.map(([callId]) => callId)).toEqual([live]);
  const pid = media.pid ?? 0;
  await media.close();
  expect(() => process.kill(pid, 0)).toThrow();
});
