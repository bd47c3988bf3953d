import type { Announcement, Appointment, AppointmentFacts } from '@causerie/contracts';
import { notify } from '../notifications/notify.ts';
import type { Notifications } from '../notifications/ports.ts';
import type { Announcer, Ids } from '../ports.ts';
import type { AppointmentTold, Appointments } from './ports.ts';

/** What the verbs that change appointments need. */
export interface AppointmentDeps {
  appointments: Appointments;
  announcer: Announcer;
  ids: Ids;
  notifications: Pick<Notifications, 'add'>;
  /** IANA name of the time zone in which people are told the time, unless their appointment has one. */
  defaultTimeZone: string;
}

/**
 * Tells the two people what became of their appointment. All is committed by now: a lost announcement loses nothing, since clients
 * see the gap, so it makes nothing fail. Notifying may fail, and is asked for by a repeat too: the key of the occasion is the time
 * of the change, so each is told once.
 */
export async function tellAppointment(
  deps: AppointmentDeps,
  kind: AppointmentFacts['kind'],
  { appointment, conversation, message }: AppointmentTold,
  opened: boolean,
): Promise<void> {
  const audience = conversation.participants.map(({ person }) => person.id);
  const { id, number } = conversation;
  const news: Announcement[] = [];
  if (opened) news.push({ audience, event: { type: 'conversation.created', conversation } });
  if (message !== null) {
    const event = { type: 'message.created', message, conversation: { id, number }, requestId: null } as const;
    news.push({ audience, event });
  }
  const announcer: Announcer = { announce: (all) => deps.announcer.announce(all).catch(() => undefined) };
  if (news.length > 0) await announcer.announce(news);
  await notifyBoth({ ...deps, announcer }, kind, appointment);
}

/** Notifies the two people of the last change of their appointment, unless that was done already. */
export async function notifyBoth(
  deps: Pick<AppointmentDeps, 'announcer' | 'ids' | 'notifications'>,
  kind: AppointmentFacts['kind'],
  { appointmentId, conversationId, startsAt, updatedAt, professional, client }: Appointment,
): Promise<void> {
  for (const { id: personId } of [professional, client]) {
    await notify(deps, {
      personId,
      kind: 'appointment',
      dedupeKey: `appointment:${appointmentId}:${updatedAt}`,
      conversationId,
      detail: { appointmentId, change: kind, startsAt },
    });
  }
}
