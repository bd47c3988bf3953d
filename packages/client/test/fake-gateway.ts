import { CauserieError } from '../src/error.ts';
import type { Wire, WireFactory, WireHandlers } from '../src/wire.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeTab } from './fake-tabs.ts';

const SESSION_MS = 3_600_000;

/** A token that names a person, as far as anybody reads it without its key. */
export function aToken(subject: string, more: object = {}): string {
  return `e30.${btoa(JSON.stringify({ sub: subject, role: 'client', ...more }))}.x`;
}

interface Socket {
  id: string;
  tab: FakeTab;
  handlers: WireHandlers;
}

/** A gateway that every tab can connect to, and that sees which do. */
export class FakeGateway {
  sockets: Socket[] = [];
  opened = 0;
  readonly answers = new Map<string, unknown>();
  readonly requests: string[] = [];
  readonly told: string[] = [];
  /** Tokens that are not taken. */
  readonly refused = new Set<string>();
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  wire(tab: FakeTab): WireFactory {
    return ({ getToken, handlers }): Wire => ({
      open: () => void Promise.resolve(getToken()).then((token) => this.#open(tab, token, heardBy(tab, handlers))),
      close: () => this.cut(tab),
      tell: (event) => void this.told.push(event),
      request: async (event) => {
        this.requests.push(event);
        if (event === 'never.answered') await new Promise(() => undefined);
        const answer = this.answers.get(event);
        if (answer !== undefined) return answer;
        throw new CauserieError({ code: 'conflict', detail: '', retryable: false, requestId: null }, 2_000);
      },
    });
  }

  /** Ends the connection of a tab, as either end may. */
  cut(tab: FakeTab): void {
    const cut = this.sockets.filter((socket) => socket.tab === tab);
    this.sockets = this.sockets.filter((socket) => socket.tab !== tab);
    for (const { handlers } of cut) handlers.closed('cut');
  }

  /** Says something to everybody, or to one tab. */
  push(event: string, tab?: FakeTab, payload: object = {}): void {
    for (const socket of this.sockets)
      if (tab === undefined || socket.tab === tab) socket.handlers.event(event, payload);
  }

  #open(tab: FakeTab, token: string, handlers: WireHandlers): void {
    if (tab.isGone || this.sockets.some((socket) => socket.tab === tab)) return;
    if (this.refused.has(token)) return handlers.refused({ code: 'token_expired', detail: '', retryable: false });
    const id = `socket-${++this.opened}`;
    this.sockets.push({ id, tab, handlers });
    handlers.opened(id, 'websocket');
    handlers.event('session.ready', {
      person: { id: 'me', side: 'client', subject: '1', name: 'Me' },
      connectionId: id,
      replica: 'gateway-1',
      expiresAt: new Date(this.#clock.now() + SESSION_MS).toISOString(),
      tops: [],
    });
  }
}

/** A tab that sleeps hears what the server says when it wakes up, and one that is gone hears nothing. */
function heardBy(tab: FakeTab, { opened, closed, refused, event }: WireHandlers): WireHandlers {
  return {
    opened: (...said) => tab.whenAwake(() => opened(...said)),
    closed: (...said) => tab.whenAwake(() => closed(...said)),
    refused: (...said) => tab.whenAwake(() => refused(...said)),
    event: (...said) => tab.whenAwake(() => event(...said)),
  };
}
