import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clickOnScreen, holds, notesOfAny, onScreen, prepare, push } from '../src/notified/browser-side.ts';
import { type NotifiedStage, openNotifiedStage, visit } from '../src/notified/stage.ts';

// Browsers and the whole product share this machine; a test that waits in vain says so after its own patience.
vi.setConfig({ testTimeout: 120_000 });

const PHONE = { viewport: { width: 390, height: 844 } };

let stage: NotifiedStage;
beforeAll(async () => {
  stage = await openNotifiedStage();
}, 120_000);
afterAll(() => stage?.close());

/** The bell, showing a count. */
const bell = (page: Page, count: number) => page.locator(`[data-testid="notification-bell"][data-count="${count}"]`);

const byNumber = (a: number, b: number) => a - b;

/** What axe objects to, in a page or in a part of it. */
async function objections(page: Page, part = 'html'): Promise<string[]> {
  // Colours in the middle of a fade are nobody's colours.
  await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const iconOf = (page: Page): Promise<string> =>
  page.evaluate(`document.querySelector('link[rel~="icon"]').getAttribute('href')`);

describe('Somebody who looks elsewhere', () => {
  it('NOT-4: sees the count rise on bell, title and icon, hears of it once, and sees it fall when they read on another device', async () => {
    const told = await stage.someone();
    const desk = await stage.profile();
    await prepare(desk, stage.world.stack.url);
    const pages = [await visit(stage, desk, told.patient), await visit(stage, desk, told.patient, '/notifications')];
    const [page] = pages as [Page, Page];
    const icon = await iconOf(page);
    // Browsers let a page be heard only after somebody touched it.
    for (const one of pages) await one.mouse.click(5, 5);

    await told.writes('Bonjour Léa');
    for (const one of pages) await bell(one, 1).waitFor();
    const notes = await notesOfAny(...pages);
    expect(notes.toSorted(byNumber)).toEqual([0, 2]);
    await holds(page, `document.title.startsWith('(1) ')`);
    await holds(page, `document.querySelector('link[rel~="icon"]').href.startsWith('data:image/png')`);

    const phone = await stage.profile(PHONE);
    const elsewhere = await visit(stage, phone, told.patient);
    await elsewhere.getByTestId('conversation-item').click();
    for (const one of pages) await bell(one, 0).waitFor();
    await holds(page, `!document.title.startsWith('(')`);
    expect([await iconOf(page), await told.unread()]).toEqual([icon, 0]);
    await Promise.all([desk.close(), phone.close()]);
  });

  it('NOT-6: hears nothing of the conversation that they look at in another tab', async () => {
    const told = await stage.someone();
    const desk = await stage.profile();
    await prepare(desk, stage.world.stack.url);
    const other = await visit(stage, desk, told.patient, '/notifications');
    const looking = await visit(stage, desk, told.patient);
    await other.getByTestId('page-title').click();
    await looking.getByTestId('conversation-item').click();
    const seq = await told.writes('Vous me voyez ?');
    await looking.locator(`[data-testid="message"][data-seq="${seq}"]`).waitFor();
    // What comes when they look no more is heard: whatever the first message set off is over by then.
    await looking.getByTestId('rail-people').click();
    await holds(
      looking,
      `navigator.locks.query().then(({ held }) => !JSON.stringify(held).includes('${told.conversationId}'))`,
    );
    await told.writes('Et maintenant ?');
    expect((await notesOfAny(looking, other)).toSorted(byNumber)).toEqual([0, 2]);
    await desk.close();
  });
});

describe.each([
  ['on a desk, in French', {}, 'Rendez-vous confirmé'],
  ['on a phone, in English', { ...PHONE, locale: 'en-GB' }, 'Appointment confirmed'],
])('The bell, the history and the preferences %s', (_, look, booked) => {
  it('show what came by kind, keep what is chosen, and axe has nothing to object', async () => {
    const told = await stage.someone();
    await told.writes('Bonjour');
    await told.books();
    const profile = await stage.profile(look);
    const page = await visit(stage, profile, told.patient);
    await bell(page, 2).click();
    const panel = page.getByTestId('notification-panel');
    await panel.getByTestId('notification').filter({ hasText: booked }).waitFor();
    const found = await objections(page);
    await panel.getByRole('link').click();

    const history = page.getByTestId('notification-history');
    const lines = history.getByTestId('notification');
    await lines.nth(1).waitFor();
    found.push(...(await objections(page)));
    await history.getByTestId('filter-appointment').check();
    await history.locator('[data-kind="message"]').waitFor({ state: 'detached' });
    await lines.filter({ hasText: booked }).waitFor();
    expect(await lines.count()).toBe(1);
    await lines.locator('[data-testid="notification-remove"]').click();
    await lines.waitFor({ state: 'detached' });
    await bell(page, 1).waitFor();
    await history.getByTestId('filter-all').check();
    await lines.locator('.csr-notification-main').click();
    await page.locator(`[data-testid="thread"][data-conversation-id="${told.conversationId}"]`).waitFor();
    await bell(page, 0).waitFor({ state: 'attached' });

    found.push(...(await choosesPreferences(page)));
    expect(found).toEqual([]);
    await profile.close();
  });
});

/** Changes preferences, loads the page again, and finds them; resolves to what axe objects to. */
async function choosesPreferences(page: Page): Promise<string[]> {
  await page.goto(`${stage.world.stack.url}/settings`);
  const saved = page.locator('[data-testid="preferences-outcome"][data-outcome="saved"]');
  await page.getByTestId('channel-message-email').check();
  await page.getByTestId('preference-quiet').check();
  await page.getByTestId('quiet-from').fill('21:15');
  await page.getByTestId('preference-sound').uncheck();
  await saved.waitFor();
  const found = await objections(page);
  await page.reload();
  await page.getByTestId('quiet-from').waitFor();
  expect(await page.getByTestId('quiet-from').inputValue()).toBe('21:15');
  expect(await page.getByTestId('channel-message-email').isChecked()).toBe(true);
  expect(await page.getByTestId('preference-sound').isChecked()).toBe(false);
  return found;
}

/** What a page sees of itself once another window covers it. */
const OUT_OF_SIGHT = `
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
`;

describe('The service worker', () => {
  it('begins when somebody has allowed it after their first message, shows pushes, withdraws them, and leads to the conversation', async () => {
    const told = await stage.someone();
    const profile = await stage.profile(PHONE);
    await prepare(profile, stage.world.stack.url);
    const page = await visit(stage, profile, told.patient, `/chat-message?c=${told.conversationId}`);
    const prompt = page.getByTestId('notification-prompt');
    await page.getByTestId('composer-input').fill('Bonjour docteur');
    expect(await prompt.count()).toBe(0);
    await page.getByTestId('composer-input').press('Enter');
    await prompt.waitFor();
    expect(await objections(page, '[data-testid="notification-prompt"]')).toEqual([]);
    expect(await page.evaluate('navigator.serviceWorker.getRegistrations().then(({ length }) => length)')).toBe(0);
    await page.getByTestId('prompt-yes').click();
    await prompt.waitFor({ state: 'detached' });
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');

    await page.getByTestId('back-button').click();
    const tag = told.conversationId.replaceAll('-', '');
    const text = { fr: 'Vous avez un nouveau message', en: 'You have a new message' };
    const message = { kind: 'message', conversationId: told.conversationId, tag, count: 1, text, name: null };
    await push(page, message);
    expect(await onScreen(page, ({ length }) => length > 0)).toEqual([{ title: 'Causerie', body: text.fr, tag }]);
    await push(page, { ...message, kind: 'withdraw', count: 0, text: null });
    await onScreen(page, ({ length }) => length === 0);

    await push(page, message);
    await onScreen(page, ({ length }) => length > 0);
    await clickOnScreen(profile);
    await page.locator(`[data-testid="thread"][data-conversation-id="${told.conversationId}"]`).waitFor();
    await onScreen(page, ({ length }) => length === 0);

    // A page that is open and out of sight tells by itself, and takes it back when it was read elsewhere.
    await page.getByTestId('back-button').click();
    await page.evaluate(OUT_OF_SIGHT);
    const seq = await told.writes('Votre ordonnance est prête');
    const shown = [{ title: 'Causerie', body: 'Nouveau message', tag }];
    expect(await onScreen(page, ({ length }) => length > 0)).toEqual(shown);
    await told.readsElsewhere(seq);
    await onScreen(page, ({ length }) => length === 0);
    await profile.close();
  });
});
