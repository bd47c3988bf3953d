import type { Cast, Person } from './door.ts';
import type { Target } from './target.ts';
import { request, type RestRequest } from './v1-rest.ts';

/** One professional for so many people. */
const PEOPLE_PER_PROFESSIONAL = 4;
const PROFESSIONALS_MIN = 2;
/** Integer subjects, because some dialects print nothing else; a run starts at a multiple of this. */
const SUBJECTS_PER_RUN = 1000;
/** Professionals that each client talks to. */
const CONVERSATIONS_PER_CLIENT = 2;

/** Puts new people into the directory, links them and opens their conversations, all through the v1 doors. */
export async function castPeople(target: Target, count: number): Promise<Cast> {
  const service = await target.token({ sub: 'faults', role: 'service' });
  // A run on a database that has seen others meets nobody from before.
  const stamp = Math.floor(Date.now() / 1000) * SUBJECTS_PER_RUN;
  const numbers = new Map<string, number>();
  const professionals: Person[] = [];
  const clients: Person[] = [];
  const professionalsCount = Math.max(PROFESSIONALS_MIN, Math.floor(count / PEOPLE_PER_PROFESSIONAL));
  for (let number = 0; number < Math.max(count, professionalsCount + 1); number++) {
    const side = number < professionalsCount ? 'professional' : 'client';
    const person = await enter(target, service, side, String(stamp + number));
    (side === 'professional' ? professionals : clients).push(person);
  }
  for (const [index, client] of clients.entries()) {
    for (let step = 0; step < Math.min(CONVERSATIONS_PER_CLIENT, professionals.length); step++) {
      const professional = professionals[(index + step) % professionals.length];
      if (professional === undefined) continue;
      const { id, number } = await introduce(target, service, professional, client);
      numbers.set(id, number);
    }
  }
  return { people: [...professionals, ...clients], numbers };
}

async function enter(target: Target, service: string, side: Person['side'], subject: string): Promise<Person> {
  const name = `Person ${subject}`;
  await demand(`${target.url}/v1/directory/users/${side}/${subject}`, service, 'PUT', { name });
  const token = await target.token({ sub: subject, role: side, name });
  const me = (await demand(`${target.url}/v1/me`, token, 'GET')) as { person: { id: string } };
  return { id: me.person.id, side, subject, token, conversations: [] };
}

async function introduce(
  target: Target,
  service: string,
  professional: Person,
  client: Person,
): Promise<{ id: string; number: number }> {
  const link = { professional: professional.subject, client: client.subject };
  await demand(`${target.url}/v1/directory/links`, service, 'PUT', link);
  const body = { withSubject: client.subject };
  const conversation = await demand(`${target.url}/v1/conversations`, professional.token, 'POST', body);
  const { id, number } = conversation as { id: string; number: number };
  professional.conversations.push(id);
  client.conversations.push(id);
  return { id, number };
}

/** A request of the preparation: nothing is broken yet, so that any failure is one. */
async function demand(url: string, token: string, method: RestRequest['method'], body?: unknown): Promise<unknown> {
  const answer = await request({ url, token, method, body });
  if ('status' in answer && answer.status < 300) return answer.body;
  throw new Error(`${method} ${new URL(url).pathname} failed before anything was broken: ${JSON.stringify(answer)}`);
}
