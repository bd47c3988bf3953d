import type { Announcement } from '@causerie/contracts';
import type { Announcer, Clock } from '../ports.ts';
import type { NotificationSweeps, PushDecision } from './ports.ts';
import { isQuiet } from './quiet-hours.ts';

/** People and conversations, or notifications, that one run looks at; the next run has the rest. */
const SWEEP_LIMIT = 500;
/** How far back the first look of a process goes; afterwards it starts where the last one ended. */
const LOOKBACK_SECONDS = 3600;
/** Rounds of one run; a first look needs about one per minute that it looks back. */
const ROUNDS_MAX = 120;

/** One push to one device, to be carried out exactly once. */
export interface PushJob {
  say: 'notify' | 'withdraw';
  notificationId: string;
  /** Tells apart what was said about a notification before and after its count rose. */
  seq: number | null;
  subscriptionId: string;
}

/** Where a process has swept to; only a hint, so a process that forgets it looks back further. */
export interface SweepPlace {
  messages: string | null;
  reads: string | null;
}

/** What {@link sweepNotifications} needs. */
export interface SweepNotificationsDeps {
  sweeps: NotificationSweeps;
  announcer: Announcer;
  clock: Clock;
  /** Takes jobs that run at least once; the same job again is the same job. Null where push is off. */
  enqueue: ((jobs: readonly PushJob[]) => Promise<void>) | null;
  /** Messages are given this long to be read before anybody is notified. */
  patienceSeconds: number;
  /** An announcement was lost; lists are right all the same. */
  onAnnounceFailed(error: unknown): void;
}

/**
 * Brings what people were told in line with the log: withdraws what was read, notifies of what nobody has seen, and hands
 * over what devices have to be told. Every step is recorded where it is decided, so a run that dies is finished by the next.
 */
export async function sweepNotifications(deps: SweepNotificationsDeps, place: SweepPlace): Promise<SweepPlace> {
  let { reads, messages } = place;
  await tellRead(deps, await deps.sweeps.sweepRings(SWEEP_LIMIT));
  for (let round = 0, more = true; more && round < ROUNDS_MAX; round += 1) {
    const read = await deps.sweeps.sweepReads({ since: reads, lookbackSeconds: LOOKBACK_SECONDS, limit: SWEEP_LIMIT });
    await tellRead(deps, read.told);
    const unseen = await deps.sweeps.sweepMessages({
      since: messages,
      patienceSeconds: deps.patienceSeconds,
      lookbackSeconds: LOOKBACK_SECONDS,
      limit: SWEEP_LIMIT,
    });
    await tellUnseen(deps, unseen.told);
    if (read.complete) reads = read.sweptTo;
    if (unseen.complete) messages = unseen.sweptTo;
    more = (await push(deps)) || read.more || unseen.more;
  }
  return { reads, messages };
}

/** Says to people's devices what was read on one of them. */
export async function tellRead(
  deps: Pick<SweepNotificationsDeps, 'announcer' | 'onAnnounceFailed'>,
  told: Awaited<ReturnType<NotificationSweeps['sweepReads']>>['told'],
): Promise<void> {
  await announce(
    deps,
    told.map(({ personId, ids, unread }) => ({
      audience: [personId],
      event: { type: 'notifications.updated', ids, change: 'read', unread },
    })),
  );
}

async function tellUnseen(
  deps: SweepNotificationsDeps,
  told: Awaited<ReturnType<NotificationSweeps['sweepMessages']>>['told'],
): Promise<void> {
  await announce(
    deps,
    told.map(({ personId, notification }) => ({
      audience: [personId],
      event: { type: 'notification.created', notification },
    })),
  );
}

/**
 * Hands over what is due before it is recorded as told: dying between the two repeats a job that is already there.
 * True when more was due than one round takes.
 */
async function push({ sweeps, clock, enqueue }: SweepNotificationsDeps): Promise<boolean> {
  const due = await sweeps.duePushes(SWEEP_LIMIT);
  const nowMs = clock.nowMs();
  const wanted = due.filter(({ read, quietHours }) => enqueue !== null && !read && !isQuiet(quietHours, nowMs));
  const read = await sweeps.dueWithdrawals(SWEEP_LIMIT);
  const jobs = [...jobsOf('notify', wanted), ...jobsOf('withdraw', read)];
  if (enqueue !== null && jobs.length > 0) await enqueue(jobs);
  const told = new Set(wanted);
  const settled = due.map((decision) => ({ ...decision, state: told.has(decision) ? ('told' as const) : null }));
  const withdrawn = read.map((decision) => ({ ...decision, state: null }));
  if (due.length + read.length > 0) await sweeps.settle([...settled, ...withdrawn]);
  return due.length === SWEEP_LIMIT || read.length === SWEEP_LIMIT;
}

function jobsOf(say: PushJob['say'], decisions: readonly PushDecision[]): PushJob[] {
  return decisions.flatMap(({ notificationId, seq, subscriptionIds }) =>
    subscriptionIds.map((subscriptionId) => ({ say, notificationId, seq, subscriptionId })),
  );
}

async function announce(
  { announcer, onAnnounceFailed }: Pick<SweepNotificationsDeps, 'announcer' | 'onAnnounceFailed'>,
  announcements: readonly Announcement[],
): Promise<void> {
  if (announcements.length === 0) return;
  await announcer.announce(announcements).catch(onAnnounceFailed);
}
