import { openBrowser } from './browser.ts';
import { followQuickStart, letThemCall, letThemTalk } from './quick-start-run.ts';
import { type } from './quick-start.ts';

// Everything as the document says it, with packages of others from the registry: for whoever has a network.
const startedMs = performance.now();
const passed = (what: string): void =>
  console.log(`${((performance.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${what}`);

const app = await followQuickStart(async ({ parent, commands }) => {
  passed('Causerie runs, the packages are packed');
  await type(commands, parent).done();
  passed('npm made the app and installed the packages');
});
try {
  passed('the app is served by its development server');
  const browser = await openBrowser();
  try {
    const pages = await letThemTalk(browser, app);
    passed('two people wrote to each other in it');
    await letThemCall(pages);
    passed('and called each other');
  } finally {
    await browser.close();
  }
  await type('npm run build', app.folder).done();
  passed('it builds, and its compiler finds the types');
} finally {
  await app.close();
}
