import type { BlobStore } from '../attachments/ports.ts';
import type { Announcer } from '../ports.ts';
import type { Erasures, PrivacyRequests } from './ports.ts';
import { tellErased } from './tell-erased.ts';

/** Messages of one step. */
const STEP_MAX = 100;
/**
 * Tokens are withdrawn when the erasure is asked for, but a door may remember a person for some seconds, and a message may be on its
 * way to the log. Younger requests are gone through once more.
 */
const SETTLED_AFTER_MS = 15_000;

/** What an erasure needs. */
export interface ErasePersonDeps {
  announcer: Announcer;
  blobs: Pick<BlobStore, 'remove'>;
  erasures: Erasures;
  privacyRequests: Pick<PrivacyRequests, 'finishErasure' | 'keep' | 'noteRemoved'>;
  /** Removes what short-lived stores hold of the person: presence, work that waits. */
  forgetShortLived(personId: string): Promise<void>;
  /** Empties messages of the person that wait for the log, which refuses them once the person is erased. */
  emptyWaitingMessages(personId: string): Promise<void>;
}

/**
 * Goes through one erasure from the beginning; what is gone already is passed over, so it may be repeated and interrupted at will. Its
 * places in the logs stay, without words and under a neutral name (DEL-2). Done, and the receipt closed, when the bytes of all
 * files of the person are purged and nothing of theirs can be on its way any more; until then it answers false and is due again. What
 * was on its way when the log began to refuse the person is found by the pass after that, so one pass is never enough.
 */
export async function erasePerson(
  deps: ErasePersonDeps,
  { id: requestId, personId, ageMs }: { id: string; personId: string; ageMs: number },
  claimMs: number,
): Promise<boolean> {
  const request = { requestId, personId, limit: STEP_MAX };
  const { announcer, erasures, privacyRequests } = deps;
  for (let place: { after: string | null } | null = { after: null }; place !== null;) {
    const step: Awaited<ReturnType<Erasures['eraseMessages']>> = await erasures.eraseMessages({ ...request, ...place });
    await tellErased(announcer, 'message.deleted', step.changes);
    await privacyRequests.keep(requestId, claimMs);
    place = step.next;
  }
  for (let more = true; more;) {
    const step = await erasures.eraseTraces(request);
    await tellErased(announcer, 'message.updated', step.changes);
    await privacyRequests.keep(requestId, claimMs);
    more = step.more;
  }
  const exportsUnderWay = await erasures.exportsUnderWay(personId);
  // The file of one that is being written would come back; its writer removes it, or is given up after a while.
  const exports = exportsUnderWay > 0 ? [] : await erasures.exportsOf(personId);
  for (const { id, storageKey } of exports) {
    await deps.blobs.remove(storageKey);
    await privacyRequests.noteRemoved(id);
  }
  await deps.forgetShortLived(personId);
  const { wasErased } = await erasures.erasePerson(request);
  await deps.emptyWaitingMessages(personId);
  if (!wasErased || exportsUnderWay > 0 || ageMs < SETTLED_AFTER_MS || (await erasures.unpurgedFiles(personId)) > 0)
    return false;
  await privacyRequests.finishErasure(requestId);
  return true;
}
