import { setMaxListeners } from 'node:events';
import type { Causerie, Person } from '@causerie/client';
import { vi } from 'vitest';
import { FakeLog, type FakeReplica, startReplica } from '@causerie/client/testing';
import type { ServiceEvents } from '../src/components/ready-made/service-events.ts';
import type { SignalingService } from '../src/components/ready-made/service-shapes.ts';
import { clientAt, placeOf } from '../src/components/ready-made/shared-client.ts';
import { createSignalingService } from '../src/components/ready-made/signaling-service.ts';

/** How long something may take on a machine that is busy with other tests. */
const PATIENCE_MS = 10_000;

/** The one page of all tests: who listens to it once does so for as long as anybody watches. */
const page = new EventTarget();
setMaxListeners(0, page);
// It stays when a test is over: messengers end a moment after nobody holds them any more.
Object.assign(globalThis, { window: page });

/** What a route answers: a body, or a whole response. */
type Route = (asked: { url: URL; body: unknown }) => unknown;

/** A server with two people, a page of one of them, and a service on it. */
export interface Stage {
  log: FakeLog;
  doctor: Person;
  patient: Person;
  replica: FakeReplica;
  service: SignalingService;
  /** Answers in the place of the server, by method and path. */
  routes: Record<string, Route>;
  /** Methods and paths of everything that was asked by REST. */
  asked: string[];
  /** What the page's storage keeps; a change is told as by another tab. */
  store(entries: Record<string, string>): void;
  /** Everything that the service tells from now on under these names, in order. */
  told<Name extends keyof ServiceEvents>(...names: Name[]): [name: Name, event: ServiceEvents[Name]][];
  /** The messenger of the person with this token. */
  messenger(token: string): Causerie;
  close(): Promise<void>;
}

/** A token with claims, as the fake server reads them; `iat` tells two of the same person apart. */
export function tokenOf({ subject, side }: Person, iat = 0): string {
  const claims = { sub: subject, role: side === 'client' ? 'patient' : 'medecin', iat };
  return ['e30', btoa(JSON.stringify(claims)), ''].join('.');
}

/** Asks until it holds: things cross a real socket. */
export function eventually(holds: () => void): Promise<void> {
  return vi.waitFor(holds, { timeout: PATIENCE_MS });
}

/** A refusal of the server. */
export function refusal(status: number, code: string): Response {
  return Response.json({ code, detail: code, retryable: status === 503 }, { status });
}

/** Builds the stage. */
export async function openStage(): Promise<Stage> {
  const log = new FakeLog();
  const doctor = log.addPerson('professional', '1', 'Dr Zoé Lefèvre');
  const patient = log.addPerson('client', '7', 'Léa Martin');
  const replica = await startReplica(log, { replica: 'gateway-1' });
  const service = createSignalingService();
  const [routes, asked]: [Record<string, Route>, string[]] = [{}, []];
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => {
    const url = new URL(input);
    const name = `${init?.method ?? 'GET'} ${url.pathname}`;
    asked.push(name);
    const route = routes[name];
    if (route === undefined) return real(input, init);
    const answer = await route({ url, body: JSON.parse(typeof init?.body === 'string' ? init.body : 'null') });
    return answer instanceof Response ? answer : Response.json(answer);
  });
  vi.stubGlobal('localStorage', { getItem: () => null });
  return {
    ...{ log, doctor, patient, replica, service, routes, asked },
    store(entries) {
      vi.stubGlobal('localStorage', { getItem: (key: string) => entries[key] ?? null });
      page.dispatchEvent(new Event('storage'));
    },
    told(...names) {
      const all: ReturnType<Stage['told']> = [];
      for (const name of names) service.on(name, (event) => void all.push([name, event]));
      return all as never;
    },
    messenger(token) {
      const client = clientAt(placeOf({ token, url: replica.url }));
      if (client === null) throw new Error('nobody holds it');
      return client;
    },
    async close() {
      service.disconnect();
      await replica.kill();
      vi.unstubAllGlobals();
    },
  };
}
