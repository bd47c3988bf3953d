import type { Actor, Announcement, Conversation, Person, PersistMessage } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { openConversation, type CreateConversationDeps } from '../src/index.ts';

const salon: Person = { id: 's', side: 'professional', subject: 'salon', name: 'Salon' };
const client: Person = { id: 'c', side: 'client', subject: 'léa', name: 'Léa' };
const as = (person: Person): Actor => ({ person, expiresAtMs: 0, issuedAtMs: 0 });
const participant = { readSeq: 0, readAt: null, deliveredSeq: 0, deliveredAt: null, unread: 0 };
const conversation: Conversation = {
  id: 'k',
  number: 1,
  status: 'active',
  subject: null,
  appointmentId: null,
  participants: [salon, client].map((person) => ({ person, ...participant })),
  lastSeq: 0,
  revision: 0,
  blockedById: null,
  lastMessage: null,
  createdAt: '',
  updatedAt: '',
  lastMessageAt: null,
};

/** A house with these two, where everything that is opened is `conversation`. */
function house({
  linked = false,
  created = true,
  status = 'active',
}: { linked?: boolean; created?: boolean; status?: Conversation['status'] } = {}) {
  const asked: unknown[] = [];
  const sent: PersistMessage[] = [];
  const announced: Announcement[] = [];
  const opened = (what: string) => async (input: object) => {
    asked.push([what, input]);
    return { conversation: { ...conversation, status }, created };
  };
  const deps = {
    access: async () => ({ id: 'k', number: 1, status, participantIds: ['s', 'c'] }),
    ids: { next: () => 'minted' },
    lanes: {
      async send(message: PersistMessage) {
        sent.push(message);
        return { ok: true, created: true, seq: 1, number: 1, createdAt: '' } as const;
      },
    },
    announcer: { announce: async (all: readonly Announcement[]) => void announced.push(...all) },
    conversations: {
      openPair: opened('pair'),
      openForAppointment: opened('appointment'),
      ofAppointment: async (id: string) => (id === 'theirs' ? conversation : null),
      get: async () => conversation,
    },
    directory: {
      find: async (side: string, subject: string) =>
        [salon, client].find((one) => one.side === side && one.subject === subject) ?? null,
      areLinked: async () => linked,
    },
  } as unknown as CreateConversationDeps;
  return { deps, asked, sent, announced };
}

describe('Opening a conversation in the manner of businesses that write to their clients', () => {
  it('a professional needs no link, and both are told once it began', async () => {
    const { deps, asked, announced } = house();
    await openConversation(deps, as(salon), { withSubject: 'léa', subject: 'Coupe' }, null);
    expect(asked).toEqual([['pair', { id: 'minted', professionalId: 's', clientId: 'c', subject: 'Coupe' }]]);
    expect(announced).toEqual([{ audience: ['s', 'c'], event: { type: 'conversation.created', conversation } }]);
    const again = house({ created: false });
    await openConversation(again.deps, as(salon), { withSubject: 'léa' }, null);
    expect(again.announced).toEqual([]);
  });

  it('a client needs a link, and learns nothing of who exists', async () => {
    const { deps, asked } = house();
    for (const withSubject of ['salon', 'nobody', undefined]) {
      const opening = openConversation(deps, as(client), { withSubject }, null);
      await expect(opening).rejects.toMatchObject({ code: 'not_linked' });
    }
    expect(asked).toEqual([]);
    const linked = house({ linked: true });
    await openConversation(linked.deps, as(client), { withSubject: 'salon' }, null);
    expect(linked.asked).toHaveLength(1);
    await expect(openConversation(deps, as(salon), { withSubject: 'nobody' }, null)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('a client gets the conversation of an appointment, and makes none', async () => {
    const { deps, asked } = house({ linked: true });
    const mine = await openConversation(deps, as(client), { appointmentId: 'theirs' }, null);
    expect(mine).toEqual({ conversation, created: false });
    const made = openConversation(deps, as(client), { withSubject: 'salon', appointmentId: 'new' }, null);
    await expect(made).rejects.toMatchObject({ code: 'not_found' });
    expect(asked).toEqual([]);
  });

  it('DEL-3: the first message of an appointment has one key, so a repeat does not say it twice', async () => {
    const input = { withSubject: 'léa', appointmentId: 'a', firstMessage: 'Confirmé.' };
    const { deps, asked, sent } = house();
    await openConversation(deps, as(salon), input, 'r');
    await openConversation(deps, as(salon), input, 'r');
    expect(asked[0]).toEqual(['appointment', expect.objectContaining({ appointmentId: 'a' })]);
    expect(new Set(sent.map(({ clientMessageId }) => clientMessageId)).size).toBe(1);
    await openConversation(deps, as(salon), { withSubject: 'léa', firstMessage: 'Bonjour' }, 'r');
    expect(sent.at(-1)?.clientMessageId).toBe('minted');
  });

  it('asking again for the conversation of an appointment gets it also when it is put away', async () => {
    const { deps, sent } = house({ created: false, status: 'archived' });
    const input = { withSubject: 'léa', firstMessage: 'Confirmé.' };
    const got = await openConversation(deps, as(salon), { ...input, appointmentId: 'a' }, null);
    expect([got.conversation.status, sent]).toEqual(['archived', []]);
    await expect(openConversation(deps, as(salon), input, null)).rejects.toMatchObject({ code: 'conversation_closed' });
  });
});
