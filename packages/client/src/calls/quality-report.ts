import type { CallQualityReport } from '@causerie/contracts';
import type { Step } from './ladder.ts';
import type { LineQuality } from './quality.ts';

/** Gathers what was measured over a whole call, for its history and the figures of operators. */
export class QualityLog {
  #rttMs = { sum: 0, count: 0 };
  #loss = { sum: 0, count: 0 };
  #path: CallQualityReport['path'] = null;
  #transport: CallQualityReport['transport'] = null;

  add({ rttMs, loss, path, transport }: LineQuality): void {
    if (rttMs !== null) this.#rttMs = { sum: this.#rttMs.sum + rttMs, count: this.#rttMs.count + 1 };
    if (loss !== null) this.#loss = { sum: this.#loss.sum + loss, count: this.#loss.count + 1 };
    this.#path = path ?? this.#path;
    this.#transport = transport ?? this.#transport;
  }

  /** What is told: means over the call, the newest path, and the steps on the ladder. */
  report(setupMs: number | null, steps: readonly Step[]): CallQualityReport {
    return {
      setupMs: setupMs === null ? null : Math.round(setupMs),
      path: this.#path,
      transport: this.#transport,
      rttMs: mean(this.#rttMs),
      loss: mean(this.#loss),
      steps: steps.map((step) => ({ ...step, atMs: Math.round(step.atMs) })),
    };
  }
}

function mean({ sum, count }: { sum: number; count: number }): number | null {
  return count === 0 ? null : sum / count;
}
