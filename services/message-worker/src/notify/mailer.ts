import { createHash } from 'node:crypto';
import type { Digest } from '@causerie/core';
import { createTransport } from 'nodemailer';
import { digestText } from './digest-text.ts';

/** Longest waits for a mail server. */
const TIMEOUTS_MS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/** Answers of a mail server from here on are final. */
const PERMANENT_FAILURE = 500;

/** What the library tells of a failure, as far as it may be passed on. */
interface MailFailure {
  code?: string;
  responseCode?: number;
}

/** How e-mails leave. */
export interface MailerOptions {
  smtpUrl: string;
  from: string;
  /** Where people reach this installation, without a slash at the end. */
  publicUrl: string;
  /** The operator's leave to name people. */
  showNames: boolean;
  /** A mail server refuses a recipient for good: trying again would change nothing. */
  onRefused(): void;
}

/** Sends digests through a mail server; `close` ends its connections. */
export function createMailer(options: MailerOptions): { mail(digest: Digest): Promise<void>; close(): void } {
  const url = new URL(options.smtpUrl);
  for (const [name, value] of Object.entries(TIMEOUTS_MS)) url.searchParams.set(name, String(value));
  const transport = createTransport(url.href);
  return {
    async mail(digest) {
      const sending = transport.sendMail(letter(digest, options));
      const failure = await sending.then(
        () => null,
        (error: MailFailure) => error,
      );
      if (failure === null) return;
      const { code, responseCode = 0 } = failure;
      if (code === 'EENVELOPE' && responseCode >= PERMANENT_FAILURE) return options.onRefused();
      // The library's own words name the recipient, so they are not passed on.
      throw new Error(`The mail server did not take an e-mail: ${code ?? 'no code'} ${responseCode}`);
    },
    close: () => transport.close(),
  };
}

function letter(digest: Digest, { from, publicUrl, showNames }: MailerOptions) {
  const unsubscribe = `${publicUrl}/v1/notifications/unsubscribe/${digest.unsubscribeKey}`;
  return {
    from,
    to: digest.email,
    ...digestText(digest, { open: publicUrl, unsubscribe }, showNames),
    // The same news have the same id, so that a mail program shows them once.
    messageId: `<${fingerprint(digest)}@${new URL(publicUrl).hostname}>`,
    headers: {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function fingerprint({ unsubscribeKey, conversations }: Digest): string {
  const tops = conversations.map(({ conversationId, lastSeq }) => `${conversationId} ${lastSeq}`).toSorted();
  return createHash('sha256')
    .update([unsubscribeKey, ...tops].join('\n'))
    .digest('hex')
    .slice(0, 32);
}
