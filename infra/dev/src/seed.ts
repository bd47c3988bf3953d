import { demoConversation, demoLinks, demoPeople, type DemoPerson } from './people.ts';
import { signToken } from './token.ts';

const REQUEST_TIMEOUT_MS = 5_000;
const TOKEN_LIFETIME_SECONDS = 300;

/** Where and as whom to plant the demonstration. */
export interface SeedOptions {
  /** The API gateway. */
  url: string;
  jwtSecret: string;
}

type Call = (method: string, path: string, token: string, body?: unknown, idempotencyKey?: string) => Promise<unknown>;

/**
 * Makes sure the demo people, their links and one conversation exist. It only uses the public routes a host application
 * would use, and every step may be repeated: names are upserts, messages carry fixed idempotency keys.
 * @returns undefined when all went well, else the reason in a few words
 */
export async function seedDemo({ url, jwtSecret }: SeedOptions): Promise<string | undefined> {
  const call = caller(url);
  const service = await signToken(jwtSecret, { sub: 'causerie-demo', role: 'service' }, TOKEN_LIFETIME_SECONDS);
  try {
    for (const { side, subject, name } of demoPeople) {
      const available = side === 'professional' ? { available: true } : {};
      await call('PUT', `/v1/directory/users/${side}/${subject}`, service, { name, ...available });
    }
    for (const { professional, client } of demoLinks) {
      const ends = { professional: { subject: professional }, client: { subject: client } };
      await call('PUT', '/v1/directory/links', service, ends);
    }
    await seedConversation(call, jwtSecret);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function seedConversation(call: Call, jwtSecret: string): Promise<void> {
  const { professional, client, subject, messages } = demoConversation;
  const opener = await tokenOf(jwtSecret, { side: 'professional', subject: professional });
  const opening = { withSubject: client, subject };
  const conversation = await call('POST', '/v1/conversations', opener, opening, 'causerie-demo-conversation');
  const id = (conversation as { id?: unknown } | undefined)?.id;
  if (typeof id !== 'string') throw new Error('POST /v1/conversations answered without an id');
  for (const [index, { from, text }] of messages.entries()) {
    const token = await tokenOf(jwtSecret, from);
    const path = `/v1/conversations/${id}/messages`;
    await call('POST', path, token, { content: text }, `causerie-demo-message-${index + 1}`);
  }
}

function tokenOf(jwtSecret: string, { side, subject }: Pick<DemoPerson, 'side' | 'subject'>): Promise<string> {
  const name = demoPeople.find((person) => person.side === side && person.subject === subject)?.name;
  return signToken(jwtSecret, { sub: subject, role: side, ...(name ? { name } : {}) }, TOKEN_LIFETIME_SECONDS);
}

function caller(url: string): Call {
  return async (method, path, token, body, idempotencyKey) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}
