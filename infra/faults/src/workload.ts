import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { Draft } from './door.ts';
import type { Random } from './random.ts';

const TICK_MS = 20;
/** Messages that one client may have on the way: a client that cannot send does not pile up. */
const IN_FLIGHT_MAX = 48;
/** One send in so many is a burst of several, one after the other on one connection to one conversation. */
const BURST_ONE_IN = 4;
const BURST_MAX = 8;
/** One acknowledged message in so many is sent again, by either door. */
const REPEAT_ONE_IN = 40;
/** One send in so many goes to a conversation in which its sender is not. */
const STRANGER_ONE_IN = 50;
const FILLER_MAX_LENGTH = 200;

/** A running load. */
export interface Load {
  /** Messages acknowledged so far, repeats not counted. */
  acknowledged(): number;
  /** Messages whose end is not known yet. */
  inFlight(): number;
  /** Ends the load; resolves with true when everything is settled, with false when that took longer than `withinMs`. */
  settle(withinMs: number): Promise<boolean>;
}

/** Sends at a steady rate from random clients until it is told to settle. */
export function startLoad(clients: readonly Client[], perSecond: number, random: Random): Load {
  const conversations = [...new Set(clients.flatMap((client) => client.person.conversations))];
  const flights = new Map<Client, number>();
  const settling = new Set<Promise<void>>();
  let acknowledged = 0;
  let due = 0;
  let keys = 0;
  let lastAt = Date.now();

  const post = async (client: Client, draft: Draft): Promise<void> => {
    flights.set(client, (flights.get(client) ?? 0) + 1);
    try {
      const outcome = await client.post(draft);
      if (outcome.kind !== 'ok') return;
      acknowledged++;
      if (random.below(REPEAT_ONE_IN) === 0) await client.repeat(draft);
    } finally {
      flights.set(client, (flights.get(client) ?? 1) - 1);
    }
  };
  const launch = (client: Client, conversation: string): void => {
    const key = `${client.name}-${++keys}`;
    const content = `${key} ${'é'.repeat(random.below(FILLER_MAX_LENGTH))}.`;
    const flight = post(client, { conversation, key, content }).finally(() => settling.delete(flight));
    settling.add(flight);
  };
  const step = (): void => {
    const now = Date.now();
    due = Math.min(perSecond, due + ((now - lastAt) / 1000) * perSecond);
    lastAt = now;
    for (let tries = 0; due >= 1 && tries < perSecond; tries++) {
      const client = random.pick(clients);
      if ((flights.get(client) ?? 0) >= IN_FLIGHT_MAX) continue;
      const stranger = random.below(STRANGER_ONE_IN) === 0;
      const own = client.person.conversations;
      const conversation = random.pick(stranger ? conversations.filter((id) => !own.includes(id)) : own);
      const count = !stranger && random.below(BURST_ONE_IN) === 0 ? 2 + random.below(BURST_MAX - 1) : 1;
      for (let sent = 0; sent < count; sent++) launch(client, conversation);
      due -= count;
    }
  };
  const timer = setInterval(step, TICK_MS);

  return {
    acknowledged: () => acknowledged,
    inFlight: () => settling.size,
    async settle(withinMs) {
      clearInterval(timer);
      const ended = Promise.all(settling).then(() => true);
      const gaveUp = new AbortController();
      const late = delay(withinMs, false, { signal: gaveUp.signal }).catch(() => false);
      return Promise.race([ended, late]).finally(() => gaveUp.abort());
    },
  };
}
