import type { Browser, Page } from 'playwright-core';
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
async function visit(person: Somebody): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 } });
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
