import { createAnnouncer } from '@causerie/bus';
import type { NotificationRepositories } from '@causerie/db';
import type { JobKind, Logger } from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import { createMailer } from './mailer.ts';
import { createNotify } from './notify-kinds.ts';
import { createWebPushSender } from './web-push-sender.ts';

const MINUTE_SECONDS = 60;

/** The settings of notifying; what is absent switches its channel off. */
export interface NotifySettings {
  VAPID_PUBLIC_KEY?: string | undefined;
  VAPID_PRIVATE_KEY?: string | undefined;
  VAPID_SUBJECT: string;
  SMTP_URL?: string | undefined;
  MAIL_FROM?: string | undefined;
  PUBLIC_URL?: string | undefined;
  PUSH_AFTER_SECONDS: number;
  DIGEST_AFTER_MINUTES: number;
  NOTIFY_SHOW_NAMES: boolean;
  RETENTION_NOTIFICATIONS_DAYS: number;
  REDIS_PREFIX: string;
}

/** Makes the work of notifying out of settings and connections. */
export function startNotify(
  settings: NotifySettings,
  { repositories, commands, logger }: { repositories: NotificationRepositories; commands: Redis; logger: Logger },
): { kinds: JobKind[]; close(): Promise<void> } {
  const { pushSubscriptions, sweeps, digests } = repositories;
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = settings;
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, PUBLIC_URL: publicUrl, NOTIFY_SHOW_NAMES: showNames } = settings;
  const hasKeys = publicKey !== undefined && privateKey !== undefined;
  const hasMail = smtpUrl !== undefined && from !== undefined && publicUrl !== undefined;
  const onRefused = (): void => logger.warn('A mail server refuses a recipient for good');
  const mailer = hasMail ? createMailer({ smtpUrl, from, publicUrl, showNames, onRefused }) : null;
  const notify = createNotify({
    sweeps,
    digests,
    pushes: pushSubscriptions,
    announcer: createAnnouncer(commands, settings.REDIS_PREFIX),
    clock: { nowMs: Date.now },
    sender: hasKeys ? createWebPushSender({ vapid: { subject, publicKey, privateKey } }) : null,
    mail: mailer?.mail ?? null,
    showNames,
    pushAfterSeconds: settings.PUSH_AFTER_SECONDS,
    digestAfterSeconds: settings.DIGEST_AFTER_MINUTES * MINUTE_SECONDS,
    keptDays: settings.RETENTION_NOTIFICATIONS_DAYS,
    commands,
    prefix: settings.REDIS_PREFIX,
    logger,
  });
  return {
    kinds: notify.kinds,
    async close() {
      mailer?.close();
      await notify.close();
    },
  };
}
