import { randomUUID } from 'node:crypto';
import type { Message, Person } from '@causerie/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMessageDoor, type Answer, type MessageDoor } from './message-door.ts';

let door: MessageDoor;

beforeEach(async () => {
  door = await openMessageDoor();
});
afterEach(() => door.app.close());

async function sent(fields: object = { content: 'Bonjour' }, author: Person = door.client): Promise<Message> {
  const { status, body } = await door.call(author, 'POST', `/conversations/${door.conversation.id}/messages`, fields);
  expect(status).toBe(201);
  door.announced.length = 0;
  return body;
}

const codeOf = ({ status, body }: Answer): unknown[] => [status, body.code];
const told = () => door.announced.map(({ event, audience }) => [event.type, audience.toSorted()]);
const everybody = () => [door.client.id, door.professional.id].toSorted();

describe('Sending with people and files', () => {
  it('names people of the conversation, and refuses to name others', async () => {
    const message = await sent({
      content: 'Docteur ?',
      mentions: [door.professional.id.toUpperCase(), door.professional.id],
    });
    expect(message.mentions).toEqual([door.professional.id]);
    const path = `/conversations/${door.conversation.id}/messages`;
    const refused = await door.call(door.client, 'POST', path, { content: 'x', mentions: [door.stranger.id] });
    expect(codeOf(refused)).toEqual([422, 'unprocessable']);
  });

  it('needs no text beside files, which decide the type unless the sender does', async () => {
    const [photo, scan, other] = [door.upload('image/png'), door.upload('application/pdf'), door.upload('image/png')];
    const path = `/conversations/${door.conversation.id}/messages`;
    expect(await sent({ attachmentIds: [photo.id] })).toMatchObject({
      type: 'image',
      content: '',
      attachments: [photo],
    });
    expect(await sent({ attachmentIds: [scan.id], content: 'Voici' })).toMatchObject({
      type: 'file',
      content: 'Voici',
    });
    expect(await sent({ attachmentIds: [other.id], type: 'file' })).toMatchObject({
      type: 'file',
      attachments: [other],
    });
    const again = await door.call(door.client, 'POST', path, { content: 'x', attachmentIds: [scan.id] });
    expect(codeOf(again)).toEqual([422, 'unprocessable']);
    for (const body of [
      {},
      { content: '' },
      { content: ' ' },
      { content: ' ', attachmentIds: [scan.id] },
      { attachmentIds: [] },
    ]) {
      expect(codeOf(await door.call(door.client, 'POST', path, body))).toEqual([400, 'invalid_input']);
    }
  });
});

describe('Changing a message', () => {
  it('DEL-11: an edit is answered and told to everybody as the message now is, with the next revision', async () => {
    const message = await sent();
    const { status, body } = await door.call(door.client, 'PATCH', `/messages/${message.id}`, { content: 'Bonsoir' });
    expect([status, body]).toEqual([
      200,
      { ...message, content: 'Bonsoir', revision: 1, editedAt: expect.any(String) },
    ]);
    expect(told()).toEqual([['message.updated', everybody()]]);
    expect(door.announced[0]?.event).toMatchObject({
      message: body,
      conversation: { number: door.conversation.number },
    });
    expect((await door.call(door.professional, 'GET', `/messages/${message.id}`)).body).toEqual(body);
    const edits = await door.call(door.professional, 'GET', `/messages/${message.id}/edits`);
    expect(edits.body).toEqual({ items: [{ revision: 1, content: 'Bonjour', editedAt: body.editedAt }] });
  });

  it('what changes nothing is answered and told to nobody', async () => {
    const message = await sent();
    const { status, body } = await door.call(door.client, 'PATCH', `/messages/${message.id}`, { content: 'Bonjour' });
    expect([status, body, told()]).toEqual([200, message, []]);
  });

  it('a deletion leaves the place and nothing of what was said, and repeats are answered alike', async () => {
    const message = await sent({ content: 'Bonjour', metadata: { a: 1 } });
    const first = await door.call(door.client, 'DELETE', `/messages/${message.id}`);
    expect(first).toMatchObject({ status: 200, body: { content: '', metadata: null, revision: 1, seq: message.seq } });
    expect(told()).toEqual([['message.deleted', everybody()]]);
    expect(await door.call(door.client, 'DELETE', `/messages/${message.id}`)).toEqual(first);
    expect(told()).toHaveLength(1);
    const edit = await door.call(door.client, 'PATCH', `/messages/${message.id}`, { content: 'autre' });
    expect(codeOf(edit)).toEqual([409, 'conflict']);
  });

  it('an emoji is put on and taken back, each once', async () => {
    const message = await sent();
    const path = `/messages/${message.id}/reactions/${encodeURIComponent('👩🏽‍❤️‍💋‍👨🏿')}`;
    const on = await door.call(door.professional, 'PUT', path);
    expect(on).toMatchObject({
      status: 200,
      body: { reactions: [{ emoji: '👩🏽‍❤️‍💋‍👨🏿', personIds: [door.professional.id] }], revision: 1 },
    });
    expect(await door.call(door.professional, 'PUT', path)).toEqual(on);
    expect((await door.call(door.professional, 'DELETE', path)).body).toMatchObject({ reactions: [], revision: 2 });
    expect(told().map(([type]) => type)).toEqual(['message.updated', 'message.updated']);
    for (const word of [' ', 'ok', '👍 ok', '1', 'é', '👍'.repeat(33)]) {
      const refused = await door.call(
        door.client,
        'PUT',
        `/messages/${message.id}/reactions/${encodeURIComponent(word)}`,
      );
      expect(codeOf(refused)).toEqual([400, 'invalid_input']);
    }
    for (const emoji of ['👍', '❤️', '🇫🇷', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', '☺']) {
      const taken = await door.call(
        door.client,
        'PUT',
        `/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`,
      );
      expect(taken.status).toBe(200);
    }
  });

  it('is for the author where it is a matter of words, and for nobody outside (DOOR-2)', async () => {
    const message = await sent();
    const of = (person: Person, id = message.id) =>
      Promise.all([
        door.call(person, 'PATCH', `/messages/${id}`, { content: 'autre' }),
        door.call(person, 'DELETE', `/messages/${id}`),
      ]);
    expect((await of(door.professional)).map(codeOf)).toEqual([
      [403, 'forbidden'],
      [403, 'forbidden'],
    ]);
    const unknown = await of(door.client, randomUUID());
    const foreign = await of(door.stranger);
    expect(foreign.map(codeOf)).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
    expect(foreign.map(({ body }) => body.detail)).toEqual(unknown.map(({ body }) => body.detail));
    for (const path of ['', '/edits', '/receipts']) {
      expect(codeOf(await door.call(door.stranger, 'GET', `/messages/${message.id}${path}`))).toEqual([
        404,
        'not_found',
      ]);
    }
    expect(codeOf(await door.call(door.stranger, 'POST', `/messages/${message.id}/read`))).toEqual([404, 'not_found']);
  });

  it('DOOR-7: a conversation that is not active refuses edits and reactions, and still lets an author delete', async () => {
    const message = await sent();
    door.setStatus('archived');
    const edit = await door.call(door.client, 'PATCH', `/messages/${message.id}`, { content: 'autre' });
    const reaction = await door.call(
      door.client,
      'PUT',
      `/messages/${message.id}/reactions/${encodeURIComponent('👍')}`,
    );
    expect([edit, reaction].map(codeOf)).toEqual([
      [409, 'conversation_closed'],
      [409, 'conversation_closed'],
    ]);
    expect((await door.call(door.client, 'DELETE', `/messages/${message.id}`)).status).toBe(200);
  });

  it('a bus that is away does not make a committed change fail', async () => {
    const message = await sent();
    door.loseBus();
    const { status, body } = await door.call(door.client, 'PATCH', `/messages/${message.id}`, { content: 'autre' });
    expect([status, body.content]).toEqual([200, 'autre']);
  });
});

describe('Catching up and reading', () => {
  it('DEL-11: whoever was away asks for what changed after a revision', async () => {
    const [one, two] = [await sent(), await sent({ content: 'deux' })];
    await door.call(door.client, 'PATCH', `/messages/${two.id}`, { content: 'trois' });
    await door.call(door.client, 'DELETE', `/messages/${one.id}`);
    const changes = async (query: string) =>
      door.call(door.professional, 'GET', `/conversations/${door.conversation.id}/changes${query}`);
    const all = (await changes('')).body;
    expect(all).toMatchObject({
      items: [
        { id: two.id, revision: 1 },
        { id: one.id, revision: 2 },
      ],
      revision: 2,
      hasMore: false,
    });
    expect((await changes('?after=0&limit=1')).body).toEqual({ ...all, items: [all.items[0]], hasMore: true });
    expect((await changes('?after=1')).body.items).toEqual([all.items[1]]);
    expect((await changes('?after=2')).body).toEqual({ items: [], revision: 2, hasMore: false });
    for (const query of ['?after=-1', '?limit=0', '?limit=101']) {
      expect((await changes(query)).status).toBe(400);
    }
    const foreign = await door.call(door.stranger, 'GET', `/conversations/${door.conversation.id}/changes`);
    expect(codeOf(foreign)).toEqual([404, 'not_found']);
  });

  it('DEL-9: reading a message moves the marker up to it, and its author sees when', async () => {
    const [first, second] = [await sent(), await sent({ content: 'deux' })];
    const read = await door.call(door.professional, 'POST', `/messages/${first.id}/read`);
    expect(read).toMatchObject({ status: 200, body: { participant: { readSeq: 1, unread: 1 } } });
    expect(told()).toEqual([['read.updated', everybody()]]);
    expect((await door.call(door.professional, 'POST', `/messages/${second.id}/read`)).body.participant.unread).toBe(0);
    const again = await door.call(door.professional, 'POST', `/messages/${first.id}/read`);
    expect(again.body.readAt).toBe(read.body.readAt);
    const receipts = await door.call(door.client, 'GET', `/messages/${first.id}/receipts`);
    const { readAt } = read.body;
    expect(receipts.body).toEqual({ items: [{ person: door.professional, deliveredAt: readAt, readAt }] });
  });
});
