import { signToken, type Stack } from '@causerie/dev';
import { pairOf, type BenchPerson } from '../pairs.ts';

/** Requests under way at once while people and conversations are made. */
const SEED_CONCURRENCY = 16;

/** One pair as Causerie knows it. */
export interface SeededPair {
  conversationId: string;
  clientToken: string;
  professionalToken: string;
}

/** Makes people, links and conversations through the doors, as a product's back end would. */
export async function seedPairs(stack: Stack, secret: string, pairs: number): Promise<SeededPair[]> {
  const api = stack.processes.get('conversation-api')!.url;
  const service = await signToken(secret, { sub: 'bench', role: 'service' });
  const seeded: SeededPair[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < pairs; index = next++) {
      seeded[index] = await seedPair(api, service, secret, index);
    }
  };
  await Promise.all(Array.from({ length: SEED_CONCURRENCY }, worker));
  return seeded;
}

async function seedPair(api: string, service: string, secret: string, index: number): Promise<SeededPair> {
  const { client, professional } = pairOf(index);
  for (const { side, subject, name } of [client, professional]) {
    await call(api, service, 'PUT', `/v1/directory/users/${side}/${subject}`, { name });
  }
  await call(api, service, 'PUT', '/v1/directory/links', {
    professional: professional.subject,
    client: client.subject,
  });
  const [clientToken, professionalToken] = [await tokenOf(secret, client), await tokenOf(secret, professional)];
  const opened = await call(api, clientToken, 'POST', '/v1/conversations', { withSubject: professional.subject });
  const { id } = opened as { id?: string; conversation?: { id: string } };
  return {
    conversationId: id ?? (opened as { conversation: { id: string } }).conversation.id,
    clientToken,
    professionalToken,
  };
}

function tokenOf(secret: string, { side, subject, name }: BenchPerson): Promise<string> {
  return signToken(secret, { sub: subject, role: side, name });
}

/** Calls a JSON route; throws with the status and the problem's code, never with the token. */
async function call(api: string, token: string, method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return text === '' ? null : JSON.parse(text);
}
