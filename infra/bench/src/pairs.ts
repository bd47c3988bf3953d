/** A person of the baselines: the same shape and size as in Causerie's messages. */
export interface BenchPerson {
  id: string;
  side: 'professional' | 'client';
  subject: string;
  name: string;
}

/** One conversation of the baselines. */
export interface BenchPair {
  conversationId: string;
  professional: BenchPerson;
  client: BenchPerson;
}

/** Pair number `index`; ids are computed, so that every process of a baseline knows them without asking. */
export function pairOf(index: number): BenchPair {
  return {
    conversationId: idOf(3, index),
    professional: person(1, 'professional', index),
    client: person(2, 'client', index),
  };
}

function person(kind: number, side: BenchPerson['side'], index: number): BenchPerson {
  return { id: idOf(kind, index), side, subject: String(10_000 + index), name: `Camille Martin ${index}` };
}

function idOf(kind: number, index: number): string {
  return `01980000-000${kind}-7000-8000-${index.toString(16).padStart(12, '0')}`;
}
