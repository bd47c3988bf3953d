import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APPOINTMENTS_QUEUE, type Person } from '@causerie/contracts';
import { createQueue } from '@causerie/service-kit';
import { leaveCall } from './call-traces.ts';
import { say, upload, type Stage } from './privacy-stage.ts';

/** Puts somebody into the directory. */
export function newPerson(
  stage: Stage,
  side: Person['side'],
  name: string,
  subject: string = randomUUID(),
): Promise<Person> {
  return stage.directory.put(randomUUID(), { side, subject, name, email: `${subject}@example.org` });
}

/** Links two people and opens their conversation. */
export async function newPair(stage: Stage, client: Person, professional: Person, subject: string | null = null) {
  await stage.directory.link(professional.subject, client.subject);
  const asked = { id: randomUUID(), professionalId: professional.id, clientId: client.id, subject };
  return (await stage.conversations.openPair(asked)).conversation;
}

/** Everything a person leaves behind, each with the word in it. */
export async function leaveTraces(stage: Stage, word: string, subject = `${word}-subject`) {
  const client = await newPerson(stage, 'client', `${word} name`, subject);
  const professional = await newPerson(stage, 'professional', 'Moreau');
  const conversation = await newPair(stage, client, professional, `${word} title`);
  const answer = await say(stage, conversation, professional, 'answer', { mentions: [client.id] });
  const fileId = await upload(stage, conversation, client, { name: `${word}.png`, bytes: `${word} bytes` });
  await upload(stage, conversation, client, { name: `${word}-unsent.png`, bytes: `${word} unsent` });
  await say(stage, conversation, client, `${word} text`, {
    clientMessageId: `${word}-key`,
    attachmentIds: [fileId],
    metadata: { note: `${word} metadata` },
  });
  const edited = await say(stage, conversation, client, `${word} before`);
  await stage.messageChanges.edit({ messageId: edited.id, personId: client.id, content: 'after' });
  const removed = await say(stage, conversation, client, 'gone', { clientMessageId: `${word}-gone` });
  await stage.messageChanges.delete({ messageId: removed.id, personId: client.id });
  for (const emoji of ['👍', '🎉']) {
    await stage.messageChanges.setReaction({ messageId: answer.id, personId: client.id, emoji, active: true });
  }
  await stage.messageChanges.setReaction({
    messageId: answer.id,
    personId: professional.id,
    emoji: '👍',
    active: true,
  });
  await stage.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 2 });
  await stage.pushSubscriptions.save({
    id: randomUUID(),
    personId: client.id,
    endpoint: `https://push.example.com/${word}`,
    keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
  });
  await stage.notificationPreferences.put(client.id, {
    ...(await stage.notificationPreferences.get(client.id)),
    email: true,
  });
  await stage.notificationPreferences.mute(client.id, conversation.id, null);
  await stage.notifications.add({
    id: randomUUID(),
    personId: client.id,
    kind: 'system',
    dedupeKey: `${word}-key`,
    conversationId: null,
    detail: { about: `${word} detail` },
  });
  const appointment = await book(stage, word, client, professional);
  await leaveCall(stage, word, { client, professional, conversation });
  await indexAll(stage);
  return { client, professional, conversation, answer, appointment };
}

async function book(stage: Stage, word: string, client: Person, professional: Person) {
  const appointmentId = `${word}-appointment`;
  const told = await stage.appointments.book({
    appointmentId,
    professional: { subject: professional.subject, name: undefined, email: undefined },
    client: { subject: client.subject, name: undefined, email: undefined },
    label: `${word} label`,
    startsAt: '2026-11-21T13:30:00.000Z',
    locale: 'fr',
    conversationId: randomUUID(),
    professionalId: randomUUID(),
    clientId: randomUUID(),
    messageId: randomUUID(),
    words: {
      text: `${word} booked`,
      facts: { kind: 'appointment.booked', appointmentId, startsAt: '2026-11-21T13:30:00.000Z' },
    },
  });
  return told.conversation;
}

async function indexAll(stage: Stage): Promise<void> {
  await stage.pool.query('select * from index_messages_v1(1000, 1000000, 0)');
}

/** What of the person is in Redis: presence, jobs that wait and jobs that failed. */
export async function leaveShortLived(stage: Stage, word: string, person: Person) {
  const { commands, prefix, pool, folder } = stage;
  const uploads = join(folder, '.work', 'resumable');
  await mkdir(uploads, { recursive: true });
  await writeFile(join(uploads, 'upload'), `${word} half`);
  await writeFile(join(uploads, 'upload.json'), JSON.stringify({ metadata: { personId: person.id, filename: word } }));
  await writeFile(join(uploads, 'other.json'), JSON.stringify({ metadata: { personId: randomUUID() } }));
  await commands.zadd(`${prefix}-presence-${person.id}`, Date.now() + 60_000, 'replica');
  const push = createQueue('push', { connection: commands, prefix });
  const appointments = createQueue(APPOINTMENTS_QUEUE, { connection: commands, prefix });
  const { rows } = await pool.query<{ id: string }>('select id from push_subscriptions where person_id = $1', [
    person.id,
  ]);
  await push.add('notify', { subscriptionId: rows[0]?.id, seq: 1 });
  await push.add('notify', { subscriptionId: randomUUID(), seq: 1 });
  await appointments.add(
    'command',
    { client: { subject: person.subject, name: `${word} waiting` } },
    { delay: 60_000 },
  );
  await appointments.add('command', { professional: person.subject, client: 'somebody else' }, { delay: 60_000 });
  return {
    left: async () => [
      ...(await push.getJobs(['wait'])).map(() => 'push'),
      ...(await appointments.getJobs(['delayed'])).map(() => 'appointments'),
    ],
    async close() {
      await appointments.obliterate({ force: true });
      await Promise.all([push.close(), appointments.close()]);
    },
  };
}
