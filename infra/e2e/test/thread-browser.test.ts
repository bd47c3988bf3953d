import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../src/browser.ts';
import { type LongThread, openLongThread, QUOTED_SEQ, textOf, UNREAD } from '../src/thread/long-thread.ts';
import {
  costOf,
  describeFrames,
  dragTo,
  framesWhile,
  look,
  memoryOf,
  settled,
  topOf,
  until,
  type View,
  watchMarks,
} from '../src/thread/view.ts';
import { openWorld, type Somebody, type World } from '../src/world.ts';

vi.setConfig({ testTimeout: 180_000 });

/** Messages of the thread: what the product promises. */
const LENGTH = 100_000;
/** Rows on the page at most, in view and around it, and elements of the whole page. */
const ROWS_MAX = 60;
const ELEMENTS_MAX = 2_500;
/** Messages in the memory of the page at most: those of the thread, and as many again that React has not let go yet. */
const HELD_MAX = 4_200;
const HEAP_MAX_MB = 48;
/** Longest wait for something that must appear. */
const PATIENCE_MS = 30_000;
/** Places of the scrollbar on its way through the whole thread. */
const STEPS = 24;
/** A row that stays where it is may move by a rounding. */
const SAME_PLACE_PX = 2;

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB' };

let world: World;
let browser: Browser;
let thread: LongThread;
beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(1), openBrowser()]);
  thread = await openLongThread(world, LENGTH);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Opens the thread as one of its two people. */
async function open(person: Somebody, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${world.stack.url}/#token=${await world.tokenOf(person)}`);
  await page.getByTestId('conversation-item').first().click();
  await page.getByTestId('thread-log').waitFor();
  await settled(page);
  return page;
}

/** What is in view is some part of the log, without a hole, in order, each message at its own number. */
function expectInOrder({ rows, rowCount, elementCount }: View): void {
  const seqs = rows.map(({ seq }) => seq ?? 0);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  const seeded = rows.filter(({ seq }) => (seq ?? 0) <= LENGTH);
  expect(seeded.map(({ text }) => text)).toEqual(seeded.map(({ seq }) => textOf(seq ?? 0)));
  const gaps = rows.slice(1).map(({ top }, index) => top - ((rows[index]?.top ?? 0) + (rows[index]?.height ?? 0)));
  expect(gaps.filter((gap) => Math.abs(gap) >= SAME_PLACE_PX)).toEqual([]);
  expect(rowCount).toBeLessThanOrEqual(ROWS_MAX);
  expect(elementCount).toBeLessThanOrEqual(ELEMENTS_MAX);
}

describe('A thread of 100,000 messages', () => {
  it('opens at the first unread message and scrolls through all of it within a bounded memory', async () => {
    const page = await open(thread.patient);
    await page.getByTestId('unread-divider').waitFor();
    const opened = await settled(page);
    expectInOrder(opened);
    expect(opened.rows[0]?.seq).toBeGreaterThanOrEqual(LENGTH - UNREAD);
    expect(opened.rows[0]?.seq).toBeLessThanOrEqual(LENGTH - UNREAD + 2);

    const session = await page.context().newCDPSession(page);
    await page.mouse.move(800, 400);
    const cost = await costOf(session);
    const turning = await framesWhile(page, async () => {
      for (let turn = 0; turn < 80; turn += 1) await page.mouse.wheel(0, -150);
    });
    console.log(describeFrames('wheel', turning, await cost()));
    expectInOrder(await settled(page));
    const flinging = await framesWhile(page, async () => {
      for (let turn = 0; turn < 40; turn += 1) await page.mouse.wheel(0, -2_500);
    });
    console.log(describeFrames('fling', flinging, null));
    const flung = await settled(page);
    expectInOrder(flung);
    expect(flung.rows[0]?.seq).toBeLessThan(LENGTH - 1_000);

    for (let step = STEPS; step >= 0; step -= 1) {
      await dragTo(page, step / STEPS);
      const view = await settled(page);
      expectInOrder(view);
      const expected = (step / STEPS) * LENGTH;
      expect(Math.abs((view.rows[0]?.seq ?? 0) - expected)).toBeLessThan(LENGTH / 50);
    }
    const { messages, heapMb } = await memoryOf(session);
    console.log(`held after scrolling through: ${messages} messages, heap ${heapMb.toFixed(1)} MB`);
    expect(messages).toBeGreaterThan(100);
    expect(messages).toBeLessThan(HELD_MAX);
    expect(heapMb).toBeLessThan(HEAP_MAX_MB);
    await page.context().close();
  });

  it('stays where its reader is while pages load and messages come, and says aloud only what comes', async () => {
    const page = await open(thread.patient);
    let letThrough: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await page.route('**/messages?**', async (route) => {
      await held;
      await route.continue();
    });
    await dragTo(page, 0.37);
    await page.getByTestId('message-skeleton').first().waitFor();
    // The list takes a moment to know that the scrolling is over.
    await until(page, `document.querySelector('.csr-rows[data-scrolling]') === null`);
    const [before] = (await look(page)).rows;
    expect(before?.seq).toBeNull();
    letThrough();
    await settled(page);
    await page.unroute('**/messages?**');
    expect(Math.abs((await topOf(page, before?.row ?? 0)) - (before?.top ?? 0))).toBeLessThan(SAME_PLACE_PX);

    // Rows above are measured as they are scrolled to: the reader's row moves by the wheel and by nothing else.
    await page.mouse.move(800, 400);
    const here = await settled(page);
    const mark = here.rows[2];
    await page.mouse.wheel(0, -100);
    const there = await settled(page);
    const moved = (there.rows.find(({ row }) => row === mark?.row)?.top ?? 0) - (mark?.top ?? 0);
    expect(Math.abs(moved - 100)).toBeLessThan(SAME_PLACE_PX);

    const spoken = page.getByTestId('thread-arrivals');
    expect(await spoken.textContent()).toBe('');
    await say(thread.doctor, 'Une nouvelle pendant que vous relisez');
    await spoken.getByText('Dr Camille Moreau : Une nouvelle pendant que vous relisez').waitFor();
    expect((await settled(page)).rows.map(({ row, top }) => [row, top])).toEqual(
      there.rows.map(({ row, top }) => [row, top]),
    );
    expect(await page.getByTestId('jump-to-latest').textContent()).toContain('1 nouveau message');

    await page.getByTestId('jump-to-latest').click();
    await page.getByText('Une nouvelle pendant que vous relisez').last().waitFor();
    const latest = await settled(page);
    expect(latest.distanceToEnd).toBeLessThan(SAME_PLACE_PX);
    await say(thread.doctor, 'Et une autre, à la fin');
    await page.getByTestId('message').getByText('Et une autre, à la fin').waitFor();
    const followed = await settled(page);
    expect(followed.distanceToEnd).toBeLessThan(SAME_PLACE_PX);
    expect(followed.rows.at(-1)?.seq).toBe((latest.rows.at(-1)?.seq ?? 0) + 1);
    await page.context().close();
  });

  it('goes to any message and back, by quote and by keyboard, also from right to left', async () => {
    const page = await open(thread.patient);
    await watchMarks(page);
    await dragTo(page, 1);
    await settled(page);
    await page
      .locator(`[data-seq="${LENGTH - 8}"]`)
      .getByTestId('quote')
      .click();
    await until(page, `window.__marked.includes('${QUOTED_SEQ}')`);
    await until(page, `document.activeElement?.dataset.seq === '${QUOTED_SEQ}'`);
    expectInOrder(await settled(page));
    expect(await objections(page)).toEqual([]);
    await page.locator('[data-marked]').waitFor({ state: 'detached' });

    await page.keyboard.press('End');
    const end = await settled(page);
    expect(end.distanceToEnd).toBeLessThan(SAME_PLACE_PX);
    expect(end.rows.at(-1)?.seq).toBeGreaterThanOrEqual(LENGTH);
    await page.getByTestId('thread-log').focus();
    await page.keyboard.press('Home');
    await page.getByTestId('thread-start').getByText('Conversation ouverte le').waitFor();
    const home = await settled(page);
    expect(home.rows[0]?.seq).toBe(1);
    await page.keyboard.press('PageDown');
    await until(page, `document.querySelector('[data-testid="thread-log"]').scrollTop > 300`);
    expectInOrder(await settled(page));

    await page.evaluate(`document.documentElement.dir = 'rtl'`);
    await dragTo(page, 0.5);
    expectInOrder(await settled(page));
    const sides = `[...document.querySelectorAll('[data-seq]')].map((it) => [it.dataset.mine, it.querySelector('.csr-bubble').getBoundingClientRect().left])`;
    const bubbles = await page.evaluate<Array<[string | undefined, number]>>(sides);
    const left = (isMine: boolean) => bubbles.filter(([mine]) => (mine !== undefined) === isMine).map(([, x]) => x);
    expect(Math.max(...left(true))).toBeLessThan(Math.min(...left(false)) + 400);
    expect(new Set(left(true)).size).toBe(1);
    await page.context().close();
  });

  it('on a phone, in English: opens, goes back to the list, and brings who writes to the end', async () => {
    const page = await open(thread.doctor, PHONE);
    expectInOrder(await look(page));
    await dragTo(page, 0.2);
    const far = await settled(page);
    expectInOrder(far);
    expect(await objections(page)).toEqual([]);
    await page.getByTestId('composer-input').fill('From far up');
    await page.getByTestId('send-button').click();
    await page.getByTestId('message').getByText('From far up').waitFor();
    expect((await settled(page)).distanceToEnd).toBeLessThan(SAME_PLACE_PX);
    await page.getByTestId('back-button').click();
    await page.getByTestId('thread').waitFor({ state: 'detached' });
    await page.context().close();
  });
});

async function say(person: Somebody, content: string): Promise<void> {
  const path = `/v1/conversations/${thread.conversationId}/messages`;
  const { status } = await world.call('POST', path, await world.tokenOf(person), { content, clientMessageId: content });
  expect(status).toBe(201);
}

async function objections(page: Page): Promise<string[]> {
  // Colours in the middle of a fade are nobody's colours.
  await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
  const { violations } = await new AxeBuilder({ page }).include('[data-testid="thread"]').analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
