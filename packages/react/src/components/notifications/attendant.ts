import {
  type Causerie,
  isMuted,
  isQuiet,
  isWanted,
  type Message,
  type Notification,
  type NotificationPreferences,
  othersOf,
  tagOf,
} from '@causerie/client';
import type { NotificationsStrings } from '../../strings/notifications.ts';
import { createNotices } from './notices.ts';
import { createLoudspeaker, type SoundFiles, type SoundName } from './sounds.ts';
import { claim, isRaised, raiseFlag } from './tabs.ts';

/** Of several things that happen at once, one sounds. */
const SOUND_PAUSE_MS = 1500;

/** How a person is told while a page is open. */
export interface AttendantOptions {
  sound: boolean | SoundFiles;
  notices: boolean;
  /** Heads a notice that names nobody. */
  title: string;
  words: NotificationsStrings;
  /** Leads to what a notice was about. */
  onOpen(conversationId: string | null): void;
}

/** Names of the flags by which tabs tell each other who is looked at; they end with the person, whose tabs these are. */
const FLAGS = {
  attended: (personId: string) => `causerie.attended.${personId}`,
  visible: (personId: string) => `causerie.visible.${personId}`,
  conversation: (personId: string, conversationId: string) => `causerie.attended.${personId}.${conversationId}`,
};

/** What to say, once it is known that somebody wants to hear it. */
interface News {
  id: string;
  kind: Notification['kind'];
  conversationId: string | null;
  sound: SoundName;
}

/**
 * Tells one person what arrives while they are not looking, in one tab of all they have open: a sound, and a notice of the
 * system while no page is in sight. Returns how to stop. `options` is asked anew each time.
 */
export function attend(client: Causerie, options: () => AttendantOptions): () => void {
  const loudspeaker = createLoudspeaker();
  const notices = createNotices(client);
  let soundedMs = 0;

  async function tell(news: News, watched: readonly string[], unread: number): Promise<void> {
    const personId = client.getSnapshot().me?.id;
    if (personId === undefined || (await isRaised(...watched))) return;
    const preferences = await chosen(client);
    if (preferences === null || isQuiet(preferences.quietHours, Date.now())) return;
    if (await isSilenced(client, news.conversationId)) return;
    if (!isWanted(preferences, news.kind, 'inApp')) return;
    const { sound, notices: wantsNotices, title, words, onOpen } = options();
    const isFirst = (what: string) => claim(`causerie.${what}.${personId}.${news.id}`, leads(client));
    if (sound !== false && preferences.sound && loudspeaker.canPlay() && (await isFirst('sounded'))) {
      await play(news.sound, sound === true ? {} : sound);
    }
    if (!wantsNotices || document.visibilityState === 'visible' || (await isRaised(FLAGS.visible(personId)))) return;
    if (!isWanted(preferences, news.kind, 'push') || !(await isFirst('shown'))) return;
    const name = preferences.showContent ? nameIn(client, news.conversationId) : null;
    const body = bodyOf(words, news.kind, unread);
    await notices.show({ ...news, tag: tagOf(news), title: name ?? title, body, count: unread, onOpen });
  }

  async function play(sound: SoundName, files: SoundFiles): Promise<void> {
    if (Date.now() - soundedMs < SOUND_PAUSE_MS) return;
    soundedMs = Date.now();
    await loudspeaker.play(sound, files[sound]);
  }

  const heardMessage = ({ message, mine }: { message: Message; mine: boolean }): void => {
    const { conversationId } = message;
    const { me, conversations } = client.getSnapshot();
    const unread = conversations[conversationId]?.counted.unread ?? 0;
    if (mine || me === null || unread === 0 || message.deletedAt !== null) return;
    const news: News = { id: message.id, kind: 'message', conversationId, sound: 'message' };
    if (isAttending() && client.getSnapshot().openConversationId === conversationId) return;
    void tell(news, [FLAGS.conversation(me.id, conversationId)], unread);
  };
  const heardNotification = ({ id, kind, conversationId }: Notification): void => {
    const { me } = client.getSnapshot();
    // Messages were told when they came, and calls ring.
    if (me === null || kind === 'message' || kind === 'call' || isAttending()) return;
    const news: News = { id, kind, conversationId, sound: 'notification' };
    void tell(news, [FLAGS.attended(me.id)], 1);
  };
  const forget = [
    client.on('message', heardMessage),
    client.on('notification', heardNotification),
    client.subscribe(() => notices.closeRead()),
  ];
  return () => {
    for (const stop of forget) stop();
    loudspeaker.close();
    notices.stop();
  };
}

/** Whether the person looks at this very tab. */
function isAttending(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

/** Shows the other tabs that this one is in sight, and what is looked at here. Returns how to stop. */
export function showAttention(personId: string, isLooking: boolean, conversationId: string | null): () => void {
  const flags = [raiseFlag(FLAGS.visible(personId))];
  if (isLooking) flags.push(raiseFlag(FLAGS.attended(personId)));
  if (isLooking && conversationId !== null) flags.push(raiseFlag(FLAGS.conversation(personId, conversationId)));
  return () => {
    for (const lower of flags) lower();
  };
}

/** Of the tabs of one browser, the one that has the connection; where tabs do not share one, each could be. */
function leads(client: Causerie): boolean {
  return client.getSnapshot().connection.leads;
}

async function chosen({ notifications }: Causerie): Promise<NotificationPreferences | null> {
  if (notifications.getSnapshot().preferences === null) await notifications.loadPreferences().catch(() => undefined);
  return notifications.getSnapshot().preferences;
}

/** Asked each time, because other devices mute, too, and nobody is told of that. */
async function isSilenced({ notifications }: Causerie, conversationId: string | null): Promise<boolean> {
  if (conversationId === null) return false;
  const mute = await notifications.mute(conversationId).catch(() => undefined);
  return isMuted(mute, Date.now());
}

function nameIn(client: Causerie, conversationId: string | null): string | null {
  const { conversations, me } = client.getSnapshot();
  const entry = conversationId === null ? undefined : conversations[conversationId];
  if (entry === undefined || me === null) return null;
  return othersOf(entry, me.id)[0]?.name ?? null;
}

function bodyOf(words: NotificationsStrings, kind: Notification['kind'], unread: number): string {
  if (kind === 'message') return words.message(unread, null);
  if (kind === 'missed-call') return words.missedCall(null);
  return kind === 'appointment' ? words.appointment(null, null) : words.system;
}
