import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Somebody, World } from '../world.ts';

/** Longest wait for something that must appear. */
const PATIENCE_MS = 45_000;

/** How a page looks on a telephone. */
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/**
 * Remembers every track that the page opens, copies too, so that a test can see that none was left on. Cameras give small pictures:
 * to encode and paint full ones for two pages without a graphics card is more than a small machine can do.
 */
const WATCH_TRACKS = `
globalThis.opened = [];
for (const name of ['getUserMedia', 'getDisplayMedia']) {
  const original = navigator.mediaDevices[name].bind(navigator.mediaDevices);
  navigator.mediaDevices[name] = async (constraints) => {
    const small = { width: 320, height: 240, frameRate: 8 };
    const video = constraints.video && { ...(constraints.video === true ? {} : constraints.video), ...small };
    const stream = await original({ ...constraints, video });
    opened.push(...stream.getTracks());
    return stream;
  };
}
const clone = MediaStreamTrack.prototype.clone;
MediaStreamTrack.prototype.clone = function () {
  const copy = clone.call(this);
  opened.push(copy);
  return copy;
};
`;

/** Opens a page without going anywhere yet. */
export async function newPage(browser: Browser, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 }, ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(WATCH_TRACKS);
  return page;
}

/** Opens a page of the web app as a person whose product passed the token in the address, and waits until they are connected. */
export async function visit(
  world: World,
  browser: Browser,
  person: Somebody,
  path: string,
  look: BrowserContextOptions = {},
): Promise<Page> {
  const page = await newPage(browser, look);
  await page.goto(`${world.stack.url}${path}#token=${await world.tokenOf(person)}`);
  await page.locator('[data-testid="connection-state"][data-state="connected"]').first().waitFor({ state: 'attached' });
  return page;
}

/** Waits until a picture is shown that moves: its size is known and its time goes on. */
export async function moves(picture: Locator): Promise<void> {
  await picture.first().waitFor();
  await picture.first().evaluate(async (node) => {
    const video = node as unknown as Picture;
    const frame = () => new Promise<void>((resolve) => video.requestVideoFrameCallback(resolve));
    await frame();
    const before = video.currentTime;
    while (video.videoWidth === 0 || video.currentTime <= before) await frame();
  });
}

/** What of a video element tells that it moves. */
interface Picture {
  videoWidth: number;
  currentTime: number;
  requestVideoFrameCallback(run: () => void): void;
}

/** Microphones, cameras and screens of the page that are on. */
export function tracksOn(page: Page): Promise<number> {
  return page.evaluate(`opened.filter(({ readyState }) => readyState === 'live').length`);
}

/** What axe has to object to; colours in the middle of a fade are nobody's colours, and what breathes for ever never ends. */
export async function objections(page: Page): Promise<string[]> {
  await page.evaluate(`Promise.allSettled(
    document.getAnimations()
      .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
      .map(({ finished }) => finished),
  )`);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join(' ')}`);
}
