import type { Actor, PersistMessage } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { requireOppositeSides, sendMessage, setTyping, type ConversationAccess } from '../src/index.ts';

const person = { id: 'p', side: 'client', subject: '42', name: 'Léa' } as const;
const actor: Actor = { person, expiresAtMs: 0, issuedAtMs: 0 };
const open: ConversationAccess = { id: 'c', number: 5, status: 'active', participantIds: ['p', 'q'] };

function deps(access: ConversationAccess | null) {
  const sent: PersistMessage[] = [];
  return {
    sent,
    access: () => Promise.resolve(access),
    ids: { next: () => 'minted' },
    lanes: {
      send(message: PersistMessage) {
        sent.push(message);
        return Promise.resolve({ ok: true, created: true, seq: 9, number: 90, createdAt: 't' } as const);
      },
    },
  };
}

describe('Sending: may before do', () => {
  it.each([
    ['an unknown conversation', null, 'not_found'],
    ['a foreign conversation', { ...open, participantIds: ['q'] }, 'not_found'],
    ['an archived conversation', { ...open, status: 'archived' as const }, 'conversation_closed'],
    ['a blocked conversation', { ...open, status: 'blocked' as const }, 'conversation_closed'],
  ])('%s refuses before anything is sent', async (_, access, code) => {
    const made = deps(access);
    await expect(sendMessage(made, actor, { conversationId: 'c', content: 'x' }, null)).rejects.toMatchObject({ code });
    expect(made.sent).toEqual([]);
  });

  it('DEL-3: without a client key the id minted at the door is the key', async () => {
    const made = deps(open);
    const { message, created } = await sendMessage(made, actor, { conversationId: 'c', content: 'x' }, 'r');
    expect([message.id, message.clientMessageId, message.seq, created]).toEqual(['minted', 'minted', 9, true]);
    expect(made.sent[0]).toMatchObject({ requestId: 'r', author: person, type: 'text' });
    expect(message).not.toHaveProperty('requestId');
  });

  it('a refusal of the worker is what the caller hears', async () => {
    const refused = { send: () => Promise.resolve({ ok: false, code: 'unavailable' } as const) };
    const sending = sendMessage({ ...deps(open), lanes: refused }, actor, { conversationId: 'c', content: 'x' }, null);
    await expect(sending).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('DEL-10: typing is for the other participants alone', async () => {
    const input = { conversationId: 'c', active: true };
    const announcement = await setTyping({ access: () => Promise.resolve(open) }, actor, input);
    expect(announcement.audience).toEqual(['q']);
  });

  it('a conversation joins the two sides', () => {
    expect(() => requireOppositeSides(person, person)).toThrow(expect.objectContaining({ code: 'wrong_side' }));
  });
});
