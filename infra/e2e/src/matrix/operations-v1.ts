import { PEOPLE, type Operation, type Sent } from './operation.ts';
import { TUS, aFile, uploadHead } from './uploads.ts';

const json = (body: unknown) => (): Sent => ({ json: body });
const P256DH = `B${'A'.repeat(86)}`;
const PUSH_ENDPOINT = 'https://push.example.org/matrix';

const conversation = { roles: PEOPLE, path: ['conversation'] } as const satisfies Operation;
const message = { roles: PEOPLE, path: ['message'] } as const satisfies Operation;
const notification = { roles: PEOPLE, path: ['notification'] } as const satisfies Operation;
const mine = { roles: PEOPLE } as const satisfies Operation;

const CONVERSATIONS: Record<string, Operation> = {
  'POST /v1/conversations': {
    ...mine,
    names: ['subject'],
    sends: ({ subject }) => ({ json: { withSubject: subject } }),
  },
  'POST /v1/conversations (by id)': {
    ...mine,
    names: ['person'],
    sends: ({ person }) => ({ json: { withPersonId: person } }),
  },
  'GET /v1/conversations': { ...mine, names: ['word'], query: ({ word }) => `search=${word}` },
  'GET /v1/conversations/{id}': conversation,
  'PATCH /v1/conversations/{id}': { ...conversation, sends: json({ subject: 'Suivi' }), whenBlocked: 409 },
  'DELETE /v1/conversations/{id}': { ...conversation, roles: ['professional'], whenBlocked: 409 },
  'POST /v1/conversations/{id}/archive': { ...conversation, whenBlocked: 409 },
  'POST /v1/conversations/{id}/unarchive': { ...conversation, whenBlocked: 409 },
  'POST /v1/conversations/{id}/block': conversation,
  'POST /v1/conversations/{id}/unblock': { ...conversation, whenBlocked: 403 },
  'POST /v1/conversations/{id}/read': { ...conversation, sends: json({ upToSeq: 1 }) },
  'POST /v1/conversations/{id}/delivered': { ...conversation, sends: json({ upToSeq: 1 }) },
  'POST /v1/conversations/{id}/typing': { ...conversation, sends: json({ active: true }) },
  'GET /v1/conversations/{id}/changes': { ...conversation, query: () => 'after=0' },
  'GET /v1/conversations/{id}/mute': conversation,
  'PUT /v1/conversations/{id}/mute': { ...conversation, sends: json({ until: null }) },
  'DELETE /v1/conversations/{id}/mute': conversation,
  'GET /v1/unread': mine,
  'GET /v1/search/messages': {
    ...mine,
    names: ['conversation', 'word'],
    query: ({ conversation: id, word }) => `q=${word}&conversationId=${id}`,
  },
};

const MESSAGES: Record<string, Operation> = {
  'POST /v1/conversations/{id}/messages': { ...conversation, sends: json({ content: 'Bonjour' }), whenBlocked: 409 },
  'POST /v1/conversations/{id}/messages (a reply)': {
    ...conversation,
    within: ['conversation'],
    names: ['message'],
    sends: ({ message: id }) => ({ json: { content: 'Bonjour', replyToId: id } }),
    whenBlocked: 409,
  },
  'POST /v1/conversations/{id}/messages (with a mention)': {
    ...conversation,
    within: ['conversation'],
    names: ['person'],
    sends: ({ person }) => ({ json: { content: 'Bonjour', mentions: [person] } }),
    whenBlocked: 409,
  },
  'POST /v1/conversations/{id}/messages (with a file)': {
    ...conversation,
    within: ['conversation'],
    names: ['draft'],
    sends: ({ draft }) => ({ json: { attachmentIds: [draft] } }),
    whenBlocked: 409,
  },
  'GET /v1/conversations/{id}/messages': conversation,
  'GET /v1/messages/{id}': message,
  'PATCH /v1/messages/{id}': {
    ...message,
    sends: json({ content: 'Bonsoir' }),
    onlyOwn: { kind: 'heard', status: 403 },
    whenBlocked: 409,
  },
  'DELETE /v1/messages/{id}': { ...message, onlyOwn: { kind: 'heard', status: 403 } },
  'PUT /v1/messages/{id}/reactions/{emoji}': { ...message, path: ['message', 'emoji'], whenBlocked: 409 },
  'DELETE /v1/messages/{id}/reactions/{emoji}': { ...message, path: ['message', 'emoji'], whenBlocked: 409 },
  'GET /v1/messages/{id}/edits': message,
  'GET /v1/messages/{id}/receipts': message,
  'POST /v1/messages/{id}/read': message,
};

const FILES: Record<string, Operation> = {
  'POST /v1/conversations/{id}/attachments': {
    ...conversation,
    sends: () => ({ form: aFile('notes.txt', 'Une note.') }),
    whenBlocked: 409,
  },
  'DELETE /v1/attachments/{id}': { roles: PEOPLE, path: ['draft'], onlyOwn: { kind: 'otherDraft', status: 404 } },
  'GET /v1/attachments/{id}': { roles: PEOPLE, path: ['file'] },
  'GET /v1/attachments/{id}/content': { roles: PEOPLE, path: ['file'] },
  'POST /v1/attachments/{id}/link': { roles: PEOPLE, path: ['file'], sends: json({}) },
  'GET /v1/files/{token}': { roles: 'public', path: ['fileLink'] },
  'POST /v1/uploads': {
    roles: PEOPLE,
    names: ['conversation'],
    sends: ({ conversation: id }) => ({ headers: uploadHead(id, 'notes.txt', 4) }),
    whenBlocked: 409,
  },
  'HEAD /v1/uploads/{id}': {
    roles: PEOPLE,
    path: ['upload'],
    sends: () => ({ headers: TUS }),
    onlyOwn: { kind: 'otherUpload', status: 404 },
  },
  'PATCH /v1/uploads/{id}': {
    roles: PEOPLE,
    path: ['upload'],
    sends: () => ({
      headers: { ...TUS, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      bytes: 'Une',
    }),
    onlyOwn: { kind: 'otherUpload', status: 404 },
  },
  'DELETE /v1/uploads/{id}': {
    roles: PEOPLE,
    path: ['upload'],
    sends: () => ({ headers: TUS }),
    onlyOwn: { kind: 'otherUpload', status: 404 },
  },
  'GET /v1/uploads/{id}/attachment': {
    roles: PEOPLE,
    path: ['draft'],
    onlyOwn: { kind: 'otherUpload', status: 404 },
  },
};

const NOTIFICATIONS: Record<string, Operation> = {
  'GET /v1/notifications': mine,
  'POST /v1/notifications/{id}/read': notification,
  'POST /v1/notifications/read-all': mine,
  'DELETE /v1/notifications/{id}': notification,
  'GET /v1/notifications/preferences': mine,
  'PUT /v1/notifications/preferences': { ...mine, sends: json({ sound: false }) },
  'GET /v1/notifications/push': mine,
  'POST /v1/notifications/push/subscriptions': {
    ...mine,
    sends: json({ endpoint: PUSH_ENDPOINT, keys: { p256dh: P256DH, auth: 'A'.repeat(22) } }),
    // The installation of the matrix has no keys to push with.
    answers: 422,
  },
  'DELETE /v1/notifications/push/subscriptions': { ...mine, sends: json({ endpoint: PUSH_ENDPOINT }) },
  'GET /v1/notifications/unsubscribe/{token}': { roles: 'public', path: ['unsubscribeKey'] },
  'POST /v1/notifications/unsubscribe/{token}': { roles: 'public', path: ['unsubscribeKey'] },
};

/** Operations of people on what they have: conversations, messages, files, notifications. */
export const V1_OPERATIONS: Readonly<Record<string, Operation>> = {
  ...CONVERSATIONS,
  ...MESSAGES,
  ...FILES,
  ...NOTIFICATIONS,
};
