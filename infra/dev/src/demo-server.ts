import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAppointments } from './demo-appointments.ts';
import { demoToken, type DemoAnswer, type DemoHost } from './demo-call.ts';
import { lookAtServices, type ServiceAddress } from './demo-operator.ts';
import { demoPeople } from './people.ts';

const TOKEN_LIFETIME_SECONDS = 12 * 60 * 60;
/** A booking is a few hundred bytes. */
const BODY_MAX_BYTES = 16 * 1024;

/** A running {@link startDemoServer}. */
export interface DemoServer {
  /** Its routes are below; the API gateway offers them under `/demo`. */
  url: string;
  stop(): Promise<void>;
}

/** What the server speaks for. */
export interface DemoServerOptions extends DemoHost {
  /** The services that run at the moment. */
  services(): readonly ServiceAddress[];
}

/**
 * What a host application and its operator would do, for the demonstration: on loopback, inside the process of the two-command
 * start. It lives here so that nothing that is deployed can make tokens.
 *
 * `GET /people` answers `[{side, subject, name, headline: {fr, en}, token}]`, with fresh tokens of 12 hours; `GET /operator` an
 * admin token and how each service is; `/appointments` books, moves and cancels as a back end does.
 */
export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const server = createServer((request, response) => {
    void answer(options, request)
      .catch((): DemoAnswer => ({ status: 503, body: { code: 'unavailable' } }))
      .then(({ status, body }) => {
        request.resume();
        response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const NOTHING: DemoAnswer = { status: 404, body: { code: 'not_found' } };

async function answer(options: DemoServerOptions, request: IncomingMessage): Promise<DemoAnswer> {
  const { method = 'GET', url = '/' } = request;
  if (method === 'GET' && url === '/people') return { status: 200, body: await people(options.jwtSecret) };
  if (method === 'GET' && url === '/operator') {
    const token = await demoToken(options.jwtSecret, 'admin', TOKEN_LIFETIME_SECONDS);
    return { status: 200, body: { token, services: await lookAtServices(options.services()) } };
  }
  if (!url.startsWith('/appointments')) return NOTHING;
  const read = await bodyOf(request);
  return (read === undefined ? undefined : await answerAppointments(options, method, url, read)) ?? NOTHING;
}

async function people(jwtSecret: string): Promise<unknown> {
  const withTokens = demoPeople.map(async (person) => ({
    ...person,
    token: await demoToken(jwtSecret, person, TOKEN_LIFETIME_SECONDS),
  }));
  return Promise.all(withTokens);
}

/** The JSON of a request, `{}` where there is none, undefined for what is no JSON or too much of it. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_MAX_BYTES) return undefined;
  }
  try {
    const body: unknown = JSON.parse(text || '{}');
    return typeof body === 'object' && body !== null ? { ...body } : undefined;
  } catch {
    return undefined;
  }
}
