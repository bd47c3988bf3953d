import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type RowsInView, type ScrollTarget, ThreadKeeper } from '../components/thread/thread-keeper.ts';

/** So long a row is kept in its place after it is there, while those around it take their heights. */
const SETTLE_MS = 400;
/** So long a message that was jumped to is marked after that; with it, as long as it fades in the style sheet. */
const MARK_MS = 1_800;
const LEAVING_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);
/** Where keys mean something of their own. */
const OWN_KEYS = 'input, textarea, select, dialog, [popover], [role="menu"]';

export interface ThreadScrollOptions {
  /** Rows altogether. */
  count: number;
  /** Where to begin; null begins at the end. Read once. */
  start: ScrollTarget | null;
  /** Whether the message of a row is there. */
  isThere(row: number): boolean;
  /** Told which rows are in view, whenever that may have changed. */
  onView(view: RowsInView): void;
}

/** How a thread scrolls, for its parts to use; see {@link ThreadKeeper} for what is kept where. */
export function useThreadScroll({ count, start, isThere, onView }: ThreadScrollOptions) {
  const [keeper] = useState(() => new ThreadKeeper(start));
  const [atEnd, setAtEnd] = useState(start === null);
  const [target, setTarget] = useState(start);
  const [keptRows, setKeptRows] = useState(NO_ROWS);

  const toEnd = useCallback(() => {
    setTarget(null);
    setAtEnd(true);
    keeper.holdEnd();
  }, [keeper]);
  const toRow = useCallback(
    (row: number) => {
      const next: ScrollTarget = { row, align: 'center', marks: true };
      setTarget(next);
      keeper.holdRow(next);
    },
    [keeper],
  );

  const tell = useRef(onView);
  const onMoved = useCallback(() => {
    const view = keeper.inView();
    if (view !== null) tell.current(view);
  }, [keeper]);
  const onResize = useCallback(() => {
    keeper.keep();
    // A short thread shows its end without being scrolled.
    setAtEnd(keeper.scrolled());
    onMoved();
  }, [keeper, onMoved]);
  useLayoutEffect(() => {
    tell.current = onView;
    keeper.drawn(count);
  });
  useEffect(onMoved);
  useLayoutEffect(() => keeper.watchSizes(keeper.keep), [keeper]);
  const markedRow = useArrival(keeper, target, isThere, setTarget);
  const handlers = useMemo(() => handlersOf(keeper, { toEnd, setAtEnd, setKeptRows }), [keeper, toEnd]);
  const { attachList, attachScroller } = keeper;
  return { keeper, attachList, attachScroller, atEnd, markedRow, keptRows, toEnd, toRow, handlers, onMoved, onResize };
}

/** No row has the focus. */
const NO_ROWS: readonly number[] = [];

interface Setters {
  toEnd(): void;
  setAtEnd(atEnd: boolean): void;
  setKeptRows(rows: readonly number[]): void;
}

/** For the scrolling element. What the reader does by hand takes precedence over what is kept. */
function handlersOf(keeper: ThreadKeeper, { toEnd, setAtEnd, setKeptRows }: Setters) {
  return {
    onScroll: () => setAtEnd(keeper.scrolled()),
    onWheel: ({ deltaY }: { deltaY: number }) => (deltaY < 0 ? keeper.leave() : keeper.leaveRow()),
    onTouchMove: keeper.leave,
    onPointerDown: keeper.leaveRow,
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.defaultPrevented || (event.target as Element).closest(OWN_KEYS) !== null) return;
      if (LEAVING_KEYS.has(event.key)) keeper.leave();
      else keeper.leaveRow();
      // Of itself the browser goes to where the end was before the rows there had their heights.
      if (event.key === 'End') toEnd();
      else if (event.key === 'Home') keeper.toStart();
      else return;
      event.preventDefault();
    },
    // Were the row with the focus taken from the page, the focus would be lost.
    onFocus({ target }: FocusEvent<HTMLElement>) {
      const row = target.closest<HTMLElement>('[data-row]')?.dataset['row'];
      setKeptRows(row === undefined ? NO_ROWS : [Number(row)]);
    },
    onBlur({ relatedTarget, currentTarget }: FocusEvent<HTMLElement>) {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setKeptRows(NO_ROWS);
    },
  };
}

/**
 * Once the message of a target is there: marks it for a moment, and lets it go when it has settled. It gets the focus then, unless
 * the reader has begun something else meanwhile, which would lose it.
 */
function useArrival(
  keeper: ThreadKeeper,
  target: ScrollTarget | null,
  isThere: (row: number) => boolean,
  setTarget: (target: null) => void,
): number | null {
  const arrived = target !== null && isThere(target.row) ? target : null;
  const wentOn = useWentOn(target);
  useEffect(() => {
    if (arrived === null) return;
    let timer = setTimeout(() => {
      keeper.releaseRow();
      // Where it was jumped from may be gone from the page, and the focus with it.
      if (arrived.marks && !wentOn.current) keeper.focusRow(arrived.row);
      timer = setTimeout(() => setTarget(null), MARK_MS);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [arrived, keeper, setTarget, wentOn]);
  return arrived?.marks === true ? arrived.row : null;
}

/** Whether the person has pressed anything, anywhere on the page, since a target was set. */
function useWentOn(target: ScrollTarget | null): RefObject<boolean> {
  const wentOn = useRef(false);
  useEffect(() => {
    wentOn.current = false;
    if (target === null) return;
    const went = () => (wentOn.current = true);
    const deeds = ['pointerdown', 'keydown'];
    for (const deed of deeds) document.addEventListener(deed, went, { capture: true });
    return () => {
      for (const deed of deeds) document.removeEventListener(deed, went, { capture: true });
    };
  }, [target]);
  return wentOn;
}
