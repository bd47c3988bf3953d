import type { Actor } from '@causerie/contracts';
import { expect, test } from 'vitest';
import { resolveLinks, type KeptAttachment, type NewAttachment, type ResolveLinksDeps } from '../src/index.ts';

const CONVERSATION = '018f0000-0000-7000-8000-0000000000c1';
const MINE = '018f0000-0000-7000-8000-0000000000a1';
const THEIRS = '018f0000-0000-7000-8000-0000000000a2';
const ELSEWHERE = '018f0000-0000-7000-8000-0000000000a3';
const ME = '018f0000-0000-7000-8000-000000000001';
const actor: Actor = {
  person: { id: ME, side: 'client', subject: '1', name: 'Léa' },
  expiresAtMs: 0,
  issuedAtMs: 0,
};

function kept(id: string, fields: Partial<KeptAttachment>): KeptAttachment {
  const attachment = { id } as KeptAttachment['attachment'];
  const rest = { messageId: null, storageKey: null, thumbnailKey: null };
  return { attachment, conversationId: CONVERSATION, uploaderId: ME, ...rest, ...fields };
}

function open(allowForeignLinks = false) {
  const rows = [kept(MINE, {}), kept(THEIRS, { uploaderId: 'other' }), kept(ELSEWHERE, { conversationId: 'other' })];
  const added: NewAttachment[] = [];
  const attachments = {
    find: async (id: string) => rows.find(({ attachment }) => attachment.id === id) ?? null,
    add: async (row: NewAttachment) => (added.push(row), 'added' as const),
  } as unknown as ResolveLinksDeps['attachments'];
  const access = { id: CONVERSATION, number: 1, status: 'active' as const, participantIds: [ME] };
  const deps: ResolveLinksDeps = {
    access: async () => access,
    attachments,
    ids: { next: () => 'new' },
    linkTokens: {
      read: (token) =>
        token === 'good' ? { attachmentId: MINE, personId: ME, size: 'original', expiresAtMs: 0 } : null,
    },
    allowForeignLinks,
  };
  const resolve = async (...urls: string[]): Promise<string[]> => {
    const links = urls.map((url) => ({ url, mediaType: 'image/png' }));
    return (await resolveLinks(deps, actor, { conversationId: CONVERSATION, links })).attachmentIds;
  };
  return { resolve, added };
}

test.each([
  `/v1/attachments/${MINE}/content`,
  `https://chat.example/v1/attachments/${MINE.toUpperCase()}/content?size=thumbnail`,
  '/v1/files/good',
  'http://localhost:3000/v1/files/good',
])('our own address %s names its attachment', async (url) => expect(await open().resolve(url)).toEqual([MINE]));

test.each([
  [`/v1/attachments/${THEIRS}/content`, 'not_found'],
  [`/v1/attachments/${ELSEWHERE}/content`, 'not_found'],
  ['/v1/attachments/018f0000-0000-7000-8000-0000000000ff/content', 'not_found'],
  ['/v1/files/forged', 'unprocessable'],
  ['https://elsewhere.example/a.png', 'unprocessable'],
])('%s is refused with %s', async (url, code) => {
  await expect(open().resolve(url)).rejects.toMatchObject({ code });
});

test('addresses elsewhere are kept as they are where the operator allows them', async () => {
  const { resolve, added } = open(true);
  expect(await resolve('https://elsewhere.example/a%20b.png?x=1', '/v1/files/good')).toEqual(['new', MINE]);
  expect(added).toMatchObject([
    {
      url: 'https://elsewhere.example/a%20b.png?x=1',
      name: 'a b.png',
      mediaType: 'image/png',
      storageKey: null,
      state: 'ready',
    },
  ]);
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'ftp://a.example/a',
  'https://me:secret@a.example/',
  'a.png',
  `https://a.example/${'a'.repeat(2100)}`,
])('an address like %s is refused even then, and nothing of its message is kept', async (url) => {
  const { resolve, added } = open(true);
  await expect(resolve('https://elsewhere.example/a.png', url)).rejects.toMatchObject({ code: 'unprocessable' });
  expect(added).toEqual([]);
});
