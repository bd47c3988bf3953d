import type { VirtualizerHandle } from 'virtua';

/** Nearer than this to the end counts as being there: a new message then scrolls into view. */
const END_SLACK_PX = 48;
/** So long after somebody began to scroll away, nothing brings them back to the end. */
const LEAVING_MS = 600;

/** A row that is to be brought into view. */
export interface ScrollTarget {
  row: number;
  align: 'start' | 'center';
  /** Whether somebody asked for it, who is then shown which one it is. */
  marks: boolean;
}

/** Rows in view: the first and the last of which something is seen, and the last that is seen to its end. */
export interface RowsInView {
  first: number;
  last: number;
  lastWhole: number;
}

/** What of the list is used here; places and heights in pixels. */
export type KeptList = Pick<
  VirtualizerHandle,
  'scrollOffset' | 'viewportSize' | 'findItemIndex' | 'getItemOffset' | 'getItemSize'
>;

/**
 * Keeps a thread where its reader wants it: at the end while they are there, at the row they asked for while it and its neighbours
 * load, else wherever they scrolled to, for which the list itself makes up when rows above change their heights.
 */
export class ThreadKeeper {
  #scroller: HTMLElement | null = null;
  #list: KeptList | null = null;
  /** What must not move: the end, a row, or nothing while the reader scrolls. */
  #held: ScrollTarget | 'end' | null;
  /** Whether the end was in view when that was last looked at. */
  #isNear: boolean;
  /** Heights of all rows and of the room for them when they were last looked at. */
  #heights = '';
  #leftAtMs = Number.NEGATIVE_INFINITY;
  #count = 0;
  readonly #now: () => number;

  /** Begins at a row, or at the end without one. `now` gives milliseconds. */
  constructor(start: ScrollTarget | null, now: () => number = () => performance.now()) {
    this.#held = start ?? 'end';
    this.#isNear = start === null;
    this.#now = now;
  }

  readonly attachScroller = (scroller: HTMLElement | null): void => {
    this.#scroller = scroller;
  };

  readonly attachList = (list: KeptList | null): void => {
    this.#list = list;
  };

  /** Puts back what must not move. For whatever may have changed heights; where none did, nothing moves. */
  readonly keep = (): void => {
    const scroller = this.#scroller;
    if (scroller === null) return;
    if (this.#held !== null && this.#held !== 'end') {
      this.#goToRow(this.#held, scroller);
      return;
    }
    // Who reads a little above the end must not be moved by nothing: a click would miss what it was aimed at.
    if (!this.#haveHeightsChanged(scroller)) return;
    const isBack = this.#isNear && this.#now() - this.#leftAtMs > LEAVING_MS;
    if (this.#held === null && isBack) this.#held = 'end';
    if (this.#held === 'end') this.#goToEnd(scroller);
  };

  /**
   * Not by the list's own scrolling, which goes on to bring the reader back while rows take their heights, wherever they have gone
   * meanwhile.
   */
  #goToRow({ row, align }: ScrollTarget, scroller: HTMLElement): void {
    const list = this.#list;
    if (list === null || list.viewportSize === 0) return;
    const above = align === 'center' ? (list.viewportSize - list.getItemSize(row)) / 2 : 0;
    const top = Math.max(0, list.getItemOffset(row) - above);
    if (Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top;
  }

  #goToEnd(scroller: HTMLElement): void {
    this.#isNear = true;
    if (distanceToEnd(scroller) > 0) scroller.scrollTop = scroller.scrollHeight;
  }

  /** Whether heights are others than at the last look, which this is one. */
  #haveHeightsChanged({ scrollHeight, clientHeight }: HTMLElement): boolean {
    const heights = `${scrollHeight} ${clientHeight}`;
    const haveChanged = heights !== this.#heights;
    this.#heights = heights;
    return haveChanged;
  }

  /** The thread was drawn with so many rows: who was at the end goes with a new one. */
  drawn(count: number): void {
    if (count !== this.#count && this.#isNear && this.#held === null) this.#held = 'end';
    this.#count = count;
    this.keep();
  }

  holdEnd(): void {
    this.#held = 'end';
    if (this.#scroller !== null) this.#goToEnd(this.#scroller);
  }

  holdRow(target: ScrollTarget): void {
    this.#held = target;
    this.#isNear = false;
    this.keep();
  }

  /** The reader scrolls by hand, away from whatever was kept. */
  readonly leave = (): void => {
    this.#held = null;
    this.#leftAtMs = this.#now();
  };

  /** The reader does something by hand that leads away from a row, but not from the end. */
  readonly leaveRow = (): void => {
    if (this.#held !== 'end') this.leave();
  };

  /** The row has settled: from now on its reader may scroll it away. */
  readonly releaseRow = (): void => {
    if (this.#held !== 'end') this.#held = null;
  };

  /** It was scrolled, by whomever; answers whether the end is in view. */
  scrolled(): boolean {
    const scroller = this.#scroller;
    if (scroller === null) return this.#isNear;
    const distance = distanceToEnd(scroller);
    const haveHeightsChanged = this.#haveHeightsChanged(scroller);
    if (this.#held === 'end' && distance > END_SLACK_PX) {
      // Where the thread grew, nobody scrolled.
      if (haveHeightsChanged) this.#goToEnd(scroller);
      else this.#held = null;
    }
    this.#isNear = this.#held === 'end' || distance <= END_SLACK_PX;
    return this.#isNear;
  }

  toStart(): void {
    this.leave();
    this.#isNear = false;
    if (this.#scroller !== null) this.#scroller.scrollTop = 0;
  }

  /** Null until the list knows its own height. */
  inView(): RowsInView | null {
    const list = this.#list;
    if (list === null || list.viewportSize === 0) return null;
    const end = list.scrollOffset + list.viewportSize + 1;
    const last = list.findItemIndex(end);
    const lastWhole = list.getItemOffset(last) + list.getItemSize(last) <= end ? last : last - 1;
    return { first: list.findItemIndex(list.scrollOffset), last, lastWhole };
  }

  /** Calls back when the room for the thread, or what stands below its rows, changes its height; answers how to stop. */
  watchSizes(changed: () => void): () => void {
    const observer = new ResizeObserver(changed);
    for (const element of [this.#scroller, this.#scroller?.lastElementChild]) {
      if (element !== null && element !== undefined) observer.observe(element);
    }
    return () => observer.disconnect();
  }

  focusLog(): void {
    this.#scroller?.focus({ preventScroll: true });
  }

  focusRow(row: number): void {
    const message = this.#scroller?.querySelector<HTMLElement>(`[data-row="${row}"] [data-seq]`);
    if (message === null || message === undefined) return;
    message.tabIndex = -1;
    message.focus({ preventScroll: true });
  }
}

function distanceToEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): number {
  return scrollHeight - scrollTop - clientHeight;
}
