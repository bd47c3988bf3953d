import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTurnServer } from '@causerie/turn';
import { openBrowser } from '../browser.ts';
import { openWorld, type Somebody, type World } from '../world.ts';
import { type BreakablePath, openBreakablePath } from './breakable-path.ts';
import { type Caller, type CallerOptions, openCaller, openGuest } from './caller.ts';
import { buildCallsScript } from './script.ts';

const TURN_SECRET = 'the secret that the relay of this stage and signaling share';

/** The whole product, a relay, and browsers to call from. */
export interface CallStage {
  world: World;
  open(person: Somebody, options?: Omit<CallerOptions, 'script'>): Promise<Caller>;
  openGuest(asking: { code: string; name: string } | { token: string; name: string }): Promise<Caller>;
  /** Two people who are linked, with the conversation between them. */
  couple(): Promise<{ doctor: Somebody; patient: Somebody; conversationId: string }>;
  /** Closes every page that is open; who was in a call is not heard of any more. */
  closePages(): Promise<void>;
  /** The way over UDP to the relay. */
  path: BreakablePath;
  close(): Promise<void>;
}

/** Starts everything that calls need. */
export async function openCallStage(): Promise<CallStage> {
  const folder = await mkdtemp(join(tmpdir(), 'causerie-calls-'));
  const relay = await startTurnServer({ folder, secret: TURN_SECRET });
  const path = await openBreakablePath(relay.port);
  const urls = [`turn:127.0.0.1:${path.port}?transport=udp`, relay.urls[1]];
  const env = { STUN_URLS: relay.stunUrl, TURN_URLS: urls.join(','), TURN_SECRET };
  const [world, browser, script] = await Promise.all([openWorld(2, env), openBrowser(), buildCallsScript()]);
  return {
    world,
    open: (person, options) => openCaller(world, browser, person, { script, ...options }),
    openGuest: (asking) => openGuest(world, browser, asking, { script }),
    async couple() {
      const { doctor, patient } = await world.couple();
      const named = { withSubject: patient.subject };
      const { body } = await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), named);
      return { doctor, patient, conversationId: body.id };
    },
    path,
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await world.close();
      path.close();
      await relay.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
