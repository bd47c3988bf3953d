import { findProgram, userEnvironment } from '@causerie/dev';
import { type Browser, type BrowserContextOptions, chromium, firefox, type Locator } from 'playwright-core';

/** An engine that tests drive, and how it is found and started on a machine without a sandbox, a camera and a way out. */
interface Engine {
  /** Names under which distributions and vendors install it. */
  programs: readonly string[];
  debianPackage: string;
  launch(executablePath: string): Promise<Browser>;
}

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

const FIREFOX_PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  // A machine without a mouse is taken for a telephone: a fine pointer that hovers.
  'ui.primaryPointerCapabilities': 6,
  'ui.allPointerCapabilities': 6,
};

const ENGINES: Readonly<Record<string, Engine>> = {
  chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
    debianPackage: 'chromium',
    launch: (executablePath) => chromium.launch({ executablePath, args: CHROMIUM_FLAGS }),
  },
  firefox: {
    programs: ['firefox-esr', 'firefox'],
    debianPackage: 'firefox-esr',
    // The browser as its maker ships it speaks WebDriver BiDi, which this channel stands for.
    launch: async (executablePath) =>
      asOurTestsExpect(
        await firefox.launch({ channel: 'moz-firefox', executablePath, firefoxUserPrefs: FIREFOX_PREFERENCES }),
      ),
  },
};

/** The engine of this run: `CAUSERIE_BROWSER`, Chromium without it. */
function engineOfRun(): [name: string, engine: Engine] {
  const name = userEnvironment()['CAUSERIE_BROWSER'] ?? 'chromium';
  const engine = ENGINES[name];
  if (engine === undefined) throw new Error(`CAUSERIE_BROWSER is one of ${Object.keys(ENGINES).join(', ')}`);
  return [name, engine];
}

/** Opens the machine's own browser. @throws Error with what to install when there is none. */
export async function openBrowser(): Promise<Browser> {
  const [engineName, { programs, debianPackage, launch }] = engineOfRun();
  const executablePath = programs.map(findProgram).find((path) => path !== undefined);
  if (executablePath === undefined) {
    throw new Error(
      `No ${engineName} was found on PATH: install one (Debian: apt-get install ${debianPackage}) and run again`,
    );
  }
  return launch(executablePath);
}

/**
 * What the driver of Firefox does otherwise: it has no layout for telephones apart from the width, and it fills a field behind the back
 * of React, so that fields are typed into instead.
 */
async function asOurTestsExpect(browser: Browser): Promise<Browser> {
  const open = browser.newContext.bind(browser);
  browser.newContext = ({ isMobile: _isMobile, ...options }: BrowserContextOptions = {}) => open(options);
  const context = await open();
  const page = await context.newPage();
  const locators = Object.getPrototypeOf(page.locator('html')) as Locator;
  locators.fill = async function fill(this: Locator, text: string) {
    await this.focus();
    await this.press('ControlOrMeta+a');
    await this.press('Delete');
    await this.pressSequentially(text);
  };
  await context.close();
  return browser;
}
