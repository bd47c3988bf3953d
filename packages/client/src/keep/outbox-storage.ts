/** Whose texts are kept: a person as one server knows them. */
export interface Account {
  /** Origin of the server. */
  server: string;
  personId: string;
}

/** What is kept for one person, by id. Everything may reject; what is asked is done in the order of asking. */
export interface Kept {
  all(): Promise<ReadonlyMap<string, string>>;
  has(id: string): Promise<boolean>;
  put(id: string, text: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Forgets everything of this person, so that nobody can read it any more. */
  forget(): Promise<void>;
  /** This page does not need it any more; what is kept stays. */
  close(): void;
}

/**
 * Where unsent messages and drafts survive a closed page. They are what somebody wrote to their doctor: an implementation
 * encrypts them at rest, with a key that goes when the login goes.
 */
export interface OutboxStorage {
  /** Opens what is kept for one person, and forgets what is kept for others who used this server here and have left. Rejects where nothing can be kept. */
  open(account: Account): Promise<Kept>;
}
