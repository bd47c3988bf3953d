import { createHash } from 'node:crypto';
import { vi } from 'vitest';
import { Connection } from '../src/connection.ts';
import type { Clock } from '../src/environment.ts';
import type { ConnectionState } from '../src/state.ts';
import { sharedWire } from '../src/tabs/shared-wire.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeBrowser, type FakeTab } from './fake-tabs.ts';
import { aToken, FakeGateway } from './fake-gateway.ts';

/** A tab in which a connection runs, and what it told. */
export interface Running {
  tab: FakeTab;
  connection: Connection;
  state: Partial<ConnectionState>;
  heard: string[];
  ended: string[];
  token: string;
}

/** What may happen to tabs. */
export type Happening =
  | 'open'
  | 'close'
  | 'crash'
  | 'sleep'
  | 'wake'
  | 'look away'
  | 'look'
  | 'claim'
  | 'cut'
  | 'stop'
  | 'start'
  | 'wait';

/** One browser, one gateway and one time. */
export class Stage {
  readonly clock = new FakeClock();
  readonly browser = new FakeBrowser();
  readonly gateway = new FakeGateway(this.clock);
  readonly opened: Running[] = [];

  constructor() {
    // The machine hashes in a thread of its own, whose time no test decides.
    vi.spyOn(crypto.subtle, 'digest').mockImplementation((_, data) => {
      const hash = createHash('sha256').update(data as Uint8Array);
      return Promise.resolve(Uint8Array.from(hash.digest()).buffer);
    });
  }

  /** Opens a tab of a person, whose connection runs. */
  async open(token = aToken('1')): Promise<Running> {
    const tab = this.browser.openTab();
    const name = `tab-${this.opened.length + 1}`;
    const clock = clockOf(tab, this.clock);
    let ids = 0;
    const running: Running = {
      tab,
      token,
      state: {},
      heard: [],
      ended: [],
      connection: new Connection({
        url: '',
        wire: sharedWire(this.gateway.wire(tab), { page: tab.page, clock, newId: () => `${name}-${++ids}` }),
        getToken: () => running.token,
        clock,
        network: { isOnline: () => true, onChange: () => () => undefined },
        random: () => 0.5,
        onState: (change) => void Object.assign(running.state, change),
        onReady: () => undefined,
        onEvent: (event) => void running.heard.push(event),
        onEnded: (reason) => void running.ended.push(reason),
      }),
    };
    this.opened.push(running);
    running.connection.start();
    await this.settle();
    return running;
  }

  /** Lets time pass, and what was said be heard. */
  async settle(durationMs = 0): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await this.clock.pass(0);
    await this.clock.pass(durationMs);
    for (let turn = 0; turn < 5; turn += 1) await this.clock.pass(0);
  }

  /** Lets something happen to one of the tabs that are left, then some time pass. */
  async happen(what: Happening, which: number, waitMs: number): Promise<void> {
    const left = this.opened.filter(({ tab }) => !tab.isGone);
    const one = left[which % Math.max(1, left.length)];
    if (what === 'open' && left.length < 5) await this.open();
    if (one !== undefined) this.#happen(what, one);
    await this.settle(what === 'wait' ? waitMs : 0);
  }

  /** Everybody who is left is awake, looked at, and has had time. */
  async calm(): Promise<Running[]> {
    await this.open();
    const left = this.opened.filter(({ tab }) => !tab.isGone);
    for (const { connection, tab } of left) {
      tab.isVisible = true;
      tab.wake();
      connection.start();
    }
    await this.settle(30_000);
    return left;
  }

  #happen(what: Happening, { connection, tab }: Running): void {
    if (what === 'close') tab.hide();
    if (what === 'close' || what === 'crash') {
      tab.crash();
      this.gateway.cut(tab);
    } else if (what === 'sleep') tab.isAsleep = true;
    else if (what === 'wake') tab.wake();
    else if (what === 'look' || what === 'look away') tab.isVisible = what === 'look';
    else if (what === 'cut') this.gateway.cut(tab);
    else if (tab.isAsleep) return;
    else if (what === 'claim') void connection.claim();
    else if (what === 'stop') connection.stop();
    else if (what === 'start') connection.start();
  }
}

/** The time of a tab: what falls due while it sleeps waits until it wakes up, and nothing happens in one that is gone. */
function clockOf(tab: FakeTab, clock: FakeClock): Clock {
  return {
    now: () => clock.now(),
    setTimeout: (run, delayMs) => clock.setTimeout(() => tab.whenAwake(run), delayMs),
    clearTimeout: (handle) => clock.clearTimeout(handle),
  };
}
