import type { Digest, Digests } from './ports.ts';

/** How long a person is left alone after an e-mail. */
export const DIGEST_GAP_SECONDS = 4 * 3600;

/** What {@link sendDigest} needs. `mail` rejects when the e-mail did not leave. */
export interface SendDigestDeps {
  digests: Digests;
  mail(digest: Digest): Promise<void>;
  /** Unread messages are given this long to be read. */
  patienceSeconds: number;
}

/**
 * Sends one person one e-mail about everything that waits for them, when one is still due. The turn is taken before it
 * leaves, so that a crash delays an e-mail and never doubles it.
 */
export async function sendDigest(deps: SendDigestDeps, personId: string): Promise<void> {
  const { digests, patienceSeconds } = deps;
  const digest = await digests.find({ personId, patienceSeconds, gapSeconds: DIGEST_GAP_SECONDS });
  if (digest === null) return;
  if (!(await digests.claim({ personId, gapSeconds: DIGEST_GAP_SECONDS }))) return;
  try {
    await deps.mail(digest);
  } catch (error) {
    await digests.release(personId);
    throw error;
  }
  await digests.told(personId, digest.conversations);
}
