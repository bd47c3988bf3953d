import { findProgram } from '@causerie/dev';
import { chromium, type Browser } from 'playwright-core';

/** Names under which distributions and vendors install a Chromium. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Flags for a machine without a sandbox, without a camera and without a way out. */
const FLAGS = [
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

/** Opens the machine's own Chromium. @throws Error with what to install when there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PROGRAMS.map(findProgram).find((path) => path !== undefined);
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium or Chrome was found on PATH: install one (Debian: apt-get install chromium) and run again',
    );
  }
  return chromium.launch({ executablePath, args: FLAGS });
}
