/** Anything with `once`: Node emitters, Redis connections, workers, sockets on either side. */
interface Emitting {
  once(event: never, listener: (...values: never[]) => void): unknown;
}

/** What the next `event` carries. Unlike events.once() it does not reject when an `error` comes first: here they do. */
export function nextEvent<Values extends unknown[] = unknown[]>(emitter: Emitting, event: string): Promise<Values> {
  return new Promise((resolve) => {
    const listener = (...values: unknown[]): void => resolve(values as Values);
    emitter.once(event as never, listener);
  });
}
