import type { CallCensus } from '@causerie/core';
import type { Metrics } from '@causerie/service-kit';

/** How often the calls are counted. */
const COUNT_INTERVAL_MS = 10_000;

/** Shows operators how many calls there are at the moment; every replica shows the same. Returns a function that stops it. */
export function watchCensus(census: CallCensus, metrics: Metrics, onError: (error: unknown) => void): () => void {
  const ringing = metrics.gauge('calls_ringing', 'Calls that ring');
  const active = metrics.gauge('calls_active', 'Calls that at least two people are in');
  const waiting = metrics.gauge('call_guests_waiting', 'Guests who wait to be admitted');
  const count = async (): Promise<void> => {
    const now = await census.now();
    ringing.set(now.ringing);
    active.set(now.active);
    waiting.set(now.guestsWaiting);
  };
  const timer = setInterval(() => void count().catch(onError), COUNT_INTERVAL_MS);
  void count().catch(onError);
  return () => clearInterval(timer);
}
