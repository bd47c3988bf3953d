import { signToken } from '@causerie/dev';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { openWorld, type Somebody, type World } from '../world.ts';

/** Longest wait for something that must appear. */
const PATIENCE_MS = 20_000;
/** Keys of Web Push, made for tests. Nothing is pushed with them: the endpoints of the stage lead nowhere. */
const VAPID = {
  VAPID_PUBLIC_KEY: 'BKwGWG4EEi5DK3D98CJbaCtQKvbW1swGJIfnzR2W5kQDg0zsZI_GVUDT-uEcjT8BgGFXHvp8-RQuyeiM3vgnA6Q',
  VAPID_PRIVATE_KEY: '95ZocdGp9UOBCezFMm-DhYBIYjn6uLQhkXejUwD_JcM',
};

/** The whole product, in which an unread message is told at once, and browsers to be told in. */
export interface NotifiedStage {
  world: World;
  /** Somebody with a professional they talk to, and how that one writes. */
  someone(): Promise<Told>;
  /** A browser of its own, with its own permissions and its own storage. */
  profile(look?: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** A person who is told, and the other side. */
export interface Told {
  patient: Somebody;
  doctor: Somebody;
  conversationId: string;
  /** The professional writes; resolves to the seq. */
  writes(text: string): Promise<number>;
  /** The back end of the host books an appointment for them, which is told at once. */
  books(): Promise<void>;
  /** They read on another device, up to a seq. */
  readsElsewhere(upToSeq: number): Promise<void>;
  /** How many notifications are unread, as the server counts them. */
  unread(): Promise<number>;
}

/** Starts everything that notifications need. */
export async function openNotifiedStage(): Promise<NotifiedStage> {
  const [world, browser] = await Promise.all([openWorld(1, { ...VAPID, PUSH_AFTER_SECONDS: '0' }), openBrowser()]);
  return {
    world,
    someone: () => someone(world),
    profile: (look = {}) => openProfile(browser, look),
    async close() {
      await browser.close();
      await world.close();
    },
  };
}

async function openProfile(browser: Browser, look: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 800 }, ...look });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

async function someone(world: World): Promise<Told> {
  const { doctor, patient } = await world.couple();
  const token = await world.tokenOf(doctor);
  const opened = await world.call('POST', '/v1/conversations', token, { withSubject: patient.subject });
  const conversationId: string = opened.body.id;
  return {
    doctor,
    patient,
    conversationId,
    async writes(content) {
      const path = `/v1/conversations/${conversationId}/messages`;
      return (await world.call('POST', path, token, { content })).body.seq;
    },
    async books() {
      const inMs = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
      const times = { startsAt: inMs(48), endsAt: inMs(49) };
      const who = { professional: doctor.subject, client: patient.subject };
      const backEnd = await signToken(world.stack.jwtSecret ?? '', { sub: 'back-end', role: 'service' });
      const booking = { appointmentId: `appointment-${patient.subject}`, label: 'Consultation', ...who, ...times };
      const answer = await world.call('POST', '/v1/appointments', backEnd, booking);
      if (answer.status >= 300) throw new Error(`booking answered ${answer.status}`);
    },
    async readsElsewhere(upToSeq) {
      const path = `/v1/conversations/${conversationId}/read`;
      await world.call('POST', path, await world.tokenOf(patient), { upToSeq });
    },
    async unread() {
      return (await world.call('GET', '/v1/notifications?limit=1', await world.tokenOf(patient))).body.unread;
    },
  };
}

/** Opens the web page as a person whose product passed the token in the address, at an address of the app. */
export async function visit(
  { world }: Pick<NotifiedStage, 'world'>,
  context: BrowserContext,
  person: Somebody,
  path = '/chat-message',
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${world.stack.url}${path}#token=${await world.tokenOf(person)}`);
  await page
    .getByTestId('connection-state')
    .and(page.locator('[data-state="connected"]'))
    .waitFor({ state: 'attached' });
  return page;
}
