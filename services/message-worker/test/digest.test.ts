import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMailer } from '../src/notify/mailer.ts';
import { CANARY, age, newPair, openStage, say, type Stage } from './notify-stage.ts';

const PUBLIC_URL = 'https://causerie.example';
const letters: Array<{ to: string[]; source: string }> = [];
/** Answers of the mail server to the next recipients; none means that it takes the letter. */
const refusals: number[] = [];
let server: SMTPServer;
let smtpUrl: string;
let stage: Stage;
let refused = 0;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, callback) {
      const responseCode = refusals.shift();
      callback(responseCode === undefined ? null : Object.assign(new Error('not now'), { responseCode }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        letters.push({ to, source: Buffer.concat(chunks).toString('utf8') });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
beforeEach(async () => {
  await stage.stopWorkers();
  await stage.pool.query('delete from notification_preferences');
  letters.length = 0;
  refused = 0;
});

function mailer(showNames = false) {
  const onRefused = (): void => void (refused += 1);
  return createMailer({
    smtpUrl,
    from: 'Causerie <messages@causerie.example>',
    publicUrl: PUBLIC_URL,
    showNames,
    onRefused,
  });
}

/** A pair whose client wants e-mails and has not read two messages for an hour. */
async function waitingPair(overrides: object = {}) {
  const pair = await newPair(stage, null);
  const { notificationPreferences } = stage.repositories;
  const preferences = await notificationPreferences.get(pair.client.id);
  await notificationPreferences.put(pair.client.id, { ...preferences, email: true, ...overrides });
  await say(stage, pair.conversation.id, pair.professional, 2);
  await age(stage, pair.conversation.id, 3600);
  const { rows } = await stage.pool.query<{ email: string }>('select email from people where id = $1', [
    pair.client.id,
  ]);
  return { ...pair, email: rows[0]?.email ?? '' };
}

/** The decoded body of a letter: soft line breaks joined, escapes read. */
function readable(source: string): string {
  return source
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'));
}

describe('An e-mail about unread messages', () => {
  it('tells how many wait, in French and English, without text or names, with a way out of one click', async () => {
    const worker = await stage.startWorker({ mail: mailer().mail });
    const { email, professional } = await waitingPair({ showContent: true });
    await worker.digest();
    expect(letters).toHaveLength(1);
    expect(letters[0]?.to).toEqual([email]);
    const source = readable(letters[0]?.source ?? '');
    expect(source).toContain('Vous avez 2 messages non lus.');
    expect(source).toContain('You have 2 unread messages.');
    expect(source).toContain('<html lang="fr">');
    const unsubscribe =
      /^List-Unsubscribe: <(https:\/\/causerie\.example\/v1\/notifications\/unsubscribe\/[0-9a-f-]{36})>\r?$/im;
    const [, link = ''] = unsubscribe.exec(source.replaceAll(/\r?\n[ \t]+/g, ' ')) ?? [];
    expect(source.split(link)).toHaveLength(6);
    expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/im);
    expect(source).not.toContain(CANARY);
    expect(source).not.toContain(professional.name);
  });

  it('names the other person where the operator and the person allow it, as text and not as markup', async () => {
    const worker = await stage.startWorker({ mail: mailer(true).mail });
    const { professional } = await waitingPair({ showContent: true });
    await stage.pool.query('update people set name = $2 where id = $1', [professional.id, 'Zoé <b>"Martin"</b>']);
    await worker.digest();
    expect(letters).toHaveLength(1);
    const source = readable(letters[0]?.source ?? '');
    expect(source).toContain('De : Zoé <b>"Martin"</b>');
    expect(source).toContain('De : Zoé &lt;b&gt;&quot;Martin&quot;&lt;/b&gt;');
  });

  it('comes once: not again for the same messages, nor for new ones within four hours', async () => {
    const worker = await stage.startWorker({ mail: mailer().mail });
    const { client, professional, conversation } = await waitingPair();
    for (let run = 0; run < 3; run += 1) await worker.digest();
    await say(stage, conversation.id, professional);
    await age(stage, conversation.id, 3600);
    await worker.digest();
    expect(letters).toHaveLength(1);
    await later(client.id);
    await worker.digest();
    expect(letters).toHaveLength(2);
    await later(client.id);
    await worker.digest();
    expect(letters).toHaveLength(2);
  });

  it('does not come to who wants none, has read, muted, is disabled, or waits shorter than the time that is given', async () => {
    const worker = await stage.startWorker({ mail: mailer().mail, digestAfterSeconds: 1800 });
    await waitingPair({ email: false });
    await waitingPair({ kinds: { message: { email: false } } });
    const read = await waitingPair();
    await stage.repositories.receipts.markRead({
      conversationId: read.conversation.id,
      personId: read.client.id,
      upToSeq: 2,
    });
    const muted = await waitingPair();
    await stage.repositories.notificationPreferences.mute(muted.client.id, muted.conversation.id, null);
    const disabled = await waitingPair();
    await stage.pool.query('update people set disabled_at = now() where id = $1', [disabled.client.id]);
    const fresh = await waitingPair();
    await age(stage, fresh.conversation.id, -3000);
    await worker.digest();
    expect(letters).toEqual([]);
    const wanted = await waitingPair({ email: false, kinds: { message: { email: true } } });
    await worker.digest();
    expect(letters.map(({ to }) => to)).toEqual([[wanted.email]]);
  });

  it('is tried again when the mail server is busy, and dropped when it refuses the recipient for good', async () => {
    const worker = await stage.startWorker({ mail: mailer().mail });
    const busy = await waitingPair();
    refusals.push(450);
    await worker.digest();
    expect(letters.map(({ to }) => to)).toEqual([[busy.email]]);
    await waitingPair();
    refusals.push(550);
    await worker.digest();
    expect([letters.length, refused]).toEqual([1, 1]);
  });

  it('fails without saying to whom', async () => {
    refusals.push(450);
    const digest = { email: `${randomUUID()}@example.com`, unsubscribeKey: randomUUID(), conversations: [] };
    const failure: unknown = await mailer()
      .mail(digest)
      .catch((error: unknown) => error);
    expect(String(failure)).toContain('450');
    expect(String(failure) + JSON.stringify(failure)).not.toContain('example.com');
  });

  /** As if four hours had passed. */
  const later = (personId: string): Promise<unknown> =>
    stage.pool.query(
      `update notification_preferences set emailed_at = now() - interval '5 hours' where person_id = $1`,
      [personId],
    );
});
