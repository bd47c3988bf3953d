import { performance } from 'node:perf_hooks';
import type { HistoryEvent, PageOutcome, SeenMessage, SendOutcome, SentEvent } from './history.ts';

type Untimed<E> = E extends HistoryEvent ? Omit<E, 'atMs'> : never;

/** Writes the history down; events stand in the order in which these functions were called. */
export interface Recorder {
  readonly events: HistoryEvent[];
  /** Milliseconds since the recorder was made. */
  nowMs(): number;
  record(event: Untimed<HistoryEvent>): void;
  /** Records an attempt to send from its first moment to its end. `send` has to leave before it first awaits. */
  sending(sent: Omit<SentEvent, 'type' | 'atMs' | 'call'>, send: () => Promise<SendOutcome>): Promise<SendOutcome>;
  /** Records a question for a page from its first moment to its end. */
  asking(
    asked: { client: string; person: string; conversation: string; afterSeq: number },
    ask: () => Promise<PageOutcome>,
  ): Promise<PageOutcome>;
  /** Records a push. */
  pushed(push: { client: string; person: string; connection: string; message: SeenMessage }): void;
}

/** Makes a recorder whose clock starts now. */
export function makeRecorder(): Recorder {
  const events: HistoryEvent[] = [];
  const startedAt = performance.now();
  let calls = 0;
  const nowMs = (): number => Math.round((performance.now() - startedAt) * 1000) / 1000;
  const record = (event: Untimed<HistoryEvent>): void => void events.push({ ...event, atMs: nowMs() });
  return {
    events,
    nowMs,
    record,
    async sending(sent, send) {
      const call = `s${++calls}`;
      const begunAt = nowMs();
      record({ type: 'sent', call, ...sent });
      const outcome = await send();
      record({ type: 'answered', call, latencyMs: nowMs() - begunAt, outcome });
      return outcome;
    },
    async asking(asked, ask) {
      const call = `p${++calls}`;
      const begunAt = nowMs();
      record({ type: 'asked', call, ...asked });
      const outcome = await ask();
      record({ type: 'paged', call, latencyMs: nowMs() - begunAt, outcome });
      return outcome;
    },
    pushed(push) {
      record({ type: 'pushed', ...push });
    },
  };
}
