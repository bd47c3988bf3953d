import type { Browser, Page } from 'playwright-core';
import type { Loose, Somebody, World } from '../world.ts';

/** A page of the API gateway that does nothing: the origin is what matters, which is the web app's. */
const PAGE_PATH = '/healthz';
/** Longest wait for something that must happen; a scenario that reaches it has failed. */
const PATIENCE_MS = 45_000;

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
  /** From `buildCallsScript`. */
  script: string;
  /** Another tab of the same browser profile. */
  sameProfileAs?: Caller;
  /** Only the relay, and only this way to it. */
  onlyRelay?: 'udp' | 'tcp';
}

/** What runs in the page before anything else: a line, its calls, and a video for whatever arrives. */
const SETUP = `
globalThis.begin = (line, onlyRelay) => {
  globalThis.peers = [];
  const isWay = (url) => onlyRelay === null || url.includes('transport=' + onlyRelay);
  const narrowed = (given) =>
    onlyRelay === null ? given : {
      ...given,
      iceTransportPolicy: 'relay',
      iceServers: given.iceServers
        .map((server) => ({ ...server, urls: [server.urls].flat().filter(isWay) }))
        .filter(({ urls }) => urls.length > 0),
    };
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(given) {
      super(narrowed(given));
      peers.push(this);
    }
    setConfiguration(given) {
      super.setConfiguration(narrowed(given));
    }
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
  { script, sameProfileAs, onlyRelay }: CallerOptions,
): Promise<Caller> {
  const token = await world.tokenOf(person);
  const page = await openPage(world, browser, script, sameProfileAs);
  await page.evaluate(
    ([given, only]) => {
      const { begin, createCauserie } = globalThis as Loose;
      const causerie = createCauserie({ url: '', getToken: () => given });
      (globalThis as Loose).causerie = causerie;
      begin(causerie.callLine, only);
      causerie.start();
    },
    [token, onlyRelay ?? null] as const,
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
  { script }: CallerOptions,
): Promise<Caller> {
  const page = await openPage(world, browser, script);
  await page.evaluate(async (input) => {
    const { askInAsGuest, begin } = globalThis as Loose;
    const line = await askInAsGuest({ url: '', ...input });
    (globalThis as Loose).line = line;
    begin(line, null);
  }, asking);
  const caller = callerOn(page);
  await caller.until('state.signaling');
  return caller;
}

async function openPage(world: World, browser: Browser, script: string, sameProfileAs?: Caller): Promise<Page> {
  const context = sameProfileAs?.page.context() ?? (await browser.newContext({ locale: 'fr-FR', bypassCSP: true }));
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${world.stack.url}${PAGE_PATH}`);
  await page.evaluate(script);
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
      await page
        .waitForFunction((given) => (globalThis as Loose).holds(given), condition)
        .catch(async (cause) => {
          const state = await page.evaluate(() =>
            JSON.stringify([
              (globalThis as Loose).calls.getSnapshot().own,
              (globalThis as Loose).calls.getSnapshot().over,
              (globalThis as Loose).document.visibilityState,
              [...(globalThis as Loose).videos.values()].map((video: Loose) => ({
                shown: video.shown,
                paused: video.paused,
                readyState: video.readyState,
                currentTime: video.currentTime,
                decoded: video.getVideoPlaybackQuality().totalVideoFrames,
                tracks: video.srcObject
                  .getTracks()
                  .map(({ kind, readyState, muted }: Loose) => [kind, readyState, muted]),
              })),
            ]),
          );
          throw new Error(`${condition} did not come to hold; the state is ${state}`, { cause });
        });
    },
    framesShown: () => page.evaluate(() => (globalThis as Loose).shown()),
  };
}
