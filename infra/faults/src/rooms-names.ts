import type { Cast, Person } from './door.ts';
import type { SeenMessage } from './history.ts';
import { numberId } from './resolve-numbers.ts';

/** Translates between the integer names of the rooms dialect and the names of the history. */
export interface RoomsNames {
  /** Integer name of a conversation. */
  numberOf(conversation: string): number;
  /** A printed row in the words of the history, its place still unknown; null when it is not such a row. */
  seen(row: unknown): SeenMessage | null;
}

const ROLES: Record<string, Person['side']> = { medecin: 'professional', patient: 'client' };

/** Names for one run. */
export function roomsNames({ people, numbers }: Cast): RoomsNames {
  const conversations = new Map([...numbers].map(([id, number]) => [number, id]));
  const authors = new Map(people.map(({ id, side, subject }) => [`${side} ${subject}`, id]));
  return {
    numberOf: (conversation) => numbers.get(conversation) ?? 0,
    seen(row) {
      if (typeof row !== 'object' || row === null) return null;
      const {
        id,
        conversation_id: number,
        sender_id: sender,
        sender_role: role,
        content,
      } = row as Record<string, unknown>;
      if (typeof id !== 'number' || typeof number !== 'number' || typeof content !== 'string') return null;
      return {
        id: numberId(id),
        conversation: conversations.get(number) ?? numberId(number),
        seq: 0,
        author: authors.get(`${ROLES[String(role)]} ${String(sender)}`) ?? null,
        key: null,
        content,
      };
    },
  };
}
