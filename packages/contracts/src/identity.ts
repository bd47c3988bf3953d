import type { Person, Role } from './entities.ts';

/** What a verified token says, in neutral words, whichever claims it used. */
export interface Identity {
  role: Role;
  /** The person's id in the product team's system. */
  subject: string;
  name: string | null;
  email: string | null;
  /** End of the token, milliseconds since the epoch. */
  expiresAtMs: number;
  /** When the token was issued, milliseconds since the epoch; 0 for one that does not say. */
  issuedAtMs: number;
}

/** A person who acts: the identity of their token joined with the directory. */
export interface Actor {
  person: Person;
  expiresAtMs: number;
  issuedAtMs: number;
}
