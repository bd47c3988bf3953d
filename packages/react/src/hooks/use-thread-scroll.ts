import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Nearer than this to the end counts as being there: a new message then scrolls into view. */
const END_SLACK_PX = 48;
/** Nearer than this to the top, older messages are fetched. */
const TOP_REACH_PX = 240;

export interface ThreadScroll {
  atEnd: boolean;
  /** For the scroller's onScroll. */
  onScroll(): void;
  toEnd(): void;
  /** Highest seq whose message is in view, 0 when there is none. */
  seenSeq(): number;
}

/**
 * Keeps a thread where its reader wants it: at the end while they are there, at the same message when older ones are put
 * above. `firstKey` and `lastKey` name the outermost lines; opening begins at the unread line when there is one.
 */
export function useThreadScroll(
  scroller: RefObject<HTMLElement | null>,
  edges: { firstKey: string | undefined; lastKey: string | undefined; lastIsMine: boolean },
  onNearTop: () => void,
): ThreadScroll {
  const [atEnd, setAtEnd] = useState(true);
  const stays = useRef(true);
  const before = useRef<{ firstKey: string | undefined; lastKey: string | undefined; height: number } | null>(null);
  const { firstKey, lastKey, lastIsMine } = edges;

  const toEnd = useCallback(() => {
    const element = scroller.current;
    element?.scrollTo({ top: element.scrollHeight, behavior: 'instant' });
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const last = before.current;
    if (last === null) {
      const divider = element.querySelector('[data-unread-divider]');
      if (divider === null) toEnd();
      else divider.scrollIntoView({ block: 'start' });
    } else if (last.firstKey !== firstKey && last.lastKey === lastKey) {
      element.scrollBy({ top: element.scrollHeight - last.height, behavior: 'instant' });
    } else if (stays.current || (last.lastKey !== lastKey && lastIsMine)) {
      toEnd();
    }
    before.current = { firstKey, lastKey, height: element.scrollHeight };
  });

  // The window, the keyboard of a phone or a growing composer change the height: the end stays the end.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      if (stays.current) toEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, toEnd]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    stays.current = element.scrollHeight - element.scrollTop - element.clientHeight <= END_SLACK_PX;
    setAtEnd(stays.current);
    if (element.scrollTop < TOP_REACH_PX) onNearTop();
  }, [scroller, onNearTop]);

  const seenSeq = useCallback(() => highestSeen(scroller.current), [scroller]);
  return { atEnd, onScroll, toEnd, seenSeq };
}

function highestSeen(element: HTMLElement | null): number {
  if (element === null) return 0;
  const bottom = element.getBoundingClientRect().bottom + 1;
  const lines = [...element.querySelectorAll<HTMLElement>('[data-seq]')];
  const seen = lines.findLast((line) => line.getBoundingClientRect().bottom <= bottom);
  return Number(seen?.dataset['seq'] ?? 0);
}
