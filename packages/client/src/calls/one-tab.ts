import type { CallsEnvironment } from './environment.ts';

/** Tabs that want the same turn tell each other for this long who they are; the lowest id gets it. */
const ELECTION_MS = 150;
/** Who has the turn says so this often… */
const BEAT_MS = 1_000;
/** …and is gone when nothing was heard for so long. */
const SILENCE_MS = 3_000;

type TabEnvironment = Pick<CallsEnvironment, 'clock' | 'locks' | 'newId' | 'openChannel'>;

/**
 * Takes a turn that one tab of this browser has at a time. `begin` is called when it is this tab's, at once or when the tab
 * that had it gave up or was closed. Returns how to give up. Where tabs cannot hear each other, each has the turn.
 */
export function takeTurn(env: TabEnvironment, name: string, begin: () => void): () => void {
  return env.locks === null ? elect(env, name, begin) : lock(env.locks, name, begin);
}

function lock(locks: LockManager, name: string, begin: () => void): () => void {
  const waiting = new AbortController();
  let done: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (done = resolve));
  const held = (): Promise<void> | undefined => {
    if (waiting.signal.aborted) return undefined;
    begin();
    return until;
  };
  // Giving up while waiting is told as an error.
  locks.request(name, { signal: waiting.signal }, held).catch(() => undefined);
  return () => {
    waiting.abort();
    done();
  };
}

interface Said {
  kind: 'want' | 'have' | 'free';
  tab: string;
}

function elect(env: TabEnvironment, name: string, begin: () => void): () => void {
  const channel = env.openChannel(name);
  if (channel === null) {
    begin();
    return () => undefined;
  }
  const { clock } = env;
  const tab = env.newId();
  let has = false;
  let timer: unknown = null;
  const after = (delayMs: number, run: () => void): void => {
    if (timer !== null) clock.clearTimeout(timer);
    timer = clock.setTimeout(run, delayMs);
  };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin to name
  const say = (kind: Said['kind']): void => channel.postMessage({ kind, tab } satisfies Said);
  const beat = (): void => {
    say('have');
    after(BEAT_MS, beat);
  };
  const stand = (): void => {
    say('want');
    after(ELECTION_MS, () => {
      has = true;
      beat();
      begin();
    });
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (has) {
      if (data.kind === 'want') say('have');
    } else if (data.kind === 'free') stand();
    else if (data.kind === 'have' || data.tab < tab) after(SILENCE_MS, stand);
  });
  stand();
  return () => {
    clock.clearTimeout(timer);
    if (has) say('free');
    channel.close();
  };
}
