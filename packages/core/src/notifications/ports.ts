import type {
  Mute,
  Notification,
  NotificationKind,
  NotificationPage,
  NotificationPreferences,
  NotificationsUpdated,
  PushSubscriptionBody,
} from '@causerie/contracts';

/** Input of {@link Notifications.add}. */
export interface AddNotification {
  id: string;
  personId: string;
  kind: NotificationKind;
  /** The same key for the same person tells nothing twice. */
  dedupeKey: string;
  conversationId: string | null;
  detail: Notification['detail'];
}

/** What a person was told, as that person sees it: every call names them, and what is another's is unknown. */
export interface Notifications {
  /** Newest first; `cursor` is the id that ended the page before. */
  list(query: {
    personId: string;
    limit: number;
    cursor?: string | undefined;
    kind?: NotificationKind | undefined;
    unread?: boolean | undefined;
  }): Promise<NotificationPage>;
  /** Null when it was told already, or is not to be seen in the app (unknown or disabled person, muted, unwanted). */
  add(input: AddNotification): Promise<Notification | null>;
  /** Null when there is no such notification; `changed` is false when it was read already. */
  markRead(personId: string, id: string): Promise<{ changed: boolean; unread: number } | null>;
  /** How many became read. */
  markAllRead(personId: string): Promise<number>;
  /** Null when there is no such notification. */
  remove(personId: string, id: string): Promise<{ unread: number } | null>;
}

/** What a person wants to be told. */
export interface NotificationPreferencesPort {
  get(personId: string): Promise<NotificationPreferences>;
  put(personId: string, preferences: NotificationPreferences): Promise<void>;
  /** Null when the person takes no part in the conversation. */
  getMute(personId: string, conversationId: string): Promise<Mute | null>;
  /** `until: null` is until further notice. False when the person takes no part in the conversation. */
  mute(personId: string, conversationId: string, until: string | null): Promise<boolean>;
  /** False when the person takes no part in the conversation. */
  unmute(personId: string, conversationId: string): Promise<boolean>;
  /** Ends the e-mails of whom the key belongs to; false when it is nobody's. */
  endEmails(unsubscribeKey: string): Promise<boolean>;
}

/** Browsers that accepted Web Push. */
export interface PushSubscriptions {
  /** The subscription's id, or null when the address is already another person's. */
  save(input: PushSubscriptionBody & { id: string; personId: string }): Promise<string | null>;
  /** True when there was one. */
  remove(personId: string, endpoint: string): Promise<boolean>;
}

/** A window of time that was swept. */
export interface Sweep<T> {
  /** Everything up to this moment of the database was looked at, when `complete`. */
  sweptTo: string;
  complete: boolean;
  /** There is something left to look at right now. */
  more: boolean;
  told: ReadonlyArray<T & { personId: string }>;
}

/** What one person's devices hear when messages were read somewhere. */
type NotificationsRead = Pick<NotificationsUpdated, 'unread'> & { ids: string[] };

/** A place in the list of all unread notifications. */
export interface UnreadPlace {
  personId: string;
  conversationId: string;
}

/** A notification whose devices have to be told something. */
export interface PushDecision {
  notificationId: string;
  kind: NotificationKind;
  seq: number | null;
  /** It was read meanwhile. */
  read: boolean;
  quietHours: NotificationPreferences['quietHours'];
  subscriptionIds: readonly string[];
}

/** What is known of one push at the moment it leaves. */
export interface PushTarget {
  subscription: PushSubscriptionBody;
  kind: NotificationKind;
  conversationId: string | null;
  count: number;
  read: boolean;
  /** Another, newer notification of the same conversation is shown in its place. */
  superseded: boolean;
  /** The other person's name, when this person allows names. */
  name: string | null;
}

/** The work that follows from the log's truth; every call may run twice. */
export interface NotificationSweeps {
  /** Notifies of messages that nobody has considered between `since` and `patienceSeconds` ago. */
  sweepMessages(input: {
    since: string | null;
    patienceSeconds: number;
    lookbackSeconds: number;
    limit: number;
  }): Promise<Sweep<{ notification: Notification }>>;
  /** Marks as read what was told about messages that were read since. */
  sweepReads(input: {
    since: string | null;
    lookbackSeconds: number;
    limit: number;
  }): Promise<Sweep<NotificationsRead>>;
  /** The same for a page of all unread notifications, whenever they were read; `next` is null after the last page. */
  recheckReads(input: { after: UnreadPlace | null; limit: number }): Promise<{
    next: UnreadPlace | null;
    told: Sweep<NotificationsRead>['told'];
  }>;
  /** Marks as read what told that somebody is being called, once it does not ring for them any more. */
  sweepRings(limit: number): Promise<Sweep<NotificationsRead>['told']>;
  /** Notifications whose devices have to be told, oldest first. */
  duePushes(limit: number): Promise<PushDecision[]>;
  /** Notifications whose devices were told and that were read since, oldest first. */
  dueWithdrawals(limit: number): Promise<PushDecision[]>;
  /** Records that a decision at this `seq` was carried out (`told`) or needs nothing (`null`); a newer one stays due. */
  settle(decided: ReadonlyArray<{ notificationId: string; seq: number | null; state: 'told' | null }>): Promise<void>;
  /** Removes what is older than so many days, and mutes that have ended; says how many rows went. */
  tidy(input: { olderThanDays: number; limit: number }): Promise<number>;
}

/** Sending to browsers, as a worker needs it. */
export interface PushTargets {
  /** Null when the subscription or the notification is gone. */
  target(notificationId: string, subscriptionId: string): Promise<PushTarget | null>;
  used(subscriptionId: string): Promise<void>;
  failed(subscriptionId: string): Promise<void>;
  /** The browser has withdrawn it. */
  gone(subscriptionId: string): Promise<void>;
}

/** What an e-mail about unread messages says. */
export interface Digest {
  email: string;
  unsubscribeKey: string;
  conversations: ReadonlyArray<{
    conversationId: string;
    lastSeq: number;
    unread: number;
    /** The other person's name, when this person allows names. */
    name: string | null;
  }>;
}

/** E-mails about unread messages. */
export interface Digests {
  /** People who want e-mails, got none for `gapSeconds`, and have unread messages older than `patienceSeconds`. */
  due(input: { patienceSeconds: number; gapSeconds: number; limit: number }): Promise<string[]>;
  /** Null when the person wants none, or has none due. */
  find(input: { personId: string; patienceSeconds: number; gapSeconds: number }): Promise<Digest | null>;
  /** Takes the person's turn to get an e-mail; false when somebody else did. */
  claim(input: { personId: string; gapSeconds: number }): Promise<boolean>;
  /** Gives the turn back: the e-mail did not leave. */
  release(personId: string): Promise<void>;
  /** Remembers up to where each conversation was told. */
  told(personId: string, conversations: Digest['conversations']): Promise<void>;
}
