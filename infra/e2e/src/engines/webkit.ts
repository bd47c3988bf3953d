import { type ChildProcess, spawn } from 'node:child_process';
import { findPort, findProgram, machineEnvironment } from '@causerie/dev';
import { Builder, type WebDriver } from 'selenium-webdriver';

/** A screen that nobody sees is large enough for a desk and for a telephone. */
const SCREEN = '1400x1000x24';
/** Longest wait for a program to be there. */
const STARTS_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

/** WebKit with a page, as the system ships it. */
export interface WebKit {
  driver: WebDriver;
  close(): Promise<void>;
}

/** Opens WebKit on a screen of its own. @throws Error with what to install when something is missing. */
export async function openWebKit(): Promise<WebKit> {
  const [xvfb, webDriver] = [need('Xvfb', 'xvfb'), need('WebKitWebDriver', 'webkit2gtk-driver')];
  const port = await findPort();
  const display = `:${port}`;
  const children: ChildProcess[] = [];
  const start = (program: string, args: string[], env: Record<string, string> = {}) =>
    children.push(spawn(program, args, { stdio: 'ignore', env: { ...machineEnvironment(), ...env } }));
  const stop = () => {
    for (const child of children) child.kill();
  };
  try {
    start(xvfb, [display, '-screen', '0', SCREEN, '-nolisten', 'tcp']);
    // As root there is no sandbox to be had, and without a graphics card nothing but the processor draws.
    const env = { DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' };
    start(webDriver, [`--port=${port}`], env);
    const server = `http://127.0.0.1:${port}`;
    await answers(server);
    const driver = await new Builder().usingServer(server).withCapabilities({ browserName: 'MiniBrowser' }).build();
    return {
      driver,
      async close() {
        await driver.quit().finally(stop);
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

function need(program: string, debianPackage: string): string {
  const path = findProgram(program);
  if (path === undefined)
    throw new Error(`${program} was not found on PATH (Debian: apt-get install ${debianPackage})`);
  return path;
}

async function answers(server: string): Promise<void> {
  const endMs = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < endMs) {
    const isThere = await fetch(`${server}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await new Promise((resolve) => void setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error('WebKitWebDriver does not answer');
}
