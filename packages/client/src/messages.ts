import type { Message } from '@causerie/contracts';

/**
 * Merges messages into a held list: ascending seq, each seq once. Of two versions the one with the higher revision stays (DEL-11). Arrival order never matters, and a repeat changes
 * nothing (the same list object is returned), so that a duplicate push does not even repaint.
 */
export function mergeMessages(held: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  let merged: Message[] | null = null;
  for (const message of incoming) {
    const list: readonly Message[] = merged ?? held;
    const index = lowerBound(list, message.seq);
    const present = list[index];
    if (present?.seq === message.seq) {
      if (message.revision <= present.revision) continue;
      merged ??= [...held];
      merged[index] = message;
    } else {
      merged ??= [...held];
      merged.splice(index, 0, message);
    }
  }
  return merged ?? held;
}

/** Index of the first held message whose seq is at least `seq`. */
export function lowerBound(held: readonly Message[], seq: number): number {
  let low = 0;
  let high = held.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((held[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether every seq of [from, to] is held. */
export function holdsAll(held: readonly Message[], from: number, to: number): boolean {
  if (to < from) return true;
  const first = lowerBound(held, from);
  return held[first]?.seq === from && held[first + to - from]?.seq === to;
}

/** The highest seq such that everything from `from` up to it is held; `from - 1` when not even `from` is. */
export function contiguousTop(held: readonly Message[], from: number): number {
  const first = lowerBound(held, from);
  if (held[first]?.seq !== from) return from - 1;
  // Without a hole, places and numbers grow alike: the last place where they still do is found by halving.
  let low = first;
  let high = held.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((held[middle]?.seq ?? 0) - from === middle - first) low = middle;
    else high = middle - 1;
  }
  return from + low - first;
}

/** The lowest seq such that everything from it up to `to` is held; `to` itself when nothing below it is. */
export function contiguousBottom(held: readonly Message[], to: number): number {
  let seq = to;
  for (let index = lowerBound(held, to) - 1; held[index]?.seq === seq - 1; index -= 1) seq -= 1;
  return seq;
}

/** The held message of a seq. */
export function messageAt(held: readonly Message[], seq: number): Message | undefined {
  const message = held[lowerBound(held, seq)];
  return message?.seq === seq ? message : undefined;
}

/** How many held messages of others lie in [from, to]. */
export function countOfOthers(held: readonly Message[], from: number, to: number, myId: string): number {
  let count = 0;
  for (let index = lowerBound(held, from); index < held.length; index += 1) {
    const message = held[index];
    if (message === undefined || message.seq > to) break;
    if (message.author?.id !== myId) count += 1;
  }
  return count;
}
