/** What a receiver said it can take counts for so long, in milliseconds. */
const ESTIMATE_LIFE_MS = 5_000;

/** What the receivers of one stream can take of it. */
export interface Estimates {
  /** Takes what one receiver says; returns what all of them can take, in bits per second: one stream goes to all, so the slowest decides. */
  hear(receiverId: string, bitrate: number): number;
  forget(receiverId: string): void;
}

/** Makes an empty record. */
export function createEstimates(nowMs: () => number): Estimates {
  const said = new Map<string, { bitrate: number; atMs: number }>();
  return {
    hear(receiverId, bitrate) {
      said.set(receiverId, { bitrate, atMs: nowMs() });
      for (const [id, { atMs }] of said) if (nowMs() - atMs > ESTIMATE_LIFE_MS) said.delete(id);
      return Math.min(...[...said.values()].map((one) => one.bitrate));
    },
    forget: (receiverId) => void said.delete(receiverId),
  };
}
