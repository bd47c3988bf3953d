import { setTimeout as pauseMs } from 'node:timers/promises';
import { demoAppointments, demoConversations } from './demo-conversations.ts';
import { askDemo, type DemoCaller, type DemoHost } from './demo-call.ts';
import { demoLinks, demoPeople } from './people.ts';
import { seedAppointment } from './seed-appointment.ts';
import { seedCalls } from './seed-calls.ts';
import { seedConversation } from './seed-conversation.ts';

/** A service that has just begun may be busy still: what it answers 503 is asked again so often, with this pause. */
const TRIES = 6;
const PAUSE_MS = 500;

/** One request that has to succeed; resolves to what was answered, undefined where that is nothing. */
export type Plant = (caller: DemoCaller, route: string, body?: unknown, idempotencyKey?: string) => Promise<unknown>;

/**
 * Makes sure the demo people, their links, conversations, appointments and past calls exist. It only uses the public routes a
 * host application would use, and every step may be repeated: names are upserts, messages carry fixed idempotency keys, and
 * what people may have changed since is left as it is.
 * @returns undefined when all went well, else the reason in a few words
 */
export async function seedDemo(host: DemoHost): Promise<string | undefined> {
  const plant: Plant = async (caller, route, body, idempotencyKey) => {
    const [method = '', path = ''] = route.split(' ');
    for (let tries = 1; ; tries += 1) {
      const answer = await askDemo(host, caller, [method, path], body, idempotencyKey);
      if (answer.status < 300) return answer.body;
      if (answer.status !== 503 || tries === TRIES) throw new Error(`${route} answered ${answer.status}`);
      await pauseMs(PAUSE_MS);
    }
  };
  try {
    await seedDirectory(plant);
    await Promise.all(demoConversations.map((conversation) => seedConversation(plant, conversation)));
    await Promise.all(demoAppointments.map((appointment) => seedAppointment(plant, appointment)));
    await seedCalls(plant);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function seedDirectory(plant: Plant): Promise<void> {
  for (const { side, subject, name } of demoPeople) {
    const available = side === 'professional' ? { available: true } : {};
    await plant('service', `PUT /v1/directory/users/${side}/${subject}`, { name, ...available });
  }
  for (const { professional, client } of demoLinks) {
    const ends = { professional: { subject: professional }, client: { subject: client } };
    await plant('service', 'PUT /v1/directory/links', ends);
  }
}
