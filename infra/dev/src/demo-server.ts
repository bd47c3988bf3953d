import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { demoPeople } from './people.ts';
import { signToken } from './token.ts';

const TOKEN_LIFETIME_SECONDS = 12 * 60 * 60;

/** A running {@link startDemoServer}. */
export interface DemoServer {
  /** Answers with `[{side, subject, name, headline: {fr, en}, token}]`, tokens fresh at every request. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Hands out the demo people with tokens that are valid for 12 hours, on loopback, inside the process of the two-command
 * start. It lives here so that nothing that is deployed can make tokens.
 */
export async function startDemoServer(jwtSecret: string): Promise<DemoServer> {
  const server = createServer((request, response) => {
    void answer(jwtSecret).then((body) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/people`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(jwtSecret: string): Promise<string> {
  const people = demoPeople.map(async (person) => {
    const claims = { sub: person.subject, role: person.side, name: person.name };
    return { ...person, token: await signToken(jwtSecret, claims, TOKEN_LIFETIME_SECONDS) };
  });
  return JSON.stringify(await Promise.all(people));
}
