/**
 * Natural batching: an item leaves at once when nothing is in flight; what comes meanwhile leaves together when the
 * batch before it is done. No timer, one batch in flight, at most `batchMax` items in one.
 */
export function createGatherer<T>(batchMax: number, leave: (batch: T[]) => Promise<void>): (item: T) => void {
  let waiting: T[] = [];
  let inFlight = false;

  const pump = async (): Promise<void> => {
    inFlight = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMax);
      waiting = waiting.slice(batchMax);
      await leave(batch);
    }
    inFlight = false;
  };

  return (item) => {
    waiting.push(item);
    // One turn later, so that frames that arrived in the same read travel together.
    if (!inFlight) {
      inFlight = true;
      setImmediate(() => void pump());
    }
  };
}
