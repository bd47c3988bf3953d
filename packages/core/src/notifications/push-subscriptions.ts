import { AppError, type Actor, type PushSubscriptionBody } from '@causerie/contracts';
import type { Ids } from '../ports.ts';
import type { PushSubscriptions } from './ports.ts';

/** What subscribing needs; `pushPublicKey` is null where the operator has given no keys. */
export interface SubscribePushDeps {
  pushSubscriptions: PushSubscriptions;
  pushPublicKey: string | null;
  ids: Ids;
}

/**
 * Remembers a browser of mine for pushes; the same browser again changes nothing.
 * @throws AppError `unprocessable` where push is off, `conflict` when the address is another person's.
 */
export async function subscribePush(
  deps: SubscribePushDeps,
  actor: Actor,
  input: PushSubscriptionBody,
): Promise<{ id: string }> {
  if (deps.pushPublicKey === null) throw new AppError('unprocessable', 'push is not enabled here');
  const id = await deps.pushSubscriptions.save({ ...input, id: deps.ids.next(), personId: actor.person.id });
  if (id === null) throw new AppError('conflict', 'endpoint: already in use');
  return { id };
}
