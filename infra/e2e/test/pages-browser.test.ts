import { seedDemo } from '@causerie/dev';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectionsTo } from '../src/axe.ts';
import { openBrowser } from '../src/browser.ts';
import { timesOverText } from '../src/times-over-text.ts';
import { openWorld, type Somebody, type World } from '../src/world.ts';

/** Longest wait for something that must appear. */
const PATIENCE_MS = 20_000;
/** Longest time that one story of several screens may take. */
const STORY_MS = 90_000;
const LEA: Somebody = { side: 'client', subject: '42', name: 'Léa Martin' };
const DOCTOR: Somebody = { side: 'professional', subject: '7', name: 'Dr Camille Moreau' };
const DESK = { viewport: { width: 1440, height: 900 }, locale: 'fr-FR' };
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'en-GB', hasTouch: true };

let world: World;
let browser: Browser;
beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(2, { DEMO: '1' }), openBrowser()]);
  const problem = await seedDemo({ url: world.stack.url, jwtSecret: world.stack.jwtSecret ?? '' });
  if (problem !== undefined) throw new Error(problem);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** What a page complained about, beside what it shows. */
interface Complaints {
  errors: string[];
}

/** Opens a page, as a person whose product passed the token or as nobody. */
async function visit(path: string, look: BrowserContextOptions, person?: Somebody): Promise<Page & Complaints> {
  const context = await browser.newContext(look);
  const page = Object.assign(await context.newPage(), { errors: [] as string[] });
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', ({ message }) => page.errors.push(message));
  page.on('console', (message) => {
    // What the policy of the page forbids is told here alone.
    if (message.type() === 'error' && /Content.Security.Policy/i.test(message.text())) page.errors.push(message.text());
  });
  const token = person === undefined ? '' : `#token=${await world.tokenOf(person)}`;
  await page.goto(`${world.stack.url}${path}${token}`);
  return page;
}

const heading = (page: Page) => page.getByTestId('page-title').first();

async function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Pages of a person, with what shows that they are there; texts in French and in English. */
const PERSONAL: ReadonlyArray<[path: string, title: [fr: string, en: string], ready: string]> = [
  ['/chat-message', ['Messages', 'Messages'], '[data-testid="conversation-item"]'],
  ['/conference', ['Appels', 'Calls'], '[data-testid="conference"] form'],
  ['/people', ['Contacts', 'People'], '[data-testid="person-row"]'],
  ['/appointments', ['Agenda', 'Agenda'], '[data-testid="appointment"]'],
  ['/notifications', ['Alertes', 'Alerts'], '[data-testid="notification-history"]'],
  ['/settings', ['Réglages', 'Settings'], '[data-testid="notification-preferences"]'],
  ['/integration', ['Intégrer Causerie', 'Integrate Causerie'], '[data-testid="integration-example"]'],
];
const PUBLIC: ReadonlyArray<[path: string, title: [fr: string, en: string], ready: string]> = [
  ['/', ['La messagerie des rendez-vous', 'Messaging for appointments'], '[data-testid="person-card"]'],
  ['/conference/join', ['Rejoindre un appel', 'Join a call'], '[data-testid="conference"] form'],
  ['/duo', ['Les deux côtés', 'Both sides'], '[data-testid="message"]'],
  ['/operator', ['Exploitation', 'Operations'], '[data-testid="audit-entry"]'],
  ['/gallery', ['Galerie', 'Gallery'], 'main section h2'],
  ['/nowhere', ['Cette page n’existe pas', 'There is no such page'], '[data-testid="page-missing"]'],
];

/** Shows everything in every state at once, as no person ever sees it; each part is looked at where it is used. */
const CATALOGUE = '/gallery';

describe('Every page', () => {
  it.each([
    ['on a desk, in French, light', DESK, 0],
    ['on a phone, in English, dark', { ...PHONE, colorScheme: 'dark' as const }, 1],
  ] as const)(
    'deep-links, names itself, fits its width from left and from right, and axe objects to nothing (%s)',
    async (_, look, language) => {
      const found: string[] = [];
      const check = async (page: Page & Complaints, [path, titles, ready]: (typeof PUBLIC)[number]) => {
        await page.locator(ready).first().waitFor();
        await heading(page).waitFor({ state: 'attached' });
        if (!(await page.title()).endsWith(`${titles[language]} · Causerie`)) {
          found.push(`${path}: title ${await page.title()}`);
        }
        const objections = path === CATALOGUE ? await timesOverText(page) : await objectionsTo(page);
        found.push(...objections.map((objection) => `${path}: ${objection}`));
        if ((await overflow(page)) > 0) found.push(`${path}: wider than its window`);
        await page.evaluate(`document.documentElement.dir = 'rtl'`);
        if ((await overflow(page)) > 0) found.push(`${path}: wider than its window from right to left`);
        found.push(...page.errors.splice(0).map((error) => `${path}: ${error}`));
      };
      const mine = await visit(PERSONAL[0]?.[0] ?? '', look, LEA);
      for (const page of PERSONAL) {
        await mine.goto(`${world.stack.url}${page[0]}`);
        await check(mine, page);
      }
      await mine.context().close();
      const anybodys = await visit('/', look);
      for (const page of PUBLIC) {
        await anybodys.goto(`${world.stack.url}${page[0]}`);
        await check(anybodys, page);
      }
      expect(found).toEqual([]);
      expect(await anybodys.evaluate('document.documentElement.lang')).toBe(['fr', 'en'][language]);
      await anybodys.context().close();
    },
    2 * STORY_MS,
  );
});

describe('Getting about', () => {
  it(
    'the keyboard walks through the rail; pages take the focus; back and forward lead where they should',
    async () => {
      const page = await visit('/', { ...DESK, reducedMotion: 'reduce' }, LEA);
      // Who comes with a token is let in at once.
      await expect.poll(() => new URL(page.url()).pathname).toBe('/chat-message');
      await page.getByTestId('conversation-item').first().waitFor();
      const focused = () =>
        page.evaluate(`document.activeElement?.dataset.testid ?? document.activeElement?.className`);
      const walked: unknown[] = [];
      for (let step = 0; step < 5; step += 1) {
        await page.keyboard.press('Tab');
        walked.push(await focused());
      }
      expect(walked.slice(0, 1)).toEqual(['skip']);
      expect(walked.slice(2)).toEqual(['rail-messenger', 'rail-conference', 'rail-people']);
      await page.keyboard.press('Enter');
      await page.getByTestId('person-row').first().waitFor();
      expect(await focused()).toBe('page-title');
      expect(await page.getByTestId('rail-people').getAttribute('aria-current')).toBe('page');

      await page.getByTestId('rail-appointments').click();
      await page.getByTestId('appointment').first().waitFor();
      await page.goBack();
      await page.getByTestId('person-row').first().waitFor();
      await page.goForward();
      await page.getByTestId('appointment').first().waitFor();
      const running = await page.evaluate(
        `document.getAnimations().filter(({ effect }) => effect.getComputedTiming().activeDuration > 100).length`,
      );
      expect(running).toBe(0);
      await page.context().close();
    },
    STORY_MS,
  );

  it(
    'a page whose file cannot be had says so beside the others, which go on',
    async () => {
      const page = await visit('/chat-message', DESK, LEA);
      await page.getByTestId('conversation-item').first().waitFor();
      await page.route('**/assets/people-page*', (route) => route.abort());
      await page.getByTestId('rail-people').click();
      await page.getByTestId('page-broken').waitFor();
      await page.getByTestId('rail-messenger').click();
      await page.getByTestId('conversation-item').first().waitFor();
      await page.context().close();
    },
    STORY_MS,
  );

  it(
    'who is asked who they are on the way to a page goes on to it; a look and a language stay chosen',
    async () => {
      const page = await visit('/appointments', DESK);
      await page.locator('[data-testid="person-card"][data-subject="7"]').click();
      await page.getByTestId('appointment').first().waitFor();
      await page.getByTestId('me').click();
      await page.getByTestId('theme-choice').getByLabel('Sombre').check();
      await page.getByTestId('language-choice').getByLabel('English').check();
      await expect.poll(() => heading(page).textContent()).toBe('Agenda');
      await page.reload();
      await page.getByTestId('appointment').first().waitFor();
      expect(await page.evaluate('document.documentElement.dataset.causerieTheme')).toBe('dark');
      expect(await page.evaluate('document.documentElement.lang')).toBe('en');
      await page.getByTestId('me').click();
      await page.getByTestId('leave').click();
      await page.getByTestId('person-card').first().waitFor();
      await page.context().close();
    },
    STORY_MS,
  );
});

describe('What the pages do', () => {
  it(
    'DOOR-20: an appointment is booked, moved and cancelled; its conversation says each, and its call opens at its time',
    async () => {
      const page = await visit('/appointments', DESK);
      await page.locator('[data-testid="person-card"][data-subject="42"]').click();
      await page.getByTestId('book').click();
      await page.getByTestId('book-form').locator('option').first().waitFor({ state: 'attached' });
      await page.getByTestId('book-form').locator('input').first().fill('Bilan de rentrée');
      await page.getByTestId('confirm').click();
      const card = page.getByTestId('appointment').filter({ hasText: 'Bilan de rentrée' });
      await card.getByTestId('appointment-call').waitFor();
      await card.getByText('Déplacer').click();
      await page.getByTestId('move-form').getByText('Demain').click();
      await page.getByTestId('confirm').click();
      await card.locator('.appointment-opens').filter({ hasText: 'Appel dès' }).waitFor();
      await card.getByText('Annuler').click();
      await page.getByTestId('confirm').click();
      await page.locator('[data-testid="appointment"][data-state="over"]').filter({ hasText: 'Bilan' }).waitFor();
      await page.getByTestId('appointment-told').getByRole('link').click();
      for (const said of ['confirmé', 'modifié', 'annulé']) {
        await page.getByTestId('thread').getByText(`Rendez-vous ${said}`).first().waitFor();
      }
      await page.context().close();
    },
    STORY_MS,
  );

  it(
    'both sides in one window: what one writes the other reads, and links stay on their side',
    async () => {
      const page = await visit('/duo?scene=salon', DESK);
      const [salon, client] = [page.getByTestId('pane-professional'), page.getByTestId('pane-client')];
      await salon.getByTestId('composer-input').fill('À samedi, Inès !');
      await salon.getByTestId('composer-input').press('Enter');
      await client.getByTestId('message').filter({ hasText: 'À samedi, Inès !' }).waitFor();
      await salon.getByTestId('call-video').click();
      await client.getByTestId('incoming-call').getByTestId('call-decline').click();
      await client.getByTestId('incoming-call').waitFor({ state: 'detached' });
      await salon.getByTestId('call-over-close').click();
      await salon.getByTestId('rail-people').click();
      await salon.getByTestId('person-row').first().waitFor();
      expect(await client.getByTestId('message').count()).toBeGreaterThan(0);
      expect(new URL(page.url()).pathname).toBe('/duo');
      expect(await page.title()).toBe('Les deux côtés · Causerie');
      await page.context().close();
    },
    STORY_MS,
  );

  it(
    'PRIV-1, PRIV-4, ID-12: own data are taken away, an erasure is asked for and withdrawn, every session ends',
    async () => {
      const page = await visit('/settings', PHONE, DOCTOR);
      await page.getByTestId('export').getByRole('button').click();
      const archive = await page.getByTestId('export').getByRole('link').getAttribute('href');
      expect((await fetch(`${world.stack.url}${archive}`)).headers.get('content-type')).toBe('application/zip');
      await page.getByTestId('erasure').getByRole('button').click();
      expect(await page.getByTestId('confirm').isDisabled()).toBe(true);
      await page.getByTestId('word').fill('erase');
      await page.getByTestId('confirm').click();
      await page.locator('[data-testid="erasure"][data-state="requested"]').getByRole('button').click();
      await page.locator('[data-testid="erasure"][data-state="withdrawn"]').waitFor();
      await page.getByTestId('logout-everywhere').click();
      await page.getByTestId('confirm').click();
      await page.getByTestId('person-card').first().waitFor();
      await page.context().close();
    },
    STORY_MS,
  );

  it(
    'an operator without a demonstration brings a token, and is told what cannot be seen from here',
    async () => {
      const page = await visit('/', DESK);
      await page.route('**/demo/**', (route) => route.fulfill({ status: 404, body: '' }));
      await page.goto(`${world.stack.url}/operator`);
      const form = page.getByTestId('operator-token');
      const tryToken = async (token: string) => {
        await form.locator('input').fill(token);
        await form.getByRole('button').click();
      };
      await tryToken(await world.tokenOf(LEA));
      await form.getByRole('alert').waitFor();
      const { token } = (await (await fetch(`${world.stack.url}/demo/operator`)).json()) as { token: string };
      await tryToken(token);
      await page.getByTestId('audit-entry').first().waitFor();
      await page.getByTestId('services-hidden').waitFor();
      await page.context().close();
    },
    STORY_MS,
  );
});
