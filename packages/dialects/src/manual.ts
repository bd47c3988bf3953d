import type { z } from 'zod';

/** One event as the documentation describes it. */
export interface EventEntry {
  /** One sentence: when it is sent and what it means. */
  summary: string;
  payload: z.ZodType;
  /** What the acknowledgement carries, for events of clients. */
  acknowledgement?: z.ZodType;
}

/** Everything a dialect says and hears on its sockets, for the AsyncAPI document; a test holds it against the dialect itself. */
export interface Manual {
  title: string;
  /** How a connection gets this dialect, and what its clients need to know. */
  description: string;
  /** Events of clients. */
  hears: Readonly<Record<string, EventEntry>>;
  /** Events of the server. */
  says: Readonly<Record<string, EventEntry>>;
}
