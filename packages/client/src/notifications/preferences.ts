import type { Mute, NotificationKind, NotificationPreferences, QuietHours } from '@causerie/contracts';
import { asCauserieError } from '../error.ts';
import type { Value } from '../observable.ts';
import type { Rest } from '../rest.ts';
import type { NotificationsState } from './state.ts';

const PATH = '/v1/notifications/preferences';
const HOUR_MINUTES = 60;

/** What a person may change at once; of the kinds only what is named changes, channel by channel. */
export type PreferencesChange = Partial<NotificationPreferences>;

/** What is chosen after a change. */
export function withChange(preferences: NotificationPreferences, change: PreferencesChange): NotificationPreferences {
  const kinds = { ...preferences.kinds };
  for (const kind of Object.keys(change.kinds ?? {}) as NotificationKind[])
    kinds[kind] = { ...kinds[kind], ...change.kinds?.[kind] };
  return { ...preferences, ...change, kinds };
}

/** Reads and writes what the person chose. */
export interface PreferencesPart {
  load(): Promise<void>;
  save(change: PreferencesChange): Promise<void>;
  mute(conversationId: string): Promise<Mute>;
  setMute(conversationId: string, until: string | null | false): Promise<Mute>;
}

/** Builds the part of notifications that keeps choices. */
export function createPreferences(rest: Pick<Rest, 'request'>, state: Value<NotificationsState>): PreferencesPart {
  const patch = (change: Partial<NotificationsState>) => state.set({ ...state.getSnapshot(), ...change });
  const read = () => rest.request<NotificationPreferences>('GET', PATH);
  /** Changes that were shown and not yet confirmed, oldest first. */
  const waiting: PreferencesChange[] = [];
  let confirmed: NotificationPreferences | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let loading: Promise<void> | null = null;
  const show = (next: NotificationPreferences | null = confirmed): void => {
    confirmed = next;
    if (confirmed !== null) patch({ preferences: waiting.reduce(withChange, confirmed) });
  };
  const write = async (change: PreferencesChange): Promise<void> => {
    try {
      // The server takes the whole of it, and another device may have changed something else meanwhile.
      const next = await rest.request<NotificationPreferences>('PUT', PATH, withChange(await read(), change));
      waiting.splice(waiting.indexOf(change), 1);
      show(next);
    } catch (cause) {
      waiting.splice(waiting.indexOf(change), 1);
      show();
      throw asCauserieError(cause);
    }
  };
  const muteOf = async (conversationId: string, method: 'GET' | 'PUT' | 'DELETE', body?: object): Promise<Mute> => {
    const mute = await rest.request<Mute>(method, `/v1/conversations/${encodeURIComponent(conversationId)}/mute`, body);
    patch({ mutes: { ...state.getSnapshot().mutes, [conversationId]: mute } });
    return mute;
  };
  return {
    load() {
      loading ??= read()
        .then(show)
        .finally(() => (loading = null));
      return loading;
    },
    save(change) {
      waiting.push(change);
      show();
      const saved = last.then(() => write(change));
      last = saved.catch(() => undefined);
      return saved;
    },
    mute: (conversationId) => muteOf(conversationId, 'GET'),
    setMute: (conversationId, until) =>
      until === false ? muteOf(conversationId, 'DELETE') : muteOf(conversationId, 'PUT', { until }),
  };
}

/** Whether a kind of notification is wanted on a channel: its exception, or else what holds in general. */
export function isWanted(
  preferences: NotificationPreferences,
  kind: NotificationKind,
  channel: 'inApp' | 'push' | 'email',
): boolean {
  return preferences.kinds[kind]?.[channel] ?? preferences[channel];
}

/** Whether a mute holds at a moment, milliseconds since the epoch. */
export function isMuted(mute: Mute | undefined, nowMs: number): boolean {
  return mute?.muted === true && (mute.until === null || Date.parse(mute.until) > nowMs);
}

/**
 * Whether a moment, milliseconds since the epoch, lies in the quiet hours by the clock on the person's wall: `from` belongs to
 * them, `to` no more. The server decides about pushes in the same way.
 */
export function isQuiet(hours: QuietHours | null, nowMs: number): boolean {
  if (hours === null) return false;
  const [from, to, now] = [minuteOf(hours.from), minuteOf(hours.to), localMinute(nowMs, hours.timeZone)];
  return from < to ? now >= from && now < to : now >= from || now < to;
}

function minuteOf(timeOfDay: string): number {
  const [hours, minutes] = timeOfDay.split(':');
  return Number(hours) * HOUR_MINUTES + Number(minutes);
}

function localMinute(nowMs: number, timeZone: string): number {
  const clock = new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return minuteOf(clock.format(nowMs));
}
