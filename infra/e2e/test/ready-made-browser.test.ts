import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../src/browser.ts';
import { buildHostPage } from '../src/ready-made/host-page.ts';
import { found, sees, write } from '../src/ready-made/reader.ts';
import { openWorld, type Somebody, type World } from '../src/world.ts';

/** Longest wait for something that must appear. */
const PATIENCE_MS = 20_000;
/** Each test walks through several pages, looks at all of them with axe, and shares the machine. */
const TEST_TIMEOUT_MS = 60_000;
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Two keys in a list that is drawn whole take longer than this, on any machine. */
const FROZEN_MS = 5_000;

vi.setConfig({ testTimeout: TEST_TIMEOUT_MS });

let world: World;
let browser: Browser;
let pages: Record<'fr' | 'en', Awaited<ReturnType<typeof buildHostPage>>>;
beforeAll(async () => {
  const built = Promise.all([buildHostPage('fr'), buildHostPage('en')]);
  [world, browser] = await Promise.all([openWorld(1), openBrowser()]);
  const [fr, en] = await built;
  pages = { fr, en };
}, 120_000);
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

interface Visit {
  lang?: 'fr' | 'en';
  look?: BrowserContextOptions;
  /** Keeps the token in the browser's storage under this name, instead of giving it to the components. */
  storedAs?: string;
  hash?: string;
  [parameter: string]: unknown;
}

/** Opens a scene of a host's page as a person, and counts the WebSockets that it opens. */
async function visit(person: Somebody, scene: string, options: Visit = {}): Promise<{ page: Page; sockets(): number }> {
  const { lang = 'fr', look = {}, storedAs, hash = '', ...parameters } = options;
  const token = await world.tokenOf(person);
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 }, ...look });
  await context.route('**/host/**', async (route) => {
    const file = pages[lang].get(new URL(route.request().url()).pathname);
    await (file === undefined ? route.abort() : route.fulfill(file));
  });
  if (storedAs !== undefined) {
    await context.addInitScript(`localStorage.setItem(${JSON.stringify(storedAs)}, ${JSON.stringify(token)})`);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  let count = 0;
  page.on('websocket', () => count++);
  const given = {
    scene,
    userId: person.subject,
    role: person.side,
    ...(storedAs === undefined ? { token } : {}),
    ...parameters,
  };
  await page.goto(`${world.stack.url}/host/?${new URLSearchParams(given as Record<string, string>).toString()}${hash}`);
  return { page, sockets: () => count };
}

async function objections(page: Page): Promise<string[]> {
  // Colours in the middle of a fade are nobody's colours.
  await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Opens the conversation of a couple with what was said in it, the first by the doctor. */
async function opened(doctor: Somebody, patient: Somebody, ...texts: string[]): Promise<string> {
  const token = await world.tokenOf(doctor);
  const { body } = await world.call('POST', '/v1/conversations', token, { withSubject: patient.subject });
  for (const content of texts) await world.call('POST', `/v1/conversations/${body.id}/messages`, token, { content });
  return body.id;
}

describe('Ready-made components in a page that has nothing but a token', () => {
  it('two people talk: a whole page on a desktop in French, a button on a phone in English, with a live count', async () => {
    const { doctor, patient } = await world.couple();
    const { page: phone } = await visit(patient, 'buttons', { lang: 'en', look: PHONE });
    const { page: desk } = await visit(doctor, 'chat', { storedAs: 'jwt' });

    await desk.getByRole('button', { name: 'Nouvelle conversation' }).first().click();
    await desk.getByTestId('person-option').filter({ hasText: patient.name }).click();
    await write(desk, 'Bonjour Léa, tout va bien ?');

    const live = phone.getByTestId('messaging-button').nth(1);
    await live.getByTestId('button-unread').waitFor();
    expect(await live.innerText()).toContain('Messages');
    expect(await live.getByTestId('button-unread').getAttribute('data-count')).toBe('1');
    expect(
      await phone.getByTestId('messaging-button').first().getByTestId('button-unread').getAttribute('data-count'),
    ).toBe('5');

    await live.click();
    const widget = phone.getByTestId('messaging-widget');
    const box = await widget.boundingBox();
    expect([box?.width, box?.height].map((length) => Math.round(length ?? 0))).toEqual([390, 844]);
    expect(await objections(phone)).toEqual([]);
    await widget.getByTestId('conversation-item').click();
    await sees(phone, 'Bonjour Léa, tout va bien ?');
    await live.getByTestId('button-unread').waitFor({ state: 'detached' });
    await write(phone, 'Very well, thank you.');
    await sees(desk, 'Very well, thank you.');
    await expect.poll(() => found(desk, 'tout va'), { timeout: PATIENCE_MS, interval: 300 }).toBe(1);
    await desk.getByTestId('found-message').click();
    await desk.locator('[data-marked]').waitFor();
    await desk.locator('[data-marked]').waitFor({ state: 'detached' });
    // All of it is in view: there is nothing later to jump to.
    expect(await desk.getByTestId('jump-to-latest').count()).toBe(0);
    expect(await objections(desk)).toEqual([]);

    await widget.getByTestId('widget-close').click();
    await widget.waitFor({ state: 'detached' });
    await phone.getByTestId('messaging-button').first().click();
    expect(await phone.getByTestId('clicks').innerText()).toBe('1');
  });

  it('three buttons and a panel are one connection, and the panel opens the person it was given, minimised or not', async () => {
    const { doctor, patient } = await world.couple();
    const { page, sockets } = await visit(patient, 'buttons', { toUserId: doctor.subject });
    const widget = page.getByTestId('messaging-widget');
    await write(page, 'Bonjour docteur');
    await sees(page, 'Bonjour docteur');
    expect(sockets()).toBe(1);
    await widget.locator('[data-testid="connection-state"][data-state="connected"]').click();
    expect(await objections(page)).toEqual([]);
    await widget.getByTestId('widget-minimise').click();
    await page.getByTestId('composer-input').waitFor({ state: 'detached' });
    const conversationId = await opened(doctor, patient, 'Bonjour Léa');
    await widget.getByTestId('widget-unread').waitFor();
    await widget.getByTestId('widget-minimise').click();
    await sees(page, 'Bonjour Léa');
    await widget.getByTestId('back-button').click();
    await widget.getByTestId('new-conversation').click();
    await page.getByTestId('person-option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('people-picker').waitFor({ state: 'detached' });
    expect(await widget.isVisible()).toBe(true);
    await widget.getByTestId('conversation-item').focus();
    await page.keyboard.press('Escape');
    await widget.waitFor({ state: 'detached' });
    expect(sockets()).toBe(1);

    const other = await visit(patient, 'window', { conversationId });
    await sees(other.page, 'Bonjour Léa');
    expect(await objections(other.page)).toEqual([]);
  });

  it('an appointment, the hooks and the services beside it share what they know', async () => {
    const { doctor, patient } = await world.couple();
    const booking = {
      appointmentId: `rdv-${doctor.subject}`,
      professional: doctor.subject,
      client: patient.subject,
      label: 'Bilan annuel',
      startsAt: '2027-03-12T09:00:00+01:00',
    };
    const backEnd = await world.tokenOf({ side: 'service' as 'client', subject: 'back-end', name: 'back end' });
    expect((await world.call('POST', '/v1/appointments', backEnd, booking)).status).toBe(201);
    const { page, sockets } = await visit(patient, 'context', { storedAs: 'token', contextId: booking.appointmentId });
    await sees(page, 'Bilan annuel');
    await page.getByTestId('secure').filter({ hasText: 'Bilan annuel' }).waitFor();
    expect(await page.getByTestId('connected').innerText()).toBe('true');
    expect(await page.getByTestId('participants').innerText()).toContain(doctor.name);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await sees(page, 'Envoyé par le hook');
    await page.locator('[data-testid="message"][data-seq="2"]').waitFor();

    const service = await page.evaluate<{ sent: object; last: object; socket: string | null }>(`(async () => {
      const [conversation] = await signalingService.initialize();
      const heard = new Promise((resolve) => signalingService.on('message_delivered', resolve));
      await signalingService.sendMessage(conversation.id, 'Par le service');
      const [sent, messages] = [await heard, await signalingService.getConversationMessages(conversation.id)];
      return { sent, last: messages.at(-1), socket: signalingService.getSocketId() };
    })()`);
    const shape = { senderId: patient.subject, senderType: 'patient', content: 'Par le service', type: 'text' };
    expect(service).toMatchObject({ sent: shape, last: shape });
    expect(service.socket).toBe(await page.getByTestId('socket').innerText());
    await sees(page, 'Par le service');
    expect(sockets()).toBe(1);
    expect(await objections(page)).toEqual([]);
  });
});

describe('The list of conversations', () => {
  it('SRCH-1: finds people and words, opens the message, keeps its address; archives, takes it back, and puts it away again', async () => {
    const { doctor, patient } = await world.couple();
    const id = await opened(
      doctor,
      patient,
      'La radio du genou est normale.',
      ...Array.from({ length: 30 }, (_, n) => `Note ${n + 1}`),
    );
    const { page } = await visit(doctor, 'routed', { storedAs: 'jwt' });
    const items = page.getByTestId('conversation-item');
    await items.first().waitFor();

    await page.getByTestId('conversation-search').fill('léa mar');
    await items.filter({ hasText: patient.name }).waitFor();
    await expect.poll(() => found(page, 'radio genou'), { timeout: PATIENCE_MS, interval: 300 }).toBe(1);
    expect(await page.getByTestId('found-message').locator('mark').allInnerTexts()).toEqual(['radio', 'genou']);
    expect(await objections(page)).toEqual([]);
    await page.getByTestId('found-message').click();
    await page.locator('[data-testid="message"][data-seq="1"]').waitFor();
    expect(new URL(page.url()).hash).toBe(`#c=${id}`);

    await page.getByTestId('conversation-search').press('Escape');
    await page.getByTestId('conversation-search').press('ArrowDown');
    expect(await page.evaluate('document.activeElement.dataset.conversationId')).toBe(id);
    await page.getByTestId('conversation-actions').first().click();
    // The message that was jumped to settles behind the menu, and leaves it the focus.
    await page.locator('[data-marked]').waitFor({ state: 'detached' });
    await page.keyboard.press('End');
    expect(await page.evaluate('document.activeElement.dataset.testid')).toBe('menu-remove');
    await page.getByTestId('menu-archive').click();
    await page.getByTestId('empty-state').first().waitFor();
    await page.getByTestId('undo').click();
    await items.first().waitFor();
    await page.getByTestId('conversation-actions').first().click();
    await page.getByTestId('menu-archive').click();
    await page.getByTestId('filter-archived').click();
    await items.filter({ hasText: 'Archivée' }).waitFor();
    expect(await objections(page)).toEqual([]);
    await page.getByTestId('conversation-actions').first().click();
    await page.getByTestId('menu-unarchive').click();
    await page.getByTestId('filter-all').click();
    await items.filter({ hasText: patient.name }).waitFor();
  });

  it('keeps ten thousand conversations cheap: what is in view is on the page, and the keyboard reaches the last', async () => {
    const context = await browser.newContext({ locale: 'fr-FR' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${world.stack.url}/gallery#ready-made/list-many`);
    const items = page.getByTestId('gallery-ready-made-list-many').getByTestId('conversation-item');
    await items.first().focus();
    const count = await items.count();
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(40);
    const begun = Date.now();
    await page.keyboard.press('End');
    await items.and(page.locator('[data-conversation-id="c9999"]:focus')).waitFor();
    await page.keyboard.press('ArrowUp');
    await items.and(page.locator('[data-conversation-id="c9998"]:focus')).waitFor();
    expect(Date.now() - begun).toBeLessThan(FROZEN_MS);
    expect(await items.count()).toBeLessThan(40);
  });

  it('asks before it hurts, renames for both, and says what the professional did in 30 days, in English and in the dark', async () => {
    const { doctor, patient } = await world.couple();
    await opened(doctor, patient, 'Bonjour');
    const { page } = await visit(doctor, 'desk', { storedAs: 'jwt', lang: 'en', look: { colorScheme: 'dark' } });
    const actions = page.getByTestId('conversation-actions').first();
    await actions.click();
    await page.getByTestId('menu-rename').click();
    await page.getByTestId('rename-field').fill('Knee');
    await page.getByTestId('dialog-do').click();
    await page.getByTestId('outcome').filter({ hasText: 'Subject changed' }).waitFor();
    await page.getByTestId('statistics').filter({ hasText: 'Sent' }).waitFor();
    expect(await objections(page)).toEqual([]);

    await actions.click();
    await page.getByTestId('menu-block').click();
    expect(await page.getByRole('dialog').innerText()).toContain(patient.name);
    await page.getByTestId('dialog-do').click();
    await page.getByTestId('conversation-item').filter({ hasText: 'Blocked' }).waitFor();
    await page.getByTestId('undo').click();
    await page.getByTestId('outcome').filter({ hasText: 'unblocked' }).waitFor();

    await actions.click();
    await page.getByTestId('menu-remove').click();
    await page.getByTestId('dialog-do').click();
    await page.getByTestId('conversation-item').waitFor({ state: 'detached' });
    await page.getByText('No conversations yet').waitFor();
  });
});
