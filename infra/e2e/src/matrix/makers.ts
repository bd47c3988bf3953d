import { randomUUID } from 'node:crypto';
import type { Call } from '@causerie/contracts';
import type { Canaries } from './canaries.ts';
import { eventually } from './database.ts';
import { callAs, type Caller, type Household, type HouseholdDeps } from './household.ts';
import { MISSING, type Kind } from './kinds.ts';
import { DEVICE } from './socket.ts';
import { aFile, uploadHead } from './uploads.ts';

/** A household that is being made: `get` gives other things of it, `as` calls the API with a token. */
type Making = HouseholdDeps &
  Omit<Household, 'things' | 'block'> & { get(kind: Kind): Promise<string>; as(token: string): Caller };

const DAY_MS = 86_400_000;
const UPLOAD_BYTES = 8;

/** How each kind of thing comes to be. */
export const MAKERS: Readonly<Record<Kind, (making: Making) => Promise<string>>> = {
  async conversation({ as, myToken, other, canaries }) {
    const body = { withSubject: other.subject, subject: canaries.subject };
    return (await as(myToken)('POST', '/v1/conversations', body)).json.id;
  },
  async room({ as, myToken, get }) {
    return String((await as(myToken)('GET', `/v1/conversations/${await get('conversation')}`)).json.number);
  },
  async message({ as, myToken, canaries, get }) {
    const [before, content] = canaries.texts;
    const id = await say(as(myToken), await get('conversation'), { content: before });
    await as(myToken)('PATCH', `/v1/messages/${id}`, { content });
    return id;
  },
  heard: async ({ as, otherToken, canaries, get }) =>
    say(as(otherToken), await get('conversation'), { content: canaries.texts[2] }),
  draft: async ({ as, myToken, canaries, get }) => sendFile(as(myToken), await get('conversation'), canaries),
  otherDraft: async ({ as, otherToken, canaries, get }) =>
    sendFile(as(otherToken), await get('conversation'), canaries),
  async file({ as, myToken, canaries, get }) {
    const conversation = await get('conversation');
    const id = await sendFile(as(myToken), conversation, canaries);
    await say(as(myToken), conversation, { content: canaries.texts[3], attachmentIds: [id] });
    return id;
  },
  upload: async ({ as, myToken, canaries, get }) => beginUpload(as(myToken), await get('conversation'), canaries),
  otherUpload: async ({ as, otherToken, canaries, get }) =>
    beginUpload(as(otherToken), await get('conversation'), canaries),
  async notification({ database, as, myToken, get }) {
    const [id, key, conversation] = [randomUUID(), randomUUID(), await get('conversation')];
    await database.query(
      `insert into notifications (id, person_id, kind, dedupe_key, conversation_id, seq, payload)
       values ($1, $2, 'system', $3, $4, 1, '{}')`,
      [id, await idOf(as(myToken)), key, conversation],
    );
    return id;
  },
  person: async ({ as, otherToken }) => idOf(as(otherToken)),
  name: async ({ other }) => other.name,
  side: async ({ other }) => other.side,
  subject: async ({ other }) => other.subject,
  pair: async ({ me, other }) => JSON.stringify({ [me.side]: me.subject, [other.side]: other.subject }),
  async appointment({ as, backEnd, canaries, get }) {
    const appointmentId = randomUUID();
    const startsAt = new Date(Date.now() + DAY_MS).toISOString();
    const ends = JSON.parse(await get('pair')) as object;
    await as(backEnd)('POST', '/v1/appointments', { appointmentId, ...ends, label: canaries.label, startsAt });
    return appointmentId;
  },
  export: async ({ as, myToken }) => (await as(myToken)('POST', '/v1/me/export')).json.id,
  erasure: async ({ as, myToken }) => (await as(myToken)('POST', '/v1/me/erasure', { confirm: true })).json.id,
  async fileLink({ as, myToken, get }) {
    return lastPart((await as(myToken)('POST', `/v1/attachments/${await get('file')}/link`, {})).json.url);
  },
  async exportLink({ as, myToken, get }) {
    const path = `/v1/me/export/${await get('export')}`;
    const link = async () => (await as(myToken)('GET', path)).json.download as { url: string } | null;
    return lastPart((await eventually('the export', link)).url);
  },
  async unsubscribeKey({ database, as, myToken }) {
    await as(myToken)('PUT', '/v1/notifications/preferences', { email: true });
    const sql = 'select unsubscribe_key as key from notification_preferences where person_id = $1';
    return String((await database.query(sql, [await idOf(as(myToken))]))[0]?.['key']);
  },
  async number({ as, myToken, get }) {
    const message = await get('message');
    return String((await as(myToken)('GET', `/v1/messages/${message}`)).json.number);
  },
  async call({ as, otherToken, get }) {
    const body = { conversationId: await get('conversation'), device: 'other-device' };
    return (await as(otherToken)('POST', '/v1/calls', body)).json.id;
  },
  async hosted({ as, myToken, canaries, get }) {
    const where = { conversationId: await get('conversation'), device: DEVICE };
    return (await as(myToken)('POST', '/v1/calls', { ...where, mode: 'room', title: canaries.label })).json.id;
  },
  async waiting({ world, canaries, get }) {
    const body = { token: await get('shareToken'), name: canaries.names[1] };
    return (await callAs(world, null)('POST', '/v1/calls/ask-in', body)).json.participantId;
  },
  async peer({ as, myToken, other, get }) {
    const { participants } = (await as(myToken)('GET', `/v1/calls/${await get('hosted')}`)).json as Call;
    return participants.find(({ person }) => person?.subject === other.subject)?.id ?? '';
  },
  async session({ as, myToken, get }) {
    const body = { conversationId: await get('conversation') };
    return (await as(myToken)('POST', '/api/messaging/medecin-patient/webrtc/sessions', body)).json.id;
  },
  share: async (making) => JSON.parse(await making.get('shareLink')).id,
  shareToken: async (making) => JSON.parse(await making.get('shareLink')).token,
  async shareLink({ as, me, myToken, otherToken, get }) {
    const path = `/v1/calls/${await get('hosted')}/share-tokens`;
    // The professional is the host, whoever began.
    const host = me.side === 'professional' ? myToken : otherToken;
    const { share, token } = (await as(host)('POST', path, {})).json;
    return JSON.stringify({ id: share.id, token });
  },
  async word({ canaries, get }) {
    await get('message');
    return canaries.texts[1];
  },
  emoji: async () => MISSING.emoji,
};

async function idOf(call: Caller): Promise<string> {
  return (await call('GET', '/v1/me')).json.person.id;
}

async function say(call: Caller, conversation: string, body: object): Promise<string> {
  return (await call('POST', `/v1/conversations/${conversation}/messages`, body)).json.id;
}

async function sendFile(call: Caller, conversation: string, { fileName, texts }: Canaries): Promise<string> {
  return (await call('POST', `/v1/conversations/${conversation}/attachments`, aFile(fileName, texts[0]))).json.id;
}

async function beginUpload(call: Caller, conversation: string, { fileName }: Canaries): Promise<string> {
  const { headers } = await call('POST', '/v1/uploads', undefined, uploadHead(conversation, fileName, UPLOAD_BYTES));
  return lastPart(headers.get('location') ?? '');
}

function lastPart(url: string): string {
  return url.split('/').at(-1) ?? '';
}
