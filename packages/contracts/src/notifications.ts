import { z } from 'zod';
import { Id, Instant, Seq } from './entities.ts';

/** What a notification is about. */
export const NotificationKind = z.enum(['message', 'call', 'missed-call', 'appointment', 'system']);
export type NotificationKind = z.infer<typeof NotificationKind>;

/**
 * Something a person should hear about. Of a message it says which conversation and how far (`seq`), and `count` how many
 * it stands for; it carries no text and no name, because the reader may fetch both and a lock screen may not.
 */
export const Notification = z.object({
  id: Id,
  kind: NotificationKind,
  conversationId: Id.nullable(),
  seq: Seq.nullable(),
  count: z.int().min(1),
  /** What else the kind needs, such as `appointmentId`; neither text nor names. */
  detail: z.record(z.string().max(64), z.union([z.string().max(200), z.number(), z.boolean()])),
  createdAt: Instant,
  readAt: Instant.nullable(),
});
export type Notification = z.infer<typeof Notification>;

/** The most that the count of a notification says; more is told as this. */
export const NOTIFICATION_COUNT_MAX = 1000;
/** Page size of notification lists when none is asked. */
export const NOTIFICATION_PAGE_DEFAULT = 20;
/** Largest page of notifications. */
const NOTIFICATION_PAGE_MAX = 100;
/** Devices of one person that may be pushed to; a newer one takes the place of the least used. */
export const PUSH_SUBSCRIPTIONS_MAX = 20;

/** Query of `GET /v1/notifications`. `cursor` is the `nextCursor` of the page before. */
export const ListNotificationsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(NOTIFICATION_PAGE_MAX).default(NOTIFICATION_PAGE_DEFAULT),
  cursor: Id.optional(),
  kind: NotificationKind.optional(),
  /** `true`: only what is unread, `false`: only what is read. */
  unread: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
});

/** A page of notifications, newest first; `unread` counts all of the person's. */
export const NotificationPage = z.object({
  items: z.array(Notification),
  nextCursor: Id.nullable(),
  unread: z.int().min(0),
});
export type NotificationPage = z.infer<typeof NotificationPage>;

/** Answer of the routes that change which notifications are read: how many of the person's are still unread. */
export const NotificationsLeft = z.object({ unread: z.int().min(0) });
export type NotificationsLeft = z.infer<typeof NotificationsLeft>;

const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const TimeOfDay = z.string().length(5).regex(TIME_OF_DAY, { error: 'is no time of day like 22:00' });
const TIME_ZONE_MAX_LENGTH = 64;

/** A time zone by its IANA name, such as `Europe/Paris`, that this installation knows. */
export const TimeZone = z
  .string()
  .min(1)
  .max(TIME_ZONE_MAX_LENGTH)
  .pipe(z.string().refine(isTimeZone, { error: 'is no known time zone' }));

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Hours of the person's local day in which no device is pushed to; `from` after `to` reaches over midnight. */
export const QuietHours = z
  .object({ from: TimeOfDay, to: TimeOfDay, timeZone: TimeZone })
  .refine(({ from, to }) => from !== to, { error: 'from and to must differ' });
export type QuietHours = z.infer<typeof QuietHours>;

/** Where a kind of notification is told, as far as it differs from the general channels. */
const KindChannels = z.object({
  inApp: z.boolean().optional(),
  push: z.boolean().optional(),
  email: z.boolean().optional(),
});

const KindsChannels = z.partialRecord(NotificationKind, KindChannels);

/** What a person wants to be told and where. `showContent` allows names, where the operator allows them too. */
export const NotificationPreferences = z.object({
  inApp: z.boolean(),
  push: z.boolean(),
  email: z.boolean(),
  sound: z.boolean(),
  showContent: z.boolean(),
  kinds: KindsChannels,
  quietHours: QuietHours.nullable(),
});
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

/** What holds for a person who never chose. */
export const NOTIFICATION_PREFERENCES_DEFAULT: NotificationPreferences = {
  inApp: true,
  push: true,
  email: false,
  sound: true,
  showContent: false,
  kinds: {},
  quietHours: null,
};

/** Body of `PUT /v1/notifications/preferences`: the whole of it; what is left out returns to its default. */
export const NotificationPreferencesBody = NotificationPreferences.partial();
export type NotificationPreferencesBody = z.infer<typeof NotificationPreferencesBody>;

/** Body of `PUT /v1/conversations/{id}/mute`: until when; `null` is until further notice. */
export const MuteBody = z.object({ until: Instant.nullable() });

/** Whether I muted a conversation; `until: null` with `muted` is until further notice. */
export const Mute = z.object({ muted: z.boolean(), until: Instant.nullable() });
export type Mute = z.infer<typeof Mute>;

/** Answer of `GET /v1/notifications/push`: whether browsers can be pushed to, and the key they subscribe with (VAPID). */
export const PushFacts = z.object({ enabled: z.boolean(), publicKey: z.string().nullable() });

const ENDPOINT_MAX_LENGTH = 2000;
/** An uncompressed P-256 point and 16 random bytes, as browsers print them. */
const P256DH = /^B[A-Za-z0-9_-]{86}=?$/;
const AUTH_SECRET = /^[A-Za-z0-9_-]{22}={0,2}$/;

const PushEndpoint = z
  .string()
  .min(1)
  .max(ENDPOINT_MAX_LENGTH)
  .pipe(z.string().refine(isPublicHttps, { error: 'must be the https address of a public push service' }));

/** Names that never lead to a public push service: own machine, own network. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|private|test|arpa|invalid)$/;

/**
 * Whether an address can be a push service's: https on its usual port, a public name, no login. A literal IP address is
 * none, whatever its notation. Where the name leads is checked again when it is called.
 */
function isPublicHttps(address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  // `URL` prints every notation of an IPv4 address with dots and digits, and IPv6 in brackets.
  const isName = /[a-z]$/.test(host) && host.includes('.') && !host.startsWith('[');
  const isPlain = url.username === '' && url.password === '' && url.port === '';
  return url.protocol === 'https:' && isPlain && isName && !PRIVATE_NAME.test(host);
}

/** Body of `POST /v1/notifications/push/subscriptions`: what `PushSubscription.toJSON()` gives in a browser. */
export const PushSubscriptionBody = z.object({
  endpoint: PushEndpoint,
  keys: z.object({ p256dh: z.string().max(90).regex(P256DH), auth: z.string().max(26).regex(AUTH_SECRET) }),
});
export type PushSubscriptionBody = z.infer<typeof PushSubscriptionBody>;

/** Answer of `POST /v1/notifications/push/subscriptions`. */
export const PushSubscriptionResult = z.object({ id: Id });

/** Body of `DELETE /v1/notifications/push/subscriptions`. */
export const PushUnsubscribeBody = z.object({ endpoint: z.string().min(1).max(ENDPOINT_MAX_LENGTH) });

/**
 * What a push says to a service worker. `tag` is the same for everything about one conversation, so that a newer one takes
 * the older one's place; `withdraw` closes what is shown under it. `text` is neutral; `name`, the other person's, is only
 * there when the operator and the person allow it.
 */
export const PushPayload = z.object({
  kind: z.union([NotificationKind, z.literal('withdraw')]),
  conversationId: Id.nullable(),
  tag: z.string().max(32),
  count: z.int().min(0),
  text: z.object({ fr: z.string(), en: z.string() }).nullable(),
  name: z.string().nullable(),
});
export type PushPayload = z.infer<typeof PushPayload>;
