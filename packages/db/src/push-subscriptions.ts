import { PUSH_SUBSCRIPTIONS_MAX } from '@causerie/contracts';
import type { PushSubscriptions, PushTarget, PushTargets } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare, required } from './prepared.ts';

const TARGET = `
  select s.endpoint, s.p256dh, s.auth_secret, n.kind, n.conversation_id, n.count, n.read_at is not null,
    exists (
      select from notifications newer
      where newer.person_id = n.person_id and newer.conversation_id = n.conversation_id
        and newer.kind = 'message' and newer.read_at is null and newer.push_state is not null
    ),
    case when pref.show_content then (
      select people.name
      from conversations c
      join people on people.id = case c.client_id when n.person_id then c.professional_id else c.client_id end
      where c.id = n.conversation_id
    ) end
  from push_subscriptions s
  join notifications n on n.id = $1 and n.person_id = s.person_id
  join people owner on owner.id = s.person_id and owner.disabled_at is null and owner.erased_at is null
  left join notification_preferences pref on pref.person_id = n.person_id
  where s.id = $2`;

/** Browsers that accepted Web Push, and what is sent to them, on Postgres. */
export function createPushSubscriptions(pool: Pool): PushSubscriptions & PushTargets {
  const save = prepare(pool, 'save_push_subscription_v1', 'select save_push_subscription_v1($1, $2, $3, $4, $5, $6)');
  const remove = prepare(
    pool,
    'push_subscription_remove',
    'delete from push_subscriptions where person_id = $1 and endpoint = $2 returning id',
  );
  const target = prepare(pool, 'push_target', TARGET);
  const used = prepare(
    pool,
    'push_used',
    'update push_subscriptions set last_used_at = now(), failure_count = 0 where id = $1',
  );
  const failed = prepare(
    pool,
    'push_failed',
    'update push_subscriptions set failure_count = failure_count + 1 where id = $1',
  );
  const gone = prepare(pool, 'push_gone', 'delete from push_subscriptions where id = $1');
  return {
    async save({ id, personId, endpoint, keys }) {
      const [row] = await save([id, personId, endpoint, keys.p256dh, keys.auth, PUSH_SUBSCRIPTIONS_MAX]);
      return row?.[0] ?? null;
    },
    async remove(personId, endpoint) {
      return (await remove([personId, endpoint])).length > 0;
    },
    async target(notificationId, subscriptionId) {
      const [row] = await target([notificationId, subscriptionId]);
      if (row === undefined) return null;
      return {
        subscription: { endpoint: required(row, 0), keys: { p256dh: required(row, 1), auth: required(row, 2) } },
        kind: required(row, 3) as PushTarget['kind'],
        conversationId: row[4] ?? null,
        count: Number(row[5]),
        read: row[6] === 't',
        superseded: row[7] === 't',
        name: row[8] === '' ? null : (row[8] ?? null),
      };
    },
    used: async (subscriptionId) => void (await used([subscriptionId])),
    failed: async (subscriptionId) => void (await failed([subscriptionId])),
    gone: async (subscriptionId) => void (await gone([subscriptionId])),
  };
}
