import { AxeBuilder } from '@axe-core/webdriverjs';
import { By, Key, type WebDriver, type WebElement, until } from 'selenium-webdriver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWebKit, type WebKit } from '../src/engines/webkit.ts';
import { openWorld, type Somebody, type World } from '../src/world.ts';

/** Longest wait for something that must appear. */
const PATIENCE_MS = 20_000;
/** More messages than are loaded at first. */
const MANY = 120;
/** A view that is the same after this time is at rest. */
const SETTLE_MS = 300;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 860 };

let world: World;
let webKit: WebKit;
let driver: WebDriver;
beforeAll(async () => {
  [world, webKit] = await Promise.all([openWorld(2, { DEMO: '1' }), openWebKit()]);
  ({ driver } = webKit);
}, 120_000);
afterAll(async () => {
  await webKit?.close();
  await world?.close();
});

const named = (testId: string): By => By.css(`[data-testid="${testId}"]`);
const at = (seq: number): By => By.css(`[data-testid="message"][data-seq="${seq}"]`);
const find = (by: By): Promise<WebElement> => driver.wait(until.elementLocated(by), PATIENCE_MS);
const press = async (by: By): Promise<void> => (await find(by)).click();
const look = <T>(expression: string): Promise<T> => driver.executeScript<T>(`return ${expression}`);

/** Opens a page as a person, and remembers what goes wrong in it. */
async function visit(person: Somebody, path: string, size = DESK): Promise<void> {
  await driver
    .manage()
    .window()
    .setRect({ x: 0, y: 0, ...size });
  await driver.get('about:blank');
  await driver.get(`${world.stack.url}${path}#token=${await world.tokenOf(person)}`);
  await driver.executeScript(`
    window.wrong = [];
    addEventListener('error', (event) => wrong.push(event.message));
    addEventListener('unhandledrejection', (event) => wrong.push(String(event.reason)));
  `);
  await find(By.css('[data-testid="connection-state"][data-state="connected"]'));
}

async function objections(): Promise<string[]> {
  const { violations } = await new AxeBuilder(driver).setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

async function conversation(...texts: string[]) {
  const { doctor, patient } = await world.couple();
  const token = await world.tokenOf(doctor);
  const opened = await world.call('POST', '/v1/conversations', token, { withSubject: patient.subject });
  const { id } = opened.body as { id: string };
  const say = (content: string) => world.call('POST', `/v1/conversations/${id}/messages`, token, { content });
  for (const text of texts) await say(text);
  const all = async () => {
    const { body } = await world.call('GET', `/v1/conversations/${id}/messages?limit=100`, token);
    return (body as { items: { content: string }[] }).items.map(({ content }) => content);
  };
  return { doctor, patient, id, say, all };
}

describe('In WebKit, the engine of Safari', () => {
  it('DEL-4: what is written is sent once and in order, though its gateway is killed; what comes is shown', async () => {
    const { patient, say, all } = await conversation('Bonjour Léa');
    await visit(patient, '/chat-message');
    await press(named('conversation-item'));
    await find(at(1));
    const composer = await find(named('composer-input'));
    const { height: low } = await composer.getRect();
    for (const line of ['Première ligne', 'deuxième']) {
      await composer.sendKeys(line);
      await driver.actions().keyDown(Key.SHIFT).sendKeys(Key.ENTER).keyUp(Key.SHIFT).perform();
    }
    await composer.sendKeys('troisième');
    expect((await composer.getRect()).height).toBeGreaterThan(low);
    await composer.sendKeys(Key.ENTER);
    await find(at(2));

    await press(named('connection-state'));
    const replica = await (await find(named('connection-replica'))).getText();
    await driver.actions().sendKeys(Key.ESCAPE).perform();
    world.stack.kill(replica, 'SIGKILL');
    await composer.sendKeys('Pendant la coupure', Key.ENTER);
    await find(at(3));
    await say('Et la réponse');
    await find(at(4));
    expect(await all()).toEqual([
      'Bonjour Léa',
      'Première ligne\ndeuxième\ntroisième',
      'Pendant la coupure',
      'Et la réponse',
    ]);
    expect(await objections()).toEqual([]);
    expect(await look('window.wrong')).toEqual([]);
  });

  it('a message is answered, reacted to and taken back by its menu', async () => {
    const { patient } = await conversation('Prenez rendez-vous.');
    await visit(patient, '/chat-message');
    await press(named('conversation-item'));
    await driver
      .actions()
      .move({ origin: await find(at(1)) })
      .perform();
    await press(named('message-menu-button'));
    await find(named('menu-popover'));
    await press(named('quick-reaction'));
    await find(By.css('[data-testid="message"][data-seq="1"] [data-testid="reaction"]'));
    expect(await objections()).toEqual([]);
    expect(await look('window.wrong')).toEqual([]);
  });

  it.each([
    ['a desk', DESK],
    ['a telephone', PHONE],
  ] as const)(
    'a long thread goes to its beginning and back, and stays where its reader is when a message comes, on %s',
    async (_, size) => {
      const { patient, say } = await conversation(
        ...Array.from({ length: MANY }, (_nothing, index) => `Note ${index + 1}`),
      );
      await visit(patient, '/chat-message', size);
      await press(named('conversation-item'));
      const log = await find(named('thread-log'));
      const inView = () =>
        look<[seq: string, top: number][]>(`(() => {
      const { top, bottom } = document.querySelector('[data-testid="thread-log"]').getBoundingClientRect();
      return [...document.querySelectorAll('[data-testid="message"]')]
        .map((message) => [message.dataset.seq, Math.round(message.getBoundingClientRect().top)])
        .filter(([, at]) => at > top && at < bottom);
    })()`);
      const shows = (seq: number) =>
        driver.wait(
          async () => (await inView()).some(([shown]) => shown === String(seq)),
          PATIENCE_MS,
          `no message ${seq} in view`,
        );
      await log.sendKeys(Key.HOME);
      await shows(1);
      await log.sendKeys(Key.END);
      await shows(MANY);
      // Its driver turns no wheels.
      await driver.executeScript(
        "arguments[0].dispatchEvent(new WheelEvent('wheel', { deltaY: -600, bubbles: true })); arguments[0].scrollBy(0, -600)",
        log,
      );
      const settled = async () => {
        let last: string | null = null;
        await driver.wait(
          async () => {
            const before = last;
            last = JSON.stringify(await inView());
            return last === before && last !== '[]';
          },
          PATIENCE_MS,
          'the thread comes to no rest',
          SETTLE_MS,
        );
        return inView();
      };
      const before = await settled();
      await say('Une nouvelle');
      await find(named('jump-to-latest'));
      // Rows below may take their heights meanwhile; what the reader reads stays.
      expect((await settled())[0]).toEqual(before[0]);
      expect(await look('window.wrong')).toEqual([]);
    },
  );

  it.each([
    ['a desk', DESK],
    ['a telephone', PHONE],
  ] as const)('every page shows itself on %s, and axe objects to nothing', async (_, size) => {
    const { doctor } = await conversation('Bonjour');
    for (const path of ['/chat-message', '/people', '/appointments', '/notifications', '/settings', '/conference']) {
      await visit(doctor, path, size);
      await find(named('page-title'));
      expect([
        path,
        await look('document.documentElement.scrollWidth <= innerWidth'),
        await objections(),
        await look('window.wrong'),
      ]).toEqual([path, true, [], []]);
    }
  });
});
