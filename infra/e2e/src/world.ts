import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { WITHOUT_LIMITS, signToken, startStack, type Stack, type TokenClaims } from '@causerie/dev';

/** A person of a scenario, as the product team's tokens name them. */
export interface Somebody {
  side: 'professional' | 'client';
  subject: string;
  name: string;
}

/** The whole product running on real parts, and the back end of a product team that writes its directory. */
export interface World {
  stack: Stack;
  /** Direct addresses of the gateway replicas, for scenarios that choose one. */
  replicas: string[];
  tokenOf(person: Somebody, lifetimeSeconds?: number): Promise<string>;
  /** A fresh médecin and a fresh patient who are linked; with `oneTable` their ids differ. */
  couple(oneTable?: boolean): Promise<{ doctor: Somebody; patient: Somebody }>;
  put(person: Somebody, more?: object): Promise<void>;
  /** A REST call through the API gateway. */
  call(
    method: string,
    path: string,
    token: string | null,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** Something of a dialect's own shape, which a scenario looks into. */
// oxlint-disable-next-line typescript/no-explicit-any -- each manner knows its shapes, the scenarios know none
export type Loose = any;

/** What a REST call answered. */
export interface Answer {
  status: number;
  body: Loose;
  headers: Headers;
}

/** Starts everything in a folder of its own, with settings beside those of all scenarios, and opens the world on it. */
export async function openWorld(scale = 2, env: Readonly<Record<string, string>> = {}): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'causerie-e2e-'));
  const stack = await startStack({ dataDir, scale, env: { ...WITHOUT_LIMITS, ...env } });
  const secret = stack.jwtSecret ?? '';
  // Where the installation asks tokens for an audience, those of its own back end and people carry it.
  const aud = env['JWT_AUDIENCE'];
  const sign = (claims: TokenClaims, lifetimeSeconds?: number): Promise<string> =>
    signToken(secret, { ...claims, ...(aud === undefined ? {} : { aud }) }, lifetimeSeconds);
  const call: World['call'] = async (method, path, token, body, headers) => {
    const response = await fetch(`${stack.url}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers };
  };
  const backEnd = await sign({ sub: 'back-end', role: 'service' });
  const write = async (method: string, path: string, body: unknown, triesCount = 5): Promise<void> => {
    const { status, headers } = await call(method, path, backEnd, body);
    // A service that has just begun may be busy still; it says when to come back, as a back end would (ERR-4).
    if (status === 503 && triesCount > 1) {
      await setTimeout(Number(headers.get('retry-after') ?? 1) * 1000);
      return write(method, path, body, triesCount - 1);
    }
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}`);
  };
  let people = 0;
  const world: World = {
    stack,
    replicas: [...stack.processes].filter(([name]) => name.startsWith('realtime-gateway')).map(([, { url }]) => url),
    tokenOf({ side, subject, name }, lifetimeSeconds) {
      return sign({ sub: subject, role: side, name }, lifetimeSeconds);
    },
    async couple(oneTable = false) {
      people++;
      // The same subject on both sides on purpose: patient 42 and médecin 42 are two people (ID-6).
      const doctor: Somebody = { side: 'professional', subject: String(people), name: 'Dr Camille Moreau' };
      const patient: Somebody = {
        side: 'client',
        subject: `${oneTable ? 'client-' : ''}${people}`,
        name: 'Léa Martin',
      };
      await Promise.all([world.put(doctor), world.put(patient)]);
      await write('PUT', '/v1/directory/links', { professional: doctor.subject, client: patient.subject });
      return { doctor, patient };
    },
    put: ({ side, subject, name }, more) => write('PUT', `/v1/directory/users/${side}/${subject}`, { name, ...more }),
    call,
    async close() {
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return world;
}
