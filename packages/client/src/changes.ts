import type { ChangesPage, Message } from '@causerie/contracts';
import { mergeMessages, messageAt } from './messages.ts';
import type { ConversationEntry } from './state.ts';

/**
 * What is known of the changes of a conversation's messages (DEL-11). Everything up to `revision` was heard; `top` is the
 * highest revision anybody has told us of, so a `top` above `revision` shows that changes were missed.
 * `bySeq` keeps changed messages: a page that was on its way when they changed would bring them back as they were.
 * Those changed up to `forgotten.revision` may be missing there, and none of a seq above `forgotten.seq`.
 */
export interface Changes {
  revision: number;
  top: number;
  bySeq: Readonly<Record<number, Message>>;
  forgotten: { revision: number; seq: number };
}

/** What is known of a conversation of which nothing is held yet that could have changed before. */
export function changesFrom({ revision, lastSeq }: { revision: number; lastSeq: number }): Changes {
  return { revision, top: revision, bySeq: {}, forgotten: { revision, seq: lastSeq } };
}

/** Whether `candidate` is a later version of the same message. */
export function isLaterVersion(candidate: Message, present: Message): boolean {
  return candidate.revision > present.revision;
}

/** The messages of an answer, each in its latest version that is remembered. */
export function asChanged(changes: Changes, messages: readonly Message[]): readonly Message[] {
  return messages.map((message) => {
    const changed = changes.bySeq[message.seq];
    return changed !== undefined && isLaterVersion(changed, message) ? changed : message;
  });
}

/** Whether an answer that has every change up to `asOf` may lack one that was heard and forgotten since. */
export function mayBeOutdated({ forgotten }: Changes, messages: readonly Message[], asOf: number): boolean {
  return asOf < forgotten.revision && messages.some(({ seq }) => seq <= forgotten.seq);
}

/** The changes as they must be asked for again after an answer that has them only up to `asOf`. */
export function heardOnlyUpTo(changes: Changes, asOf: number): Changes {
  return asOf < changes.revision ? { ...changes, revision: asOf } : changes;
}

/** Forgets the earlier half of the remembered changes when there are more than `limit`. */
export function forgetChanges(changes: Changes, limit: number): Changes {
  const remembered = Object.values(changes.bySeq);
  if (remembered.length <= limit) return changes;
  const byAge = remembered.toSorted((a, b) => b.revision - a.revision);
  const [kept, gone] = [byAge.slice(0, Math.ceil(limit / 2)), byAge.slice(Math.ceil(limit / 2))];
  const { revision, seq } = changes.forgotten;
  return {
    ...changes,
    bySeq: Object.fromEntries(kept.map((message) => [message.seq, message])),
    forgotten: {
      revision: gone.reduce((highest, message) => Math.max(highest, message.revision), revision),
      seq: gone.reduce((highest, message) => Math.max(highest, message.seq), seq),
    },
  };
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

/** Takes a page of changes that followed the revision `after`. */
export function addChanges(entry: ConversationEntry, after: number, page: ChangesPage): ConversationEntry {
  const { changes } = entry;
  const reached = page.hasMore ? (page.items.at(-1)?.revision ?? 0) : page.revision;
  // A page that begins above what was heard leaves a hole below it, which is asked for again.
  const revision = after <= changes.revision ? Math.max(changes.revision, reached) : changes.revision;
  const heard = { ...changes, revision, top: Math.max(changes.top, page.revision) };
  return withVersions({ ...entry, changes: heard }, page.items);
}

/** Notes how far the changes of a conversation go, as a snapshot or a heartbeat tells. */
export function toldRevision(entry: ConversationEntry, revision: number): ConversationEntry {
  if (revision <= entry.changes.top) return entry;
  return { ...entry, changes: { ...entry.changes, top: revision } };
}

function withVersions(entry: ConversationEntry, versions: readonly Message[]): ConversationEntry {
  const held = versions.filter(({ seq }) => messageAt(entry.messages, seq) !== undefined);
  const messages = mergeMessages(entry.messages, held);
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
