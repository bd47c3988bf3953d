import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../src/browser.ts';
import { buildCallsPage } from '../src/call-screens/host-page.ts';
import { moves, newPage, objections, PHONE, tracksOn, visit } from '../src/call-screens/visitor.ts';
import { openWorld, type Somebody, type World } from '../src/world.ts';

// Two browsers, a call and the whole product share this machine; a test that waits in vain says so after its own patience.
vi.setConfig({ testTimeout: 120_000 });

let world: World;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), openBrowser()]);
}, 120_000);
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Two people who are linked, and the address of the thread between them. */
async function couple(): Promise<{ doctor: Somebody; patient: Somebody; thread: string }> {
  const { doctor, patient } = await world.couple();
  await world.put(doctor, { available: true });
  const named = { withSubject: patient.subject };
  const { body } = await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), named);
  return { doctor, patient, thread: `/chat-message?c=${body.id}` };
}

const come = (person: Somebody, path: string, look = {}): Promise<Page> => visit(world, browser, person, path, look);
const connected = (page: Page): Promise<void> => page.locator('[data-phase="connected"]').waitFor();
const THEIRS = '[data-testid="call-tile"] video';

async function seeEachOther(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await connected(page);
    await moves(page.locator(THEIRS));
    await moves(page.locator('[data-testid="call-self"] video'));
  }
}

describe('A call between two people', () => {
  it('begins in the thread, is answered by keyboard in the middle of a sentence, shows both, and leaves no camera on (CALL-15)', async () => {
    const { doctor, patient, thread } = await couple();
    const [caller, callee] = [await come(doctor, thread), await come(patient, thread, PHONE)];
    await callee.getByTestId('composer-input').fill('Je voulais vous dire');
    await caller.getByTestId('call-video').click();
    await callee.getByTestId('incoming-call').waitFor();
    expect(await objections(callee)).toEqual([]);
    await callee.keyboard.type(', docteur');
    expect(await callee.getByTestId('composer-input').inputValue()).toBe('Je voulais vous dire, docteur');
    await callee.keyboard.press('Alt+Shift+A');
    await seeEachOther(caller, callee);
    expect(await caller.getByTestId('call-sound').count()).toBe(1);
    expect([await objections(caller), await objections(callee)]).toEqual([[], []]);

    await caller.keyboard.press('m');
    await callee.getByTestId('call-tile-muted').waitFor();
    expect(await caller.getByTestId('call-microphone').getAttribute('aria-pressed')).toBe('true');
    await caller.keyboard.press('m');
    await callee.getByTestId('call-tile-muted').waitFor({ state: 'detached' });
    await caller.getByTestId('call-share').click();
    await callee.getByText('Écran de Dr Camille Moreau').waitFor();
    await moves(callee.locator(THEIRS));
    await caller.getByTestId('call-share').click();
    await callee.getByText('Écran de Dr Camille Moreau').waitFor({ state: 'detached' });

    await caller.keyboard.press('Escape');
    await moves(caller.locator('[data-testid="call-small"] video'));
    await caller.getByTestId('composer-input').fill('Je vous envoie l’ordonnance');
    await caller.getByTestId('call-return').click();
    await caller.getByTestId('call-hang-up').click();
    await caller.locator('[data-testid="call-over"][data-reason="left"]').waitFor();
    await callee.locator('[data-testid="call-over"][data-reason="completed"]').waitFor();
    expect([await tracksOn(caller), await tracksOn(callee)]).toEqual([0, 0]);
    expect(await objections(callee)).toEqual([]);
    await callee.getByTestId('call-over-close').click();
    await callee.getByTestId('composer-input').waitFor();
    await callee.getByTestId('thread').getByTestId('call-record').waitFor();
  });

  it('is looked into before it is answered, refused, missed, called back, and found in the history', async () => {
    const { doctor, patient, thread } = await couple();
    const [caller, callee] = [await come(doctor, thread), await come(patient, '/conference')];
    await caller.getByTestId('call-video').click();
    await callee.getByTestId('call-check-devices').click();
    await moves(callee.locator('[data-testid="incoming-call"] video'));
    expect(await objections(callee)).toEqual([]);
    await callee.keyboard.press('Alt+Shift+D');
    await callee.getByTestId('incoming-call').waitFor({ state: 'detached' });
    expect(await tracksOn(callee)).toBe(0);
    await caller.locator('[data-testid="call-over"][data-reason="declined"]').waitFor();
    await caller.getByTestId('call-again').click();
    await callee.getByTestId('incoming-call').waitFor();
    await caller.getByTestId('call-hang-up').click();
    await callee.getByTestId('missed-call').waitFor();
    expect(await tracksOn(caller)).toBe(0);
    await caller.getByTestId('call-over-close').click();

    await callee.getByTestId('call-back').click();
    await caller.getByTestId('call-accept-audio').click();
    for (const page of [caller, callee]) await connected(page);
    await callee.getByTestId('call-hang-up').click();
    await callee.getByTestId('call-over-close').click();
    const records = callee.getByTestId('call-record');
    await records.nth(2).waitFor();
    expect(await records.evaluateAll((all) => all.map((one) => one.hasAttribute('data-missed')))).toEqual([
      false,
      true,
      false,
    ]);
    await callee.getByTestId('call-history-missed').click();
    await records.nth(1).waitFor({ state: 'detached' });
    expect(await objections(callee)).toEqual([]);
  });
});

describe('A room', () => {
  it('a guest comes by a link for one on a telephone, waits, is let in, comes back after a reload, and goes with everybody (CALL-16)', async () => {
    const { doctor } = await couple();
    const host = await come(doctor, '/conference');
    await host.getByTestId('conference-title').fill('Avis sur le genou');
    expect(await objections(host)).toEqual([]);
    await host.getByTestId('conference-open').click();
    await host.locator('[data-phase="alone"]').waitFor();
    await host.getByRole('button', { name: 'Inviter' }).click();
    await host.getByTestId('call-make-link').click();
    const link = await host.getByTestId('call-link').inputValue();
    expect(await objections(host)).toEqual([]);

    const guest = await newPage(browser, { ...PHONE, locale: 'en-GB' });
    await guest.goto(link);
    await moves(guest.locator('[data-testid="call-check"] video'));
    await guest.getByTestId('guest-name').fill('Paul, the brother');
    expect(await objections(guest)).toEqual([]);
    await guest.getByTestId('call-check-join').click();
    await guest.getByText('You are in the waiting room').waitFor();
    await host.getByTestId('call-admit').waitFor();
    expect([await objections(guest), await objections(host)]).toEqual([[], []]);
    await host.getByTestId('call-admit').click();
    await seeEachOther(host, guest);

    // The link seats one, and the one who sits there may load the page again.
    await guest.reload();
    await guest.getByTestId('call-check-join').click();
    await seeEachOther(guest, host);
    await host.getByTestId('call-hang-up').click();
    await host.getByTestId('call-end').click();
    await guest.locator('[data-testid="call-over"][data-reason="completed"]').waitFor();
    expect([await tracksOn(host), await tracksOn(guest)]).toEqual([0, 0]);
  });

  it('somebody with an account comes by the code, after a look at their devices and their network', async () => {
    const { doctor, patient } = await couple();
    const host = await come(doctor, '/conference');
    await host.getByTestId('conference-open').click();
    await host.getByRole('button', { name: 'Inviter' }).click();
    const code = await host.getByTestId('call-code').textContent();
    const other = await come(patient, '/conference', { ...PHONE, colorScheme: 'dark' });
    await other.getByTestId('conference-code').fill(String(code).toLowerCase());
    await other.getByTestId('conference-join').click();
    await other.locator('[data-testid="call-network"][data-verdict="ready"]').waitFor();
    await moves(other.locator('[data-testid="call-check"] video'));
    expect(await objections(other)).toEqual([]);
    await other.getByTestId('call-check-join').click();
    await seeEachOther(other, host);
    expect(new URL(other.url()).pathname).toMatch(/^\/conference\/[0-9a-f-]{36}$/);
  });
});

describe('Ready-made calls in pages without providers', () => {
  /** A page of the host, whose token the browser keeps where one is given. */
  async function host(path: string, of?: Record<string, string>): Promise<Page> {
    const fileAt = await buildCallsPage();
    const page = await newPage(browser);
    await page.route('**/host/**', (route) => route.fulfill(fileAt(new URL(route.request().url()).pathname)));
    await page.goto(`${world.stack.url}/host/${path}?${String(new URLSearchParams(of))}`);
    return page;
  }

  it('several of them ring once and answer once, the next goes on when one is taken away, and nobody is reached before a click', async () => {
    const { doctor, patient, thread } = await couple();
    const page = await host('', { token: await world.tokenOf(doctor), role: 'medecin', toUserId: patient.subject });
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    const callee = await come(patient, thread);
    const box = page.getByTestId('webrtc-widget');
    const hangUp = page.getByTestId('call-hang-up');

    await callee.getByTestId('call-audio').click();
    await page.getByTestId('incoming-call').waitFor();
    expect(await page.getByTestId('incoming-call').count()).toBe(1);
    await page.getByText('Sans téléphone').dispatchEvent('click');
    await page.getByText('none 1').waitFor();
    await page.getByTestId('incoming-call').waitFor();
    await page.keyboard.press('Alt+Shift+A');
    await page.getByText('connected 0').waitFor();
    await connected(callee);
    expect([await hangUp.count(), await page.getByTestId('call-sound').count()]).toEqual([1, 1]);
    await hangUp.click();
    await page.getByTestId('call-over-close').click();
    expect(await page.getByTestId('call-elsewhere').count()).toBe(0);
    await callee.getByTestId('call-over-close').click();

    expect(asked).not.toContain('POST /v1/conversations');
    await page.getByText('Voir un inconnu').click();
    await page.getByTestId('call-reach-failure').waitFor();
    expect(await objections(page)).toEqual([]);
    await box.getByTestId('call-video').click();
    await callee.getByTestId('call-accept-video').click();
    await seeEachOther(page, callee);
    expect(await hangUp.count()).toBe(1);
    await box.getByTestId('call-hang-up').click();
    await box.getByTestId('call-over-close').click();
    await box.waitFor({ state: 'detached' });
    expect(await tracksOn(page)).toBe(0);
  });

  it('the page of rooms is a bare element of its routes: for whoever is signed in, for a guest with a link, and for nobody', async () => {
    const { doctor } = await couple();
    const page = await host('conference', { token: await world.tokenOf(doctor) });
    await page.getByTestId('conference-open').click();
    await page.waitForURL(/\/host\/conference\/[0-9a-f-]{36}$/);
    await page.locator('[data-phase="alone"]').waitFor();
    await page.getByRole('button', { name: 'Inviter' }).click();
    await page.getByTestId('call-make-link').click();
    const link = await page.getByTestId('call-link').inputValue();
    const guest = await host(`conference/join/${link.split('/').at(-1)}`);
    await guest.getByTestId('guest-name').waitFor();
    const nobody = await host('conference/');
    await nobody.getByText('Vous n’êtes pas connecté').waitFor();
    await page.getByTestId('call-hang-up').click();
    await page.getByTestId('call-over-close').click();
    await page.getByTestId('conference-open').waitFor();
    expect(new URL(page.url()).pathname).toBe('/host/conference');
  });
});
