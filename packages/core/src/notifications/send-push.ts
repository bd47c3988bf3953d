import type { PushPayload, PushSubscriptionBody } from '@causerie/contracts';
import type { PushJob } from './sweep-notifications.ts';
import type { PushTarget, PushTargets } from './ports.ts';

/** What became of a push: taken, or the browser has withdrawn its subscription. Anything else is thrown, to try again. */
export type PushOutcome = 'taken' | 'gone';

/** Hands a push to a push service. Rejects when it may succeed later. */
export interface PushSender {
  send(subscription: PushSubscriptionBody, payload: PushPayload): Promise<PushOutcome>;
}

/** What {@link sendPush} needs. `showNames` is the operator's leave to name the other person. */
export interface SendPushDeps {
  pushes: PushTargets;
  sender: PushSender;
  showNames: boolean;
}

/** What a lock screen may say, whoever looks at it. */
const TEXTS: Record<PushTarget['kind'], (count: number) => NonNullable<PushPayload['text']>> = {
  message: (count) =>
    count === 1
      ? { fr: 'Vous avez un nouveau message', en: 'You have a new message' }
      : { fr: `Vous avez ${count} nouveaux messages`, en: `You have ${count} new messages` },
  call: () => ({ fr: 'Vous avez un appel', en: 'You have a call' }),
  'missed-call': () => ({ fr: 'Vous avez manqué un appel', en: 'You missed a call' }),
  appointment: () => ({ fr: 'À propos de votre rendez-vous', en: 'About your appointment' }),
  system: () => ({ fr: 'Vous avez une notification', en: 'You have a notification' }),
};

/**
 * Says one thing to one device, unless it has become untrue: what was read since is not pushed any more, and nothing is
 * withdrawn that something newer has replaced. A subscription that is gone is forgotten.
 */
export async function sendPush(deps: SendPushDeps, job: PushJob): Promise<void> {
  const target = await deps.pushes.target(job.notificationId, job.subscriptionId);
  if (target === null) return;
  if (job.say === 'notify' ? target.read : !target.read || target.superseded) return;
  try {
    const outcome = await deps.sender.send(target.subscription, payloadOf(deps, job, target));
    if (outcome === 'gone') await deps.pushes.gone(job.subscriptionId);
    else await deps.pushes.used(job.subscriptionId);
  } catch (error) {
    await deps.pushes.failed(job.subscriptionId);
    throw error;
  }
}

function payloadOf({ showNames }: SendPushDeps, { say, notificationId }: PushJob, target: PushTarget): PushPayload {
  const { kind, conversationId, count, name } = target;
  // One place on the screen per conversation for its messages; everything else has a place of its own.
  const tag = (kind === 'message' && conversationId !== null ? conversationId : notificationId).replaceAll('-', '');
  if (say === 'withdraw') return { kind: 'withdraw', conversationId, tag, count: 0, text: null, name: null };
  return { kind, conversationId, tag, count, text: TEXTS[kind](count), name: showNames ? name : null };
}
