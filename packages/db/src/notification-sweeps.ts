import { NOTIFICATION_COUNT_MAX } from '@causerie/contracts';
import type { NotificationSweeps, PushDecision, Sweep } from '@causerie/core';
import type { Pool } from 'pg';
import { readQuietHours } from './notification-preferences.ts';
import { prepare, required, type TextRow } from './prepared.ts';

/**
 * A message is stamped before it is committed, and a statement may take two seconds: a sweep looks back this far behind
 * the end of the one before, so that it sees what was committed late.
 */
const OVERLAP = `interval '15 seconds'`;
/** What one statement looks at, so that it ends in time on a busy log; more than the overlap, so that it gets on. */
const SLICE_SECONDS = 60;
/** Comes before every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Notifications with the devices of their people; `which` picks a small index. */
const pushes = (which: string): string => `
  select n.id, n.kind, n.seq, n.read_at is not null, pref.quiet_from_minute, pref.quiet_to_minute, pref.time_zone,
    (select string_agg(s.id::text, ',' order by s.id) from push_subscriptions s where s.person_id = n.person_id)
  from (select * from notifications n where ${which} order by n.id limit $1) n
  left join notification_preferences pref on pref.person_id = n.person_id
  order by n.id`;

const SETTLE = `
  update notifications n set push_state = decided.state
  from unnest($1::uuid[], $2::integer[], $3::text[]) as decided (id, seq, state)
  where n.id = decided.id and n.seq is not distinct from decided.seq`;

const TIDY_NOTIFICATIONS = `
  with old as (
    delete from notifications where id in (
      select id from notifications where id < uuidv7(-$1::float8 * interval '1 day') order by id limit $2
    ) returning true
  )
  select count(*) from old`;

const TIDY_MUTES = `
  with over as (
    delete from notification_mutes where (person_id, conversation_id) in (
      select person_id, conversation_id from notification_mutes where muted_until < now() limit $1
    ) returning true
  )
  select count(*) from over`;

/** A statement does not see its own changes, so what it marked is taken off the count. */
const SWEEP_RINGS = `
  with over as (
    update notifications n set read_at = now()
    where n.id in (
      select told.id from notifications told
      where told.kind = 'call' and told.read_at is null and not exists (
        select from call_participants p
        where p.call_id = (told.payload ->> 'callId')::uuid and p.person_id = told.person_id
          and p.live and p.state in ('invited', 'ringing') and p.ring_until > now()
      )
      order by told.id limit $1
      for update skip locked
    )
    returning n.id, n.person_id, n.deleted_at
  )
  select coalesce(json_agg(json_build_object('personId', told.person_id, 'ids', told.ids, 'unread', greatest(0, (
    select count(*) from notifications left_unread
    where left_unread.person_id = told.person_id and left_unread.read_at is null and left_unread.deleted_at is null
  ) - told.count))), '[]')
  from (
    select person_id, json_agg(id) as ids, count(*) filter (where deleted_at is null) as count from over group by person_id
  ) told`;

type ReadsTold = Awaited<ReturnType<NotificationSweeps['recheckReads']>>['told'];

/** The sweeps on Postgres. */
export function createNotificationSweeps(pool: Pool): NotificationSweeps {
  const messages = prepare(
    pool,
    'sweep_messages_v1',
    `select * from sweep_messages_v1($1::timestamptz - ${OVERLAP}, $2, $3, ${SLICE_SECONDS}, $4, $5)`,
  );
  const reads = prepare(
    pool,
    'read_notifications_v1',
    `select * from read_notifications_v1($1::timestamptz - ${OVERLAP}, $2, ${SLICE_SECONDS}, $3)`,
  );
  const recheck = prepare(pool, 'recheck_notifications_v1', 'select * from recheck_notifications_v1($1, $2, $3)');
  const rings = prepare(pool, 'notifications_sweep_rings', SWEEP_RINGS);
  const due = prepare(pool, 'pushes_due', pushes(`n.push_state = 'due'`));
  const withdrawals = prepare(pool, 'pushes_withdraw', pushes(`n.push_state = 'told' and n.read_at is not null`));
  const settle = prepare(pool, 'pushes_settle', SETTLE);
  const tidyNotifications = prepare(pool, 'notifications_tidy', TIDY_NOTIFICATIONS);
  const tidyMutes = prepare(pool, 'notification_mutes_tidy', TIDY_MUTES);
  return {
    async sweepMessages({ since, patienceSeconds, lookbackSeconds, limit }) {
      const [row] = await messages([since, patienceSeconds, lookbackSeconds, limit, NOTIFICATION_COUNT_MAX]);
      return readSweep(row ?? []);
    },
    async sweepReads({ since, lookbackSeconds, limit }) {
      const [row] = await reads([since, lookbackSeconds, limit]);
      return readSweep(row ?? []);
    },
    async recheckReads({ after, limit }) {
      const from = [after?.personId ?? FIRST_ID, after?.conversationId ?? FIRST_ID];
      const [[personId, conversationId, told] = []] = await recheck([...from, limit]);
      const hasNext = typeof personId === 'string' && typeof conversationId === 'string';
      return { next: hasNext ? { personId, conversationId } : null, told: JSON.parse(told ?? '[]') as ReadsTold };
    },
    async sweepRings(limit) {
      const [[told] = []] = await rings([limit]);
      return JSON.parse(told ?? '[]') as ReadsTold;
    },
    duePushes: async (limit) => (await due([limit])).map(readDecision),
    dueWithdrawals: async (limit) => (await withdrawals([limit])).map(readDecision),
    async settle(decided) {
      await settle([
        decided.map(({ notificationId }) => notificationId),
        decided.map(({ seq }) => seq),
        decided.map(({ state }) => state),
      ]);
    },
    async tidy({ olderThanDays, limit }) {
      const [notifications] = await tidyNotifications([olderThanDays, limit]);
      const [mutes] = await tidyMutes([limit]);
      return Number(notifications?.[0]) + Number(mutes?.[0]);
    },
  };
}

function readSweep<T>(row: TextRow): Sweep<T> {
  return {
    sweptTo: required(row, 0),
    complete: required(row, 1) === 't',
    more: required(row, 2) === 't',
    told: JSON.parse(required(row, 3)) as Sweep<T>['told'],
  };
}

function readDecision(row: TextRow): PushDecision {
  return {
    notificationId: required(row, 0),
    kind: required(row, 1) as PushDecision['kind'],
    seq: row[2] === null || row[2] === undefined ? null : Number(row[2]),
    read: row[3] === 't',
    quietHours: readQuietHours(row, 4),
    subscriptionIds: row[7]?.split(',') ?? [],
  };
}
