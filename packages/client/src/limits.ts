/** How much a device keeps of one conversation, and in which pieces it asks for more. Numbers of messages. */
export interface Limits {
  /** Most messages held; above it, what lies farthest from what is looked at is forgotten. */
  held: number;
  /** The newest messages are never forgotten: of a thread that is not looked at, only they stay. */
  newest: number;
  /** Widest part of a thread that can be looked at. Together with `newest` and margins and pages at both its ends it must fit into three quarters of `held`, which is what forgetting leaves: what is fetched could else be forgotten at once, for ever. */
  shown: number;
  /** What is looked at counts as that much larger at both ends, so that pages are there before they are scrolled to. */
  margin: number;
  /** Messages of one request; the server's largest page. */
  page: number;
  /** Most changed messages remembered for pages that are on their way. */
  changes: number;
}

/** What a browser keeps: about 2 MB per thread at most. */
export const LIMITS: Limits = { held: 2_000, newest: 100, shown: 400, margin: 100, page: 100, changes: 500 };
