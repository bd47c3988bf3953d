import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTurnServer } from '@causerie/turn';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { openWorld, type Somebody, type World } from '../world.ts';
import { type Caller, type CallerOptions, openCaller, openGuest } from './caller.ts';
import { buildCallsPage } from './page.ts';

const TURN_SECRET = 'the secret that the relay of this stage and signaling share';

/** The whole product, a relay, and browsers to call from. */
export interface CallStage {
  world: World;
  open(person: Somebody, options?: Omit<CallerOptions, 'html'>): Promise<Caller>;
  openGuest(asking: { code: string; name: string } | { token: string; name: string }): Promise<Caller>;
  /** Two people who are linked, with the conversation between them. */
  couple(): Promise<{ doctor: Somebody; patient: Somebody; conversationId: string }>;
  close(): Promise<void>;
}

/** Starts everything that calls need. */
export async function openCallStage(): Promise<CallStage> {
  const folder = await mkdtemp(join(tmpdir(), 'causerie-calls-'));
  const relay = await startTurnServer({ folder, secret: TURN_SECRET });
  const env = { STUN_URLS: relay.stunUrl, TURN_URLS: relay.urls.join(','), TURN_SECRET };
  const [world, browser, html] = await Promise.all([openWorld(2, env), openBrowser(), buildCallsPage()]);
  return {
    world,
    open: (person, options) => openCaller(world, browser, person, { html, ...options }),
    openGuest: (asking) => openGuest(world, browser, asking, { html }),
    async couple() {
      const { doctor, patient } = await world.couple();
      const named = { withSubject: patient.subject };
      const { body } = await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), named);
      return { doctor, patient, conversationId: body.id };
    },
    close: () => end(browser, world, relay.stop, () => rm(folder, { recursive: true, force: true })),
  };
}

async function end(browser: Browser, world: World, ...others: Array<() => Promise<void>>): Promise<void> {
  await browser.close();
  await world.close();
  for (const other of others) await other();
}
