import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../src/browser.ts';
import { openWorld, type Somebody, type World } from '../src/world.ts';

/** Longest wait for something that must appear. */
const PATIENCE_MS = 20_000;

let world: World;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Opens the web page as a person whose product passed the token in the address. */
async function visit(person: Somebody, look: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 }, ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${world.stack.url}/#token=${await world.tokenOf(person)}`);
  await page.getByTestId('connection-state').and(page.locator('[data-state="connected"]')).waitFor();
  return page;
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer-input').fill(text);
  await page.getByTestId('composer-input').press('Enter');
}

/** The thread as a person sees it: seq and text, in the order of the screen. */
async function thread(page: Page): Promise<Array<[seq: number, text: string]>> {
  return page
    .getByTestId('message')
    .evaluateAll((nodes) =>
      nodes.map((node) => [
        Number(node.getAttribute('data-seq')),
        node.querySelector('[data-testid="message-text"]')?.textContent ?? '',
      ]),
    );
}

async function sees(page: Page, text: string): Promise<void> {
  await page.getByTestId('message').filter({ hasText: text }).waitFor();
}

/** The replica that serves a page, as the connection details for support show it. */
async function replicaOf(page: Page): Promise<string> {
  await page.getByTestId('connection-state').click();
  const replica = await page.getByTestId('connection-replica').textContent();
  await page.keyboard.press('Escape');
  return replica ?? '';
}

describe('Two people in two real browsers, each on a replica of their own', () => {
  it('DEL-6: messages go both ways, one replica is killed mid-conversation, nothing is missing and nothing is there twice', async () => {
    const { doctor, patient } = await world.couple();
    const opening = await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), {
      withSubject: patient.subject,
    });
    expect(opening.status).toBe(201);
    const [doctorPage, patientPage] = [await visit(doctor), await visit(patient)];
    for (const page of [doctorPage, patientPage]) await page.getByTestId('conversation-item').first().click();

    const replicas = await Promise.all([replicaOf(doctorPage), replicaOf(patientPage)]);
    expect(new Set(replicas).size).toBe(2);

    await write(doctorPage, 'Bonjour Léa, comment allez-vous ?');
    await sees(patientPage, 'Bonjour Léa, comment allez-vous ?');
    await write(patientPage, 'Bien mieux, merci docteur.');
    await sees(doctorPage, 'Bien mieux, merci docteur.');
    await doctorPage.locator('[data-testid="message"][data-seq="1"][data-status="read"]').waitFor();

    world.stack.kill(replicas[1] ?? '', 'SIGKILL');
    await patientPage
      .locator('[data-testid="connection-state"]:not([data-state="connected"])')
      .waitFor({ state: 'attached' });
    for (const text of ['Première pendant la coupure', 'Deuxième pendant la coupure']) await write(doctorPage, text);
    await write(patientPage, 'Écrite pendant la coupure');

    await patientPage.locator('[data-testid="connection-state"][data-state="connected"]').waitFor();
    const everything = 5;
    for (const page of [doctorPage, patientPage]) {
      await page.locator(`[data-testid="message"][data-seq="${everything}"]`).waitFor();
    }
    const [seenByDoctor, seenByPatient] = await Promise.all([thread(doctorPage), thread(patientPage)]);
    expect(seenByPatient).toEqual(seenByDoctor);
    expect(seenByDoctor.map(([seq]) => seq)).toEqual([1, 2, 3, 4, 5]);
    const texts = seenByDoctor.map(([, text]) => text);
    expect(texts.slice(0, 2)).toEqual(['Bonjour Léa, comment allez-vous ?', 'Bien mieux, merci docteur.']);
    expect(texts.filter((text) => text.includes('pendant la coupure')).toSorted()).toEqual([
      'Deuxième pendant la coupure',
      'Première pendant la coupure',
      'Écrite pendant la coupure',
    ]);
    expect(texts.indexOf('Première pendant la coupure')).toBeLessThan(texts.indexOf('Deuxième pendant la coupure'));
  });
});

describe('Accessibility', () => {
  it.each([
    ['desktop, light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' as const }],
    ['desktop, dark', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const }],
    ['phone, light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' as const }],
  ])('axe finds nothing to object to on the list and the thread (%s)', async (_, look) => {
    const { doctor, patient } = await world.couple();
    const opening = { withSubject: patient.subject, firstMessage: 'Bonjour, à mardi !' };
    await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), opening);
    const page = await visit(patient, look);
    const found = [await objections(page)];
    await page.getByTestId('conversation-item').first().click();
    await sees(page, 'Bonjour, à mardi !');
    found.push(await objections(page));
    expect(found).toEqual([[], []]);
  });
});

async function objections(page: Page): Promise<string[]> {
  // Colours in the middle of a fade are nobody's colours.
  await page.evaluate('Promise.allSettled(document.getAnimations().map((animation) => animation.finished))');
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
