import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { repositoryRoot } from '@causerie/dev';
import { installFromHere } from '@causerie/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../src/browser.ts';
import { recipeIn, writeFiles } from '../src/quick-start.ts';
import { followQuickStart, letThemCall, letThemTalk, type RunningApp, say, visitApp } from '../src/quick-start-run.ts';

/** What `npm create vite` makes of what the document leaves as it is, with its script on the built page instead of the sources. */
const VITE = 'node node_modules/vite/bin/vite.js';
const TEMPLATE = new Map([
  ['package.json', JSON.stringify({ type: 'module', scripts: { dev: `${VITE} build && ${VITE} preview` } })],
  ['index.html', '<!doctype html><div id="root"></div><script type="module" src="/src/main.tsx"></script>'],
]);

let app: RunningApp;
let browser: Browser;
let typed: string;
let names: string[];
beforeAll(async () => {
  browser = await openBrowser();
  app = await followQuickStart(async ({ parent, commands, packed, addressed }) => {
    typed = commands;
    names = packed.map((file) => basename(file));
    const folder = join(parent, 'my-practice');
    await mkdir(join(folder, 'public'), { recursive: true });
    await writeFiles(folder, TEMPLATE);
    await installFromHere(folder, packed, ['@vitejs/plugin-react', 'jose', 'react', 'react-dom', 'vite']);
    const plain = await readFile(join(repositoryRoot, 'docs/react/embedding.en.md'), 'utf8');
    await writeFiles(join(folder, 'public'), recipeIn(addressed(plain)).files);
    await copyFile(join(folder, 'node_modules/@causerie/react/dist/embed.js'), join(folder, 'public/embed.js'));
  });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

describe('The quick start', { timeout: 90_000 }, () => {
  let camille: Page;

  it('installs the packages that there are', () => {
    // npm itself is asked by `pnpm quick-start`, which needs a registry.
    expect(typed.match(/causerie-\S+\.tgz/g)).toEqual(names);
  });

  it('makes an app of another origin in which two people write to each other and call each other', async () => {
    expect(new URL(app.url).origin).not.toBe(new URL(app.world.stack.url).origin);
    const pages = await letThemTalk(browser, app);
    ({ camille } = pages);
    for (const page of [pages.camille, pages.lea]) {
      expect(await page.getByTestId('message-text').allTextContents()).toEqual(['Bonjour Léa', 'Bonjour docteur']);
    }
    await letThemCall(pages);
    await pages.lea.context().close();
  });

  it('is not needed by a page without React: one file shows the same conversation there, with its styles', async () => {
    const plain = await visitApp(browser, app, 'lea', '/plain.html');
    await plain.getByTestId('conversation-item').first().click();
    await plain.getByTestId('message').filter({ hasText: 'Bonjour Léa' }).waitFor();
    await say(plain, 'Depuis une page sans React');
    await camille.getByTestId('message').filter({ hasText: 'Depuis une page sans React' }).waitFor();
    expect(await plain.evaluate('document.adoptedStyleSheets.length')).toBe(1);
    const accent = await plain.evaluate(
      `getComputedStyle(document.documentElement).getPropertyValue('--causerie-accent')`,
    );
    expect(accent).toContain('light-dark');
  });

  it('lets such a page change what it shows, and take it out again', async () => {
    const page = await visitApp(browser, app, 'lea', '/plain.html');
    // As text: what is compiled here would be imported through the test runner.
    await page.evaluate(`(async () => {
      const { mountCauserie } = await import('/embed.js');
      const place = document.body.appendChild(document.createElement('aside'));
      globalThis.mounted = mountCauserie(place, { url: '', getToken: () => '', view: 'button', locale: 'fr' });
    })()`);
    const button = page.locator('aside').getByTestId('messaging-button');
    await button.filter({ hasText: 'Messagerie' }).waitFor();
    await page.evaluate(`mounted.update({ locale: 'en' })`);
    await button.filter({ hasText: 'Messages' }).waitFor();
    await page.evaluate(`mounted.unmount()`);
    await button.waitFor({ state: 'detached' });
  });
});
