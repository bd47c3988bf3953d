import type { BrowserContext, Page } from 'playwright-core';
import type { Loose, Somebody, World } from '../world.ts';

/** A page of the API gateway that does nothing: the origin is what matters, which is the web app's. */
const PAGE_PATH = '/healthz';
/** Longest wait for something that must happen. */
const PATIENCE_MS = 20_000;

/** A tab in which the SDK runs for somebody, with nothing on the screen. */
export interface Tab {
  page: Page;
  /** Calls one verb of the SDK; resolves to its answer. */
  say(verb: string, ...input: unknown[]): Promise<Loose>;
  state(): Promise<Loose>;
  /** Resolves when the expression over `state` and `entry` (the one conversation) holds. */
  until(condition: string): Promise<void>;
  /** Texts of the one conversation that are committed, by seq. */
  texts(): Promise<string[]>;
}

export interface TabOptions {
  /** From `buildCallsScript`. */
  script: string;
}

/** What runs in the page before anything else. */
const SETUP = `
globalThis.theOne = () => Object.values(causerie.getSnapshot().conversations)[0];
globalThis.holds = (condition) =>
  new Function('state', 'entry', 'return (' + condition + ')')(causerie.getSnapshot(), theOne());
globalThis.begin = (token) => {
  globalThis.causerie = createCauserie({ url: '', getToken: () => token });
  causerie.start();
};
`;

/** Opens a tab of somebody in a browser profile, and waits until the list is there. */
export async function openTab(
  world: World,
  context: BrowserContext,
  person: Somebody,
  { script }: TabOptions,
): Promise<Tab> {
  const given = await world.tokenOf(person);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${world.stack.url}${PAGE_PATH}`);
  await page.evaluate(script);
  await page.evaluate(SETUP);
  await page.evaluate((first) => (globalThis as Loose).begin(first), given);
  const tab: Tab = {
    page,
    say: (verb, ...input) =>
      page.evaluate(([name, those]) => (globalThis as Loose).causerie[name](...those), [verb, input] as const),
    state: () => page.evaluate('causerie.getSnapshot()'),
    async until(condition) {
      try {
        await page.waitForFunction(`holds(${JSON.stringify(condition)})`);
      } catch (error) {
        const { connection, ended, outbox } = await tab.state();
        throw new Error(`${condition} did not come true: ${JSON.stringify({ connection, ended, outbox })}`, {
          cause: error,
        });
      }
    },
    texts: () => page.evaluate('theOne().messages.map(({ content }) => content)'),
  };
  await tab.until('state.list.loaded && entry !== undefined');
  await page.evaluate('causerie.openConversation(theOne().id)');
  await tab.until('entry.floorSeq !== null');
  return tab;
}

/** Runs in the page: everything that it has in storage, text as text and bytes as bytes. */
const READ_STORAGE = `(async () => {
  const answerOf = (request) =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error));
    });
  const rows = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await answerOf(indexedDB.open(name));
    for (const store of database.objectStoreNames)
      rows.push(...(await answerOf(database.transaction(store).objectStore(store).getAll())));
    database.close();
  }
  const asText = (value) => {
    if (value instanceof ArrayBuffer) return ['utf-8', 'utf-16le'].map((by) => new TextDecoder(by).decode(value)).join();
    if (ArrayBuffer.isView(value)) return asText(value.buffer);
    if (typeof value !== 'object' || value === null) return String(value);
    return Object.entries(value).map(([name, one]) => name + '=' + asText(one)).join(' ');
  };
  const elsewhere = JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);
  const keys = rows.filter(({ key }) => key instanceof CryptoKey && !key.extractable).length;
  return { rows: rows.length, keys, text: rows.map(asText).join(' ') + elsewhere };
})()`;

/** Everything that a page has in storage, as whoever opens the files of the browser sees it, and how many keys are among it. */
export function storedBy(page: Page): Promise<{ rows: number; keys: number; text: string }> {
  return page.evaluate(READ_STORAGE);
}

/** Connected sockets, over all replicas. */
export async function socketsOf(world: World): Promise<number> {
  const texts = await Promise.all(world.replicas.map(async (url) => (await fetch(`${url}/metrics`)).text()));
  return texts
    .flatMap((text) => [...text.matchAll(/gateway_sockets(?:\{[^}]*\})? (\d+)/g)])
    .reduce((sum, [, count]) => sum + Number(count), 0);
}
