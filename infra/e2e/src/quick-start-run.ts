import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPort, repositoryRoot, signToken } from '@causerie/dev';
import { packSdk } from '@causerie/sdk';
import type { Browser, Page } from 'playwright-core';
import { recipeIn, type, type Typed, writeFiles } from './quick-start.ts';
import { openWorld, type World } from './world.ts';

/** Longest wait for something that must appear. */
const PATIENCE_MS = 20_000;

/** The app of the quick start, running beside everything it talks to. */
export interface RunningApp {
  url: string;
  /** The folder with the app in it. */
  folder: string;
  world: World;
  close(): Promise<void>;
}

/** What there is before the app: an empty folder, beside a checkout with packed packages in `causerie/dist`. */
interface Beginning {
  /** The empty folder, in which the app comes to be as `my-practice`. */
  parent: string;
  /** What the document types in it. */
  commands: string;
  /** The packed packages. */
  packed: readonly string[];
  /** A text of a document with the addresses of this run. */
  addressed(text: string): string;
}

/**
 * Follows `docs/quick-start.en.md` in an empty folder. Only the addresses differ: everything runs on ports that are free.
 * @param makeApp makes `my-practice`: with the commands of the document, or in their place
 */
export async function followQuickStart(makeApp: (beginning: Beginning) => Promise<void>): Promise<RunningApp> {
  const parent = await mkdtemp(join(tmpdir(), 'causerie-quick-start-'));
  const typed: Typed[] = [];
  let world: World | undefined;
  const close = async (): Promise<void> => {
    await Promise.all(typed.map((one) => one.end()));
    await world?.close();
    await rm(parent, { recursive: true, force: true });
  };
  try {
    const [appPort, tokenPort] = [await findPort(), await findPort()];
    const addresses: Record<string, string> = { '5173': String(appPort), '8787': String(tokenPort) };
    const addressed = (text: string): string =>
      Object.entries(addresses).reduce((result, [ours, theirs]) => result.replaceAll(ours, theirs), text);
    const text = await readFile(join(repositoryRoot, 'docs/quick-start.en.md'), 'utf8');
    const [, origins = ''] = /CORS_ORIGINS=(\S+)/.exec(addressed(text)) ?? [];
    world = await openWorld(1, { CORS_ORIGINS: origins });
    await putDemoPeople(world);
    addresses['http://localhost:3000'] = world.stack.url;
    const { files, commands } = recipeIn(addressed(text));

    await mkdir(join(parent, 'causerie/.causerie'), { recursive: true });
    await writeFile(join(parent, 'causerie/.causerie/jwt-secret'), world.stack.jwtSecret ?? '');
    const packed = await packSdk(join(parent, 'causerie/dist'));
    const typedFirst = commands.find(({ place }) => place === 'parent')?.lines ?? '';
    await makeApp({ parent, commands: typedFirst, packed, addressed });
    const folder = join(parent, 'my-practice');
    await writeFiles(folder, files);
    const started = commands.filter(({ place }) => place === 'my-practice').map(({ lines }) => type(lines, folder));
    typed.push(...started);
    const [tokens, page] = started;
    await Promise.all([tokens?.says('tokens on'), page?.says('Local')]);
    return { url: `http://localhost:${appPort}`, folder, world, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The two people of the document, as `start` makes them. */
async function putDemoPeople(world: World): Promise<void> {
  await world.put({ side: 'professional', subject: '7', name: 'Dr Camille Moreau' });
  await world.put({ side: 'client', subject: '42', name: 'Léa Martin' });
  const service = await signToken(world.stack.jwtSecret ?? '', { sub: 'back-end', role: 'service' });
  const { status } = await world.call('PUT', '/v1/directory/links', service, { professional: '7', client: '42' });
  if (status >= 300) throw new Error(`linking answered ${status}`);
}

/** Opens a page of the app as one of the people of the document. */
export async function visitApp(
  browser: Browser,
  { url }: RunningApp,
  who: 'camille' | 'lea',
  path = '/',
): Promise<Page> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${url}${path}?as=${who}`);
  return page;
}

/** Lets Camille begin a conversation and Léa answer; resolves once each has read the other. */
export async function letThemTalk(browser: Browser, app: RunningApp): Promise<{ camille: Page; lea: Page }> {
  const camille = await visitApp(browser, app, 'camille');
  await camille.getByTestId('new-conversation').first().click();
  await camille.getByTestId('people-picker').getByText('Léa Martin').click();
  await say(camille, 'Bonjour Léa');
  const lea = await visitApp(browser, app, 'lea');
  await lea.getByTestId('conversation-item').first().click();
  await lea.getByTestId('message').filter({ hasText: 'Bonjour Léa' }).waitFor();
  await say(lea, 'Bonjour docteur');
  await camille.getByTestId('message').filter({ hasText: 'Bonjour docteur' }).waitFor();
  return { camille, lea };
}

/** Whether a picture of somebody moves; said in the words of the page, whose types are not known here. */
const SEES_SOMEBODY = `[...document.querySelectorAll('[data-testid="call-tile"] video')]
  .some(({ videoWidth, currentTime }) => videoWidth > 0 && currentTime > 0)`;

/** Lets Camille call, Léa answer, each see the other, and Léa hang up. */
export async function letThemCall({ camille, lea }: { camille: Page; lea: Page }): Promise<void> {
  await camille.getByTestId('call-video').click();
  await lea.getByTestId('call-accept-video').click();
  for (const page of [camille, lea]) {
    await page.waitForFunction(SEES_SOMEBODY);
  }
  await lea.getByTestId('call-hang-up').click();
  await camille.getByTestId('call-hang-up').waitFor({ state: 'detached' });
}

/** Writes a message and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer-input').fill(text);
  await page.getByTestId('composer-input').press('Enter');
}
