import { beforeEach, describe, expect, it } from 'vitest';
import { type KeptList, ThreadKeeper } from '../src/components/thread/thread-keeper.ts';

const ROW_PX = 50;
const VIEW_PX = 200;

/** As much of a scrolling element, and of a list of rows of equal height in it, as a keeper looks at. */
class FakeLog {
  rows = 20;
  scrollTop = 0;
  readonly clientHeight = VIEW_PX;
  readonly list: KeptList;

  constructor() {
    const offset = () => this.scrollTop;
    this.list = {
      viewportSize: VIEW_PX,
      get scrollOffset() {
        return offset();
      },
      findItemIndex: (at) => Math.min(this.rows - 1, Math.floor(at / ROW_PX)),
      getItemOffset: (row) => row * ROW_PX,
      getItemSize: () => ROW_PX,
    };
  }

  get scrollHeight(): number {
    return this.rows * ROW_PX;
  }

  get atEnd(): boolean {
    return this.scrollHeight - this.scrollTop - this.clientHeight <= 0;
  }
}

let log: FakeLog;
let nowMs: number;

function keeperOf(start: ConstructorParameters<typeof ThreadKeeper>[0] = null): ThreadKeeper {
  const keeper = new ThreadKeeper(start, () => nowMs);
  keeper.attachScroller(log as unknown as HTMLElement);
  keeper.attachList(log.list);
  keeper.drawn(log.rows);
  // The browser never scrolls beyond the end.
  log.scrollTop = Math.min(log.scrollTop, log.scrollHeight - log.clientHeight);
  return keeper;
}

/** The reader turns the wheel. */
function turn(keeper: ThreadKeeper, byPx: number): boolean {
  if (byPx < 0) keeper.leave();
  else keeper.leaveRow();
  log.scrollTop = Math.max(0, Math.min(log.scrollTop + byPx, log.scrollHeight - log.clientHeight));
  return keeper.scrolled();
}

function grow(keeper: ThreadKeeper, rows: number): void {
  log.rows += rows;
  keeper.drawn(log.rows);
  log.scrollTop = Math.min(log.scrollTop, log.scrollHeight - log.clientHeight);
}

beforeEach(() => {
  log = new FakeLog();
  nowMs = 0;
});

describe('what is kept in a thread', () => {
  it('is the end, for who is there when messages come', () => {
    const keeper = keeperOf();
    expect(log.atEnd).toBe(true);
    grow(keeper, 1);
    expect(log.atEnd).toBe(true);
    expect(keeper.scrolled()).toBe(true);
  });

  it('is nothing, for who scrolled away, and the end again for who came back', () => {
    const keeper = keeperOf();
    expect(turn(keeper, -300)).toBe(false);
    const { scrollTop } = log;
    grow(keeper, 3);
    expect(log.scrollTop).toBe(scrollTop);
    expect(turn(keeper, 10_000)).toBe(true);
    grow(keeper, 2);
    expect(log.atEnd).toBe(true);
  });

  it('does not pull back who just begins to leave the end, while rows take their heights', () => {
    const keeper = keeperOf();
    turn(keeper, -10);
    const { scrollTop } = log;
    log.rows += 1;
    keeper.keep();
    expect(log.scrollTop).toBe(scrollTop);
    nowMs += 1_000;
    log.rows += 1;
    keeper.keep();
    expect(log.scrollTop).toBe(log.scrollHeight);
  });

  it('is not the end for nothing, a little above it: a click must hit what it was aimed at', () => {
    const keeper = keeperOf();
    turn(keeper, -30);
    nowMs += 1_000;
    const { scrollTop } = log;
    keeper.keep();
    keeper.drawn(log.rows);
    expect(log.scrollTop).toBe(scrollTop);
  });

  it('takes for scrolling what moved without growth, such as a hand at the scrollbar, and nothing else', () => {
    const keeper = keeperOf();
    log.rows += 4;
    expect(keeper.scrolled()).toBe(true);
    expect(log.scrollTop).toBe(log.scrollHeight);
    log.scrollTop = 100;
    expect(keeper.scrolled()).toBe(false);
    keeper.keep();
    expect(log.scrollTop).toBe(100);
  });

  it('is a row while it settles, until the reader takes over or it is let go', () => {
    const keeper = keeperOf({ row: 6, align: 'start', marks: false });
    expect(log.scrollTop).toBe(6 * ROW_PX);
    log.scrollTop = 0;
    keeper.keep();
    expect(log.scrollTop).toBe(6 * ROW_PX);
    turn(keeper, 30);
    keeper.keep();
    expect(log.scrollTop).toBe(6 * ROW_PX + 30);
    keeper.holdRow({ row: 2, align: 'center', marks: true });
    keeper.releaseRow();
    log.scrollTop = 40;
    keeper.keep();
    expect(log.scrollTop).toBe(40);
  });

  it('says which rows are in view, and which of them as a whole', () => {
    const keeper = keeperOf({ row: 2, align: 'start', marks: false });
    log.scrollTop = 120;
    expect(keeper.inView()).toEqual({ first: 2, last: 6, lastWhole: 5 });
    keeper.attachList({ ...log.list, viewportSize: 0 });
    expect(keeper.inView()).toBeNull();
  });
});
