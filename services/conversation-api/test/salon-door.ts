import type { Person } from '@causerie/contracts';
import { openFilesDoor, type FilesDoor } from './files-door.ts';

/** What a call answered. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of its answer
  body: any;
}

/** The REST door as clients of salons see it. */
export interface SalonDoor extends FilesDoor {
  /** Calls a route under `/messaging`; an answer without a body is null. */
  ask(who: Person | null, method: string, path: string, body?: object): Promise<Answer>;
}

/** Opens a door with an empty database and an empty folder. */
export async function openSalonDoor(): Promise<SalonDoor> {
  const door = await openFilesDoor();
  return {
    ...door,
    async ask(who, method, path, body) {
      const headers = { 'content-type': 'application/json' };
      const json = body === undefined ? {} : { body: JSON.stringify(body), headers };
      const answer = await door.call(`/messaging${path}`, who, { method, ...json });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
    },
  };
}
