import type { ChangesPage, Message } from '@causerie/contracts';
import { mergeMessages } from './messages.ts';
import type { ConversationEntry } from './state.ts';

/**
 * What is known of the changes of a conversation's messages (DEL-11). Everything up to `revision` was heard; `top` is the
 * highest revision anybody has told us of, so a `top` above `revision` shows that changes were missed.
 * `bySeq` keeps the changed messages that are not held: a page that was on its way when they changed would bring them back as they were.
 */
export interface Changes {
  revision: number;
  top: number;
  bySeq: Readonly<Record<number, Message>>;
}

/** Nothing changed, as far as is known. */
export const noChanges: Changes = { revision: 0, top: 0, bySeq: {} };

/** Whether `candidate` is a later version of the same message. */
export function isLaterVersion(candidate: Message, present: Message): boolean {
  return candidate.revision > present.revision;
}

/** The messages of an answer, each in its latest version that was ever heard of. */
export function asChanged(changes: Changes, messages: readonly Message[]): readonly Message[] {
  return messages.map((message) => {
    const changed = changes.bySeq[message.seq];
    return changed !== undefined && isLaterVersion(changed, message) ? changed : message;
  });
}

/** Takes one pushed change; the same one again, or one that is outdated, changes nothing. */
export function addChange(entry: ConversationEntry, message: Message): ConversationEntry {
  const { revision } = message;
  const { changes } = entry;
  const isNext = revision === changes.revision + 1;
  if (!isNext && revision <= changes.revision) return withVersions(entry, [message]);
  const heard = { ...changes, top: Math.max(changes.top, revision), ...(isNext ? { revision } : {}) };
  return withVersions({ ...entry, changes: heard }, [message]);
}

/** Takes a page of changes that followed `after`. */
export function addChanges(entry: ConversationEntry, page: ChangesPage): ConversationEntry {
  const reached = page.hasMore ? (page.items.at(-1)?.revision ?? 0) : page.revision;
  const { changes } = entry;
  const revision = Math.max(changes.revision, reached);
  const heard = { ...changes, revision, top: Math.max(changes.top, page.revision) };
  return withVersions({ ...entry, changes: heard }, page.items);
}

/** Notes how far the changes of a conversation go, as a snapshot or a heartbeat tells. */
export function toldRevision(entry: ConversationEntry, revision: number): ConversationEntry {
  if (revision <= entry.changes.top) return entry;
  return { ...entry, changes: { ...entry.changes, top: revision } };
}

function withVersions(entry: ConversationEntry, versions: readonly Message[]): ConversationEntry {
  const held = new Set(entry.messages.map(({ seq }) => seq));
  const messages = mergeMessages(
    entry.messages,
    versions.filter(({ seq }) => held.has(seq)),
  );
  const later = versions.filter((version) => {
    const known = entry.changes.bySeq[version.seq];
    return known === undefined || isLaterVersion(version, known);
  });
  const latest = versions.find(
    (version) => entry.latest !== null && version.seq === entry.latest.seq && isLaterVersion(version, entry.latest),
  );
  if (messages === entry.messages && later.length === 0 && latest === undefined) return entry;
  const bySeq = { ...entry.changes.bySeq, ...Object.fromEntries(later.map((version) => [version.seq, version])) };
  return { ...entry, messages, latest: latest ?? entry.latest, changes: { ...entry.changes, bySeq } };
}
