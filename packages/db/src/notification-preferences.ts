import { NOTIFICATION_PREFERENCES_DEFAULT, type Mute, type NotificationPreferences } from '@causerie/contracts';
import type { NotificationPreferencesPort } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { isoInstant, prepare, required, type TextRow } from './prepared.ts';

const HOUR_MINUTES = 60;
/** How Postgres prints a mute until further notice. */
const FOR_EVER = 'infinity';

const GET = `
  select in_app, push, email, sound, show_content, kinds, quiet_from_minute, quiet_to_minute, time_zone
  from notification_preferences where person_id = $1`;

const PUT = `
  insert into notification_preferences (
    person_id, in_app, push, email, sound, show_content, kinds, quiet_from_minute, quiet_to_minute, time_zone
  ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (person_id) do update set
    in_app = excluded.in_app, push = excluded.push, email = excluded.email, sound = excluded.sound,
    show_content = excluded.show_content, kinds = excluded.kinds, quiet_from_minute = excluded.quiet_from_minute,
    quiet_to_minute = excluded.quiet_to_minute, time_zone = excluded.time_zone, updated_at = now()`;

const MINE = `
  from participants me
  join conversations c on c.id = me.conversation_id and c.deleted_at is null
  where me.person_id = $1 and me.conversation_id = $2 and me.left_at is null`;

const GET_MUTE = `
  select (
    select (mute.muted_until at time zone 'UTC')::text from notification_mutes mute
    where mute.person_id = $1 and mute.conversation_id = $2 and mute.muted_until > now()
  ) ${MINE}`;

const MUTE = `
  insert into notification_mutes (person_id, conversation_id, muted_until)
  select $1::uuid, $2::uuid, $3::timestamptz ${MINE}
  on conflict (person_id, conversation_id) do update set muted_until = excluded.muted_until
  returning true`;

const UNMUTE = `
  with gone as (delete from notification_mutes where person_id = $1 and conversation_id = $2)
  select true ${MINE}`;

const END_EMAILS = `
  update notification_preferences
  set email = false, updated_at = now(), kinds = (
    select jsonb_object_agg(kind, channels - 'email') from jsonb_each(kinds) as each (kind, channels)
  )
  where unsubscribe_key = $1
  returning true`;

/** What people want to be told, on Postgres. */
export function createNotificationPreferences(pool: Pool): NotificationPreferencesPort {
  const get = prepare(pool, 'notification_preferences_get', GET);
  const put = prepare(pool, 'notification_preferences_put', PUT);
  const getMute = prepare(pool, 'notification_mute_get', GET_MUTE);
  const mute = prepare(pool, 'notification_mute_put', MUTE);
  const unmute = prepare(pool, 'notification_mute_delete', UNMUTE);
  const endEmails = prepare(pool, 'notification_emails_end', END_EMAILS);
  return {
    async get(personId) {
      const [row] = await get([personId]);
      return row === undefined ? NOTIFICATION_PREFERENCES_DEFAULT : readPreferences(row);
    },
    async put(personId, { inApp, push, email, sound, showContent, kinds, quietHours }) {
      const overrides = Object.keys(kinds).length === 0 ? null : JSON.stringify(kinds);
      const from = minuteOf(quietHours?.from);
      const to = minuteOf(quietHours?.to);
      const zone = quietHours?.timeZone ?? null;
      await put([personId, inApp, push, email, sound, showContent, overrides, from, to, zone]);
    },
    async getMute(personId, conversationId) {
      const [row] = isId(conversationId) ? await getMute([personId, conversationId]) : [];
      return row === undefined ? null : readMute(row[0] ?? null);
    },
    async mute(personId, conversationId, until) {
      return isId(conversationId) && (await mute([personId, conversationId, until ?? FOR_EVER])).length > 0;
    },
    async unmute(personId, conversationId) {
      return isId(conversationId) && (await unmute([personId, conversationId])).length > 0;
    },
    async endEmails(unsubscribeKey) {
      return isId(unsubscribeKey) && (await endEmails([unsubscribeKey])).length > 0;
    },
  };
}

/** Quiet hours from three columns that start at `first`: minutes of the day, minutes of the day, time zone. */
export function readQuietHours(row: TextRow, first: number): NotificationPreferences['quietHours'] {
  const [from, to, timeZone] = row.slice(first, first + 3);
  if (typeof from !== 'string' || typeof to !== 'string' || typeof timeZone !== 'string') return null;
  return { from: timeOfDay(Number(from)), to: timeOfDay(Number(to)), timeZone };
}

function readPreferences(row: TextRow): NotificationPreferences {
  const isOn = (column: number): boolean => required(row, column) === 't';
  return {
    inApp: isOn(0),
    push: isOn(1),
    email: isOn(2),
    sound: isOn(3),
    showContent: isOn(4),
    kinds: JSON.parse(row[5] ?? '{}') as NotificationPreferences['kinds'],
    quietHours: readQuietHours(row, 6),
  };
}

function readMute(until: string | null): Mute {
  if (until === null) return { muted: false, until: null };
  return { muted: true, until: until === FOR_EVER ? null : isoInstant(until) };
}

function minuteOf(time: string | undefined): number | null {
  if (time === undefined) return null;
  const [hours, minutes] = time.split(':');
  return Number(hours) * HOUR_MINUTES + Number(minutes);
}

function timeOfDay(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / HOUR_MINUTES))}:${two(minute % HOUR_MINUTES)}`;
}
