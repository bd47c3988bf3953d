import type { AuditEntry, AuditPage, AuditQuery } from '@causerie/contracts';

/** Who did what to what. What was written is never changed; only its retention removes it. */
export interface Audit {
  /** Writes in one go, in the order given. */
  write(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first. A malformed cursor is `page_out_of_range`. */
  list(query: AuditQuery): Promise<AuditPage>;
  /** Removes at most `limit` of the records that are older; says how many went. */
  forget(input: { olderThanDays: number; limit: number }): Promise<number>;
}
