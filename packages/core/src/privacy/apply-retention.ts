import type { Audit } from '../audit/ports.ts';
import type { BlobStore } from '../attachments/ports.ts';
import type { Announcer } from '../ports.ts';
import type { PrivacyRequests, Retention } from './ports.ts';
import { tellErased } from './tell-erased.ts';

/** Rows of one step, and steps of one run: a long backlog is worked off over several runs. */
const STEP_MAX = 200;
const STEPS_MAX = 500;
const AUDIT_STEP_MAX = 5_000;
const EXPORTS_MAX = 100;
/** A file to which nobody has added anything for so long belongs to a process that died. */
const UNFINISHED_MAX_AGE_MS = 60 * 60_000;

/** How many days things are kept; 0 is for ever. */
export interface RetentionDays {
  messages: number;
  /** What is left of conversations that were removed. */
  deleted: number;
  files: number;
  calls: number;
  audit: number;
}

/** What retention needs. */
export interface RetentionDeps {
  announcer: Announcer;
  audit: Pick<Audit, 'forget'>;
  blobs: Pick<BlobStore, 'remove' | 'sweep'>;
  privacyRequests: Pick<PrivacyRequests, 'outdated' | 'noteRemoved'>;
  retention: Retention;
  onRemoved(
    kind: 'messages' | 'deleted' | 'files' | 'calls' | 'audit' | 'exports' | 'unfinished' | 'withdrawn',
    count: number,
  ): void;
}

/** Removes what is older than it may get. Every step is bounded and may be repeated; what one run leaves the next one finds. */
export async function applyRetention(deps: RetentionDeps, days: RetentionDays): Promise<void> {
  const { retention, onRemoved } = deps;
  await steps(days.messages, async (olderThanDays) => {
    const { changes, removed, more } = await retention.expireMessages({ olderThanDays, limit: STEP_MAX });
    onRemoved('messages', removed);
    await tellErased(deps.announcer, 'message.deleted', changes);
    return more;
  });
  await steps(days.deleted, async (olderThanDays) => {
    const { removed, more } = await retention.emptyRemoved({ olderThanDays, limit: STEP_MAX });
    onRemoved('deleted', removed);
    return more;
  });
  await steps(days.files, async (olderThanDays) => {
    const { changes, removed, more } = await retention.expireFiles({ olderThanDays, limit: STEP_MAX });
    onRemoved('files', removed);
    await tellErased(deps.announcer, 'message.updated', changes);
    return more;
  });
  await steps(days.calls, async (olderThanDays) => {
    const removed = await retention.expireCalls({ olderThanDays, limit: STEP_MAX });
    onRemoved('calls', removed);
    return removed === STEP_MAX;
  });
  await steps(days.audit, async (olderThanDays) => {
    const removed = await deps.audit.forget({ olderThanDays, limit: AUDIT_STEP_MAX });
    onRemoved('audit', removed);
    return removed === AUDIT_STEP_MAX;
  });
  for (const { id, storageKey } of await deps.privacyRequests.outdated(EXPORTS_MAX)) {
    await deps.blobs.remove(storageKey);
    await deps.privacyRequests.noteRemoved(id);
    onRemoved('exports', 1);
  }
  onRemoved('unfinished', await deps.blobs.sweep(UNFINISHED_MAX_AGE_MS));
  onRemoved('withdrawn', await retention.forgetWithdrawn());
}

async function steps(days: number, step: (days: number) => Promise<boolean>): Promise<void> {
  if (days === 0) return;
  for (let count = 0; count < STEPS_MAX; count++) if (!(await step(days))) return;
}
