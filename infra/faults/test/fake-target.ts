import type { Target } from '../src/target.ts';
import { makeFakeLog, type FakeLie } from './fake-log.ts';
import { openFakeDoors } from './fake-server.ts';

const DOWN_MS = 300;
const EXIT_AFTER_MS = 600;

/** A system of pretended processes in this process: killing one takes its part away for a moment. */
export async function startFakeTarget(lie: FakeLie): Promise<Target> {
  const log = makeFakeLog(lie);
  const health = { worker: true };
  const doors = await openFakeDoors(log, health, lie);
  const names = ['message-worker', 'realtime-gateway-1', 'realtime-gateway-2'];
  const pids = new Map<string, number | undefined>(names.map((name, index) => [name, 100 + index]));
  let nextPid = 200;
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, task: () => void): void => void timers.add(setTimeout(task, ms));

  const die = (name: string): void => {
    pids.set(name, undefined);
    if (name === 'message-worker') health.worker = false;
    else doors.cut(name.endsWith('1') ? 0 : 1);
    after(DOWN_MS, () => {
      pids.set(name, nextPid++);
      health.worker = true;
    });
  };
  if (lie === 'exit by itself') after(EXIT_AFTER_MS, () => die('realtime-gateway-2'));

  return {
    url: doors.url,
    pids: () => pids,
    exitCause: () => null,
    kill(name, signal) {
      if (signal === 'SIGKILL') die(name);
      else if (name === 'message-worker') health.worker = signal === 'SIGCONT';
    },
    killBackend: async () => 1,
    flush: async () => undefined,
    untilReady: async () => {
      // Reconnecting stands in for the heartbeat: the tops are told again.
      doors.cut(0);
      doors.cut(1);
    },
    token: async (claims) => Buffer.from(JSON.stringify(claims)).toString('base64url'),
    readLog: async () => ({
      rows: [...log.conversations].flatMap(([conversation, { messages }]) =>
        messages.map(({ id, seq, author, clientMessageId, content }) => {
          return { id, conversation, seq, author: author?.id ?? null, key: clientMessageId, content };
        }),
      ),
      conversations: [...log.conversations].map(([id, { participants, messages }]) => {
        return { id, participants: participants.map((person) => person.id), lastSeq: messages.length };
      }),
    }),
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      await doors.close();
    },
  };
}
