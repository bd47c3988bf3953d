import type { CDPSession, Page } from 'playwright-core';

/** One row as it stands in the scrolling log: heights and places in pixels, from its upper edge. */
export interface RowInView {
  row: number;
  top: number;
  height: number;
  /** Its message's number, text and, while it is not there yet, neither. */
  seq: number | null;
  text: string | null;
}

/** What somebody sees of a thread, and what the page holds for it. */
export interface View {
  rows: readonly RowInView[];
  /** Rows on the page, in view or not, and elements altogether. */
  rowCount: number;
  elementCount: number;
  distanceToEnd: number;
}

const LOOK = `(() => {
  const log = document.querySelector('[data-testid="thread-log"]');
  const frame = log.getBoundingClientRect();
  const all = [...log.querySelectorAll('[data-row]')];
  const rows = all
    .map((element) => {
      const box = element.getBoundingClientRect();
      const message = element.querySelector('[data-seq]');
      const text = element.querySelector('[data-testid="message-text"]');
      return {
        row: Number(element.dataset.row),
        top: box.top - frame.top,
        height: box.height,
        seq: message === null ? null : Number(message.dataset.seq),
        text: text === null ? null : text.textContent,
      };
    })
    .filter(({ row, top, height }) => row > 0 && top + height > 0 && top < frame.height)
    .sort((a, b) => a.top - b.top);
  const distanceToEnd = log.scrollHeight - log.scrollTop - log.clientHeight;
  return { rows, rowCount: all.length, elementCount: document.querySelectorAll('*').length, distanceToEnd };
})()`;

/** What is in view right now. */
export const look = (page: Page): Promise<View> => page.evaluate<View>(LOOK);

/** Where a row begins that is on the page, in view or just outside of it. */
export const topOf = (page: Page, row: number): Promise<number> =>
  page.evaluate<number>(`(() => {
    const top = (selector) => document.querySelector(selector).getBoundingClientRect().top;
    return top('[data-row="${row}"]') - top('[data-testid="thread-log"]');
  })()`);

/** Longest wait for something that must happen on the page. */
const PATIENCE_MS = 30_000;
/** Frames without any movement after which a page counts as still. */
const STILL_FRAMES = 4;

/** Waits until a condition of the page holds, looking at every frame; not by a timer, and within what the page's own policy allows. */
export async function until(page: Page, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const lateAt = performance.now() + ${PATIENCE_MS};
    const frame = () => {
      if (${condition}) resolve();
      else if (performance.now() > lateAt) reject(new Error(${JSON.stringify(condition.slice(0, 200))}));
      else requestAnimationFrame(frame);
    };
    frame();
  })`);
}

/** Waits until everything in view is there and nothing moves any more. */
export async function settled(page: Page): Promise<View> {
  await page.evaluate('window.__still = { rows: "", frames: 0 }');
  await until(
    page,
    `(() => {
      const rows = JSON.stringify(${LOOK}.rows);
      const isThere = rows !== '[]' && !rows.includes('"seq":null');
      window.__still = { rows, frames: isThere && rows === window.__still.rows ? window.__still.frames + 1 : 0 };
      return window.__still.frames > ${STILL_FRAMES};
    })()`,
  );
  return look(page);
}

/** Notes from now on which messages are marked, in `__marked` of the page: a mark is gone again after a moment. */
export async function watchMarks(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    window.__marked = [];
    const note = () => {
      const marked = document.querySelector('[data-marked] [data-seq]')?.dataset.seq;
      if (marked !== undefined) window.__marked.push(marked);
    };
    const observed = { subtree: true, childList: true, attributeFilter: ['data-marked'] };
    new MutationObserver(note).observe(document.body, observed);
  })()`);
}

/** Puts the scrollbar somewhere, as a hand that drags it does: 0 is the beginning, 1 the end. */
export async function dragTo(page: Page, part: number): Promise<void> {
  await page.evaluate(`(() => {
    const log = document.querySelector('[data-testid="thread-log"]');
    log.scrollTop = ${part} * (log.scrollHeight - log.clientHeight);
  })()`);
}

/** Times between frames in milliseconds, while something is done. */
export async function framesWhile(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(`(() => {
    window.__frames = [];
    let last = performance.now();
    const frame = (now) => {
      window.__frames?.push(now - last);
      last = now;
      if (window.__frames) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })()`);
  await work();
  return page.evaluate<number[]>('(() => { const all = window.__frames; window.__frames = undefined; return all; })()');
}

/** The value below which a share of some numbers lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Messages that live in the memory of the page, and the size of its heap in MB, both after a collection. */
export async function memoryOf(session: CDPSession): Promise<{ messages: number; heapMb: number }> {
  await session.send('HeapProfiler.collectGarbage');
  const { result } = await session.send('Runtime.evaluate', { expression: 'Object.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' });
  const counted = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    returnByValue: true,
    functionDeclaration: `function () {
      const isMessage = (it) => Object.hasOwn(it, 'seq') && Object.hasOwn(it, 'revision') && Object.hasOwn(it, 'clientMessageId');
      return this.filter(isMessage).length;
    }`,
  });
  await session.send('Runtime.releaseObject', { objectId: objects.objectId ?? '' });
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { messages: Number(counted.result.value), heapMb: usedSize / 2 ** 20 };
}

/** Begins to count what the page's main thread works; answers how to end, in milliseconds of its processor time. */
export async function costOf(session: CDPSession): Promise<() => Promise<number>> {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  const before = await worked();
  return async () => ((await worked()) - before) * 1000;
}

/** Frame times in words; with the processor time they took, per frame, which says what an idle machine would do. */
export function describeFrames(what: string, frames: readonly number[], workMs: number | null): string {
  const total = frames.reduce((sum, frame) => sum + frame, 0);
  const words = [
    `${what}: ${((1000 * frames.length) / total).toFixed(0)} frames/s`,
    `p50 ${percentile(frames, 0.5).toFixed(1)} ms`,
    `p95 ${percentile(frames, 0.95).toFixed(1)} ms`,
  ];
  if (workMs !== null) words.push(`${(workMs / frames.length).toFixed(1)} ms of processor time per frame`);
  return words.join(', ');
}
