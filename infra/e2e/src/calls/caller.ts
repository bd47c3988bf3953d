import type { Browser, Page } from 'playwright-core';
import type { Loose, Somebody, World } from '../world.ts';

/** Path of the page; its origin is that of the API gateway, as the web app's is. */
const PAGE_PATH = '/calls-under-test';
/** Longest wait for something that must happen; a scenario that reaches it has failed. */
const PATIENCE_MS = 20_000;

/** Somebody who calls from a browser of their own. */
export interface Caller {
  page: Page;
  /** Calls one verb of the SDK, such as `start`; resolves to its answer. Rejects with the SDK's error. */
  say(verb: string, ...input: unknown[]): Promise<Loose>;
  /** The state of the SDK, without streams. */
  state(): Promise<Loose>;
  phase(): Promise<string | null>;
  /** Resolves when the expression over `state`, `phase`, `incoming` and `shown()` holds. */
  until(condition: string): Promise<void>;
  /** Pictures of the other end that were shown so far, counted by the video element itself. */
  framesShown(): Promise<number>;
}

export interface CallerOptions {
  /** HTML of the page, from `buildCallsPage`. */
  html: string;
  /** Another tab of the same browser profile. */
  sameProfileAs?: Caller;
  /** Settings of the connections, over those of the server. */
  configuration?: object;
}

/** What runs in the page before anything else: a line, its calls, and a video for whatever arrives. */
const SETUP = `
globalThis.begin = (line, configuration) => {
  const Peer = RTCPeerConnection;
  globalThis.peers = [];
  globalThis.RTCPeerConnection = function (given) {
    const peer = new Peer({ ...given, ...configuration });
    peers.push(peer);
    return peer;
  };
  const calls = createCalls({ line });
  globalThis.calls = calls;
  globalThis.videos = new Map();
  calls.subscribe(() => {
    for (const { streams } of Object.values(calls.getSnapshot().own?.links ?? {})) {
      for (const [id, stream] of Object.entries(streams)) {
        const video = videos.get(id) ?? document.body.appendChild(document.createElement('video'));
        videos.set(id, video);
        if (video.srcObject === stream) continue;
        Object.assign(video, { autoplay: true, muted: true, srcObject: stream });
        const count = () => {
          video.shown = (video.shown ?? 0) + 1;
          video.requestVideoFrameCallback(count);
        };
        video.requestVideoFrameCallback(count);
      }
    }
  });
  calls.open();
};
globalThis.shown = () => [...videos.values()].reduce((sum, { shown = 0 }) => sum + shown, 0);
globalThis.holds = (condition) =>
  new Function('state', 'phase', 'incoming', 'return (' + condition + ')')(
    calls.getSnapshot(), calls.phase(), calls.incoming(),
  );
`;

/** Opens the page of a person, and waits until they are connected. */
export async function openCaller(
  world: World,
  browser: Browser,
  person: Somebody,
  { html, sameProfileAs, configuration = {} }: CallerOptions,
): Promise<Caller> {
  const token = await world.tokenOf(person);
  const page = await openPage(world, browser, html, sameProfileAs);
  await page.evaluate(
    ([given, over]) => {
      const { begin, createCauserie } = globalThis as Loose;
      const causerie = createCauserie({ url: '', getToken: () => given });
      (globalThis as Loose).causerie = causerie;
      begin(causerie.callLine, over);
      causerie.start();
    },
    [token, configuration] as const,
  );
  const caller = callerOn(page);
  await caller.until('state.signaling');
  return caller;
}

/** Opens the page of somebody without an account, who asks into a call. */
export async function openGuest(
  world: World,
  browser: Browser,
  asking: { code: string; name: string } | { token: string; name: string },
  { html }: CallerOptions,
): Promise<Caller> {
  const page = await openPage(world, browser, html);
  await page.evaluate(async (input) => {
    const { askInAsGuest, begin } = globalThis as Loose;
    const line = await askInAsGuest({ url: '', ...input });
    (globalThis as Loose).line = line;
    begin(line, {});
  }, asking);
  const caller = callerOn(page);
  await caller.until('state.signaling');
  return caller;
}

async function openPage(world: World, browser: Browser, html: string, sameProfileAs?: Caller): Promise<Page> {
  const context = sameProfileAs?.page.context() ?? (await browser.newContext({ locale: 'fr-FR' }));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.route(`**${PAGE_PATH}`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(`${world.stack.url}${PAGE_PATH}`);
  await page.evaluate(SETUP);
  return page;
}

function callerOn(page: Page): Caller {
  return {
    page,
    say: (verb, ...input) =>
      page.evaluate(([name, given]) => (globalThis as Loose).calls[name](...given), [verb, input] as const),
    state: () => page.evaluate(() => JSON.parse(JSON.stringify((globalThis as Loose).calls.getSnapshot()))),
    phase: () => page.evaluate(() => (globalThis as Loose).calls.phase()),
    async until(condition) {
      await page.waitForFunction((given) => (globalThis as Loose).holds(given), condition).catch(async (cause) => {
        const state = await page.evaluate(() => JSON.stringify((globalThis as Loose).calls.getSnapshot()));
        throw new Error(`${condition} did not come to hold; the state is ${state}`, { cause });
      });
    },
    framesShown: () => page.evaluate(() => (globalThis as Loose).shown()),
  };
}
