import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { openWorld, type Somebody, type World } from '../world.ts';

/** Longest wait for something that must appear. */
const PATIENCE_MS = 30_000;

/** Two people whose conversation is open in two browsers. */
export interface Couple {
  conversationId: string;
  doctor: Page;
  patient: Page;
}

/** The product with browsers for people who write to each other. */
export interface WritingStage {
  world: World;
  /** A new couple; each page may have its own looks. */
  couple(looks?: { doctor?: BrowserContextOptions; patient?: BrowserContextOptions }): Promise<Couple>;
  /** Closes what the couples have open. */
  part(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the stage. */
export async function openWritingStage(): Promise<WritingStage> {
  const [world, browser] = await Promise.all([openWorld(1), openBrowser()]);
  return {
    world,
    async couple(looks = {}) {
      const { doctor, patient } = await world.couple();
      const opening = { withSubject: patient.subject };
      const { body } = await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), opening);
      const pages = await Promise.all([
        visit(world, browser, doctor, looks.doctor),
        visit(world, browser, patient, looks.patient),
      ]);
      return { conversationId: body.id, doctor: pages[0], patient: pages[1] };
    },
    async part() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await world.close();
    },
  };
}

async function visit(world: World, browser: Browser, who: Somebody, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 }, ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${world.stack.url}/#token=${await world.tokenOf(who)}`);
  await page.getByTestId('conversation-item').first().click();
  await page.getByTestId('composer-input').waitFor();
  return page;
}

/** Writes a message and sends it by keyboard. */
export async function write(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer-input').fill(text);
  await page.getByTestId('composer-input').press('Enter');
}

/** The message at a place of the conversation. */
export function at(page: Page, seq: number): Locator {
  return page.locator(`[data-testid="message"][data-seq="${seq}"]`);
}

/** What axe objects to in the thread and what is open above it, once everything that moves has come to rest. */
export async function objections(page: Page): Promise<string[]> {
  await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
  const { violations } = await new AxeBuilder({ page }).include('[data-testid="thread"]').analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Name of what has the focus: its test id, or its tag. */
export function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.dataset.testid ?? document.activeElement.tagName');
}

/** A picture that does not compress: about `width` × `height` × 3 bytes, as PNG. */
export async function noise(page: Page, width: number, height: number): Promise<Buffer> {
  const base64 = await page.evaluate<string>(`(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: ${width}, height: ${height} });
    const context = canvas.getContext('2d');
    const image = context.createImageData(${width}, ${height});
    for (let index = 0; index < image.data.length; index += 1) image.data[index] = index % 4 === 3 ? 255 : Math.random() * 256;
    context.putImageData(image, 0, 0);
    return canvas.toDataURL('image/png').split(',')[1];
  })()`);
  return Buffer.from(base64, 'base64');
}

/** Makes what a page is given by drag or by the clipboard: a picture of a few colours, and a text. */
const CARGO = `
  const canvas = Object.assign(document.createElement('canvas'), { width: 120, height: 80 });
  canvas.getContext('2d').fillRect(10, 10, 60, 40);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  const cargo = new DataTransfer();
  cargo.items.add(new File([blob], name, { type: 'image/png' }));
`;

/** Drags a picture over the thread, as far as `until`. */
export async function drag(page: Page, name: string, until: 'dragenter' | 'dragleave' | 'drop'): Promise<void> {
  await page.evaluate(`(async () => {
    const name = ${JSON.stringify(name)};
    ${CARGO}
    const thread = document.querySelector('[data-testid="thread-log"]') ?? document.querySelector('[data-testid="thread"]');
    for (const type of ${JSON.stringify(until === 'dragenter' ? ['dragenter', 'dragover'] : [until])}) {
      thread.dispatchEvent(new DragEvent(type, { dataTransfer: cargo, bubbles: true, cancelable: true }));
    }
  })()`);
}

/** Pastes a picture into the field. */
export async function pastePicture(page: Page, name: string): Promise<void> {
  await page.evaluate(`(async () => {
    const name = ${JSON.stringify(name)};
    ${CARGO}
    document.querySelector('[data-testid="composer-input"]')
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData: cargo, bubbles: true, cancelable: true }));
  })()`);
}

/** Holds a finger on something until `shows` is there, and lifts it. */
export async function hold(page: Page, target: Locator, shows: Locator): Promise<void> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('there is nothing to hold');
  const session = await page.context().newCDPSession(page);
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await shows.waitFor();
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}
