import { randomUUID } from 'node:crypto';
import {
  Conversation,
  ConversationPage,
  DirectoryPage,
  MarkerResult,
  Me,
  Message,
  MessagePage,
  UnreadTotals,
} from '@causerie/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { MANNERS } from '../src/manners.ts';
import { connect, type Manner, type Speaker } from '../src/speaker.ts';
import { openWorld, type Somebody, type World } from '../src/world.ts';

let world: World;
const speakers: Speaker[] = [];
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterEach(() => {
  for (const speaker of speakers.splice(0)) speaker.close();
});
afterAll(() => world.close());

/** A médecin on the first replica and a patient on the second, in one conversation that both have entered. */
async function meet(
  manner: Manner,
): Promise<{ doctor: Speaker; patient: Speaker; conversation: string; people: Somebody[] }> {
  const { doctor, patient } = await world.couple(manner.oneTable);
  const onFirst = await connect(world, manner, doctor, { base: world.replicas[0] ?? '' });
  const onSecond = await connect(world, manner, patient, { base: world.replicas[1] ?? '' });
  speakers.push(onFirst, onSecond);
  const conversation = manner.idOf((await onFirst.open(patient)).body);
  await Promise.all([onFirst.enter(conversation), onSecond.enter(conversation)]);
  return { doctor: onFirst, patient: onSecond, conversation, people: [doctor, patient] };
}

describe.each(MANNERS.map((manner) => [manner.name, manner] as const))(
  'A conversation in the %s dialect',
  (_, manner) => {
    it('DEL-1, DEL-2: what is said by socket and by REST is heard on the other replica, and the log of both is the same', async () => {
      const { doctor, patient, conversation } = await meet(manner);
      const said = await doctor.say(conversation, 'Bonjour Léa');
      const posted = await patient.post(conversation, 'Bonjour docteur');
      expect([said.ok, posted.status]).toEqual([true, 201]);
      await Promise.all([doctor, patient].map((speaker) => speaker.until(() => speaker.heard.length >= 2)));
      const log = await doctor.list(conversation);
      expect(log.map(({ content, from }) => [content, from])).toEqual([
        ['Bonjour Léa', 'Dr Camille Moreau'],
        ['Bonjour docteur', 'Léa Martin'],
      ]);
      expect(log.map(({ id }) => id)).toEqual([said.id, posted.id]);
      expect(await patient.list(conversation)).toEqual(log);
      expect(patient.heard).toEqual(log);
      expect(doctor.heard).toEqual(log);
    });

    it('DEL-3: a repeat with the same client key returns the same message by REST, by socket and through another replica', async () => {
      const { doctor, conversation, people } = await meet(manner);
      const key = randomUUID();
      const first = await doctor.post(conversation, 'Une seule fois', key);
      const again = await doctor.post(conversation, 'Une seule fois', key);
      const elsewhere = await connect(world, manner, people[0] as Somebody, { base: world.replicas[1] ?? '' });
      speakers.push(elsewhere);
      const bySocket = await elsewhere.say(conversation, 'Une seule fois', key);
      expect([first.status, again.status, bySocket.ok]).toEqual([201, 200, true]);
      expect(new Set([first.id, again.id, bySocket.id]).size).toBe(1);
      expect(await doctor.list(conversation)).toHaveLength(1);
    });

    it('DEL-4: what one connection sends to one conversation keeps its order', async () => {
      const { doctor, patient, conversation } = await meet(manner);
      const contents = Array.from({ length: 60 }, (_unused, index) => `message ${index + 1}`);
      const acks = await Promise.all(contents.map((content) => doctor.say(conversation, content)));
      expect(acks.every(({ ok }) => ok)).toBe(true);
      await patient.until(() => patient.heard.length >= contents.length);
      expect(patient.heard.map(({ content }) => content)).toEqual(contents);
      const tail = (await patient.list(conversation)).map(({ content }) => content);
      expect(tail).toEqual(contents.slice(-tail.length));
    });

    it('DEL-7: a stranger can neither read, write, join nor hear, and foreign and unknown answer alike', async () => {
      const { doctor, conversation } = await meet(manner);
      const { patient: stranger } = await world.couple(manner.oneTable);
      const outsider = await connect(world, manner, stranger);
      speakers.push(outsider);
      await outsider.enter(conversation);
      const answers = await Promise.all(
        [conversation, manner.unknown].map(async (id) => {
          const { status, body } = await outsider.post(id, 'Ouvrez !');
          const read = await world.call('GET', `${manner.path}/conversations/${id}/messages`, outsider.token);
          const { code } = await outsider.say(id, 'Ouvrez !');
          const strip = ({ requestId: __, ...rest }: Record<string, unknown>): unknown => rest;
          return [status, strip(body), read.status, strip(read.body), code];
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]?.[0]).toBe(404);
      await doctor.say(conversation, 'Entre nous');
      await doctor.until(() => doctor.heard.length === 1);
      expect(outsider.heard).toEqual([]);
      expect(await doctor.list(conversation)).toHaveLength(1);
    });

    it('DEL-8, DEL-9: unread counts messages of others, and a read marker is told to the other side', async () => {
      const { doctor, patient, conversation } = await meet(manner);
      for (const content of ['un', 'deux', 'trois']) await doctor.say(conversation, content);
      await patient.say(conversation, 'quatre');
      expect([await patient.unread(), await doctor.unread()]).toEqual([3, 1]);
      await patient.read(conversation, 4);
      await doctor.until(() => doctor.events.some(({ event }) => event === manner.readHeard));
      expect([await patient.unread(), await doctor.unread()]).toEqual([0, 1]);
    });

    it('DEL-10: typing is shown to the other side, on another replica, and not to the one who types', async () => {
      const { doctor, patient, conversation } = await meet(manner);
      await patient.type(conversation);
      await doctor.until(() => doctor.events.some(({ event }) => event === manner.typing.heard));
      expect(patient.events.filter(({ event }) => event === manner.typing.heard)).toEqual([]);
    });

    it('DOOR-6: opening is get-or-create: one conversation per pair, and only for people who are linked', async () => {
      const { doctor, patient, conversation, people } = await meet(manner);
      const again = await doctor.open(people[1] as Somebody);
      expect([again.status, manner.idOf(again.body)]).toEqual([200, conversation]);
      const { doctor: otherDoctor, patient: stranger } = await world.couple(manner.oneTable);
      expect((await doctor.open(stranger)).status).toBe(manner.opensWithStrangers ? 201 : 403);
      expect((await patient.open(otherDoctor)).status).toBe(403);
    });

    it.each(['a\u0000b', '\ud800', ' ', 'x'.repeat(8001)])(
      'DOOR-3: the text %j is refused and nothing is stored',
      async (content) => {
        const { doctor, conversation } = await meet(manner);
        expect((await doctor.post(conversation, content)).status).toBe(400);
        expect(await doctor.say(conversation, content)).toMatchObject({ ok: false, code: 'invalid_input' });
        expect(await doctor.list(conversation)).toEqual([]);
      },
    );

    it('polling works through the API gateway, sticky to the replica that knows the connection', async () => {
      const { doctor, conversation, people } = await meet(manner);
      const polling = await connect(world, manner, people[1] as Somebody, { transports: ['polling'] });
      speakers.push(polling);
      await polling.enter(conversation);
      await doctor.say(conversation, 'Par petits paquets');
      await polling.until(() => polling.heard.length === 1);
      expect((await polling.say(conversation, 'Reçu')).ok).toBe(true);
    });

    it('ID-1: without a valid token nothing opens', async () => {
      const { doctor, people, conversation } = await meet(manner);
      await expect(
        connect({ ...world, tokenOf: () => Promise.resolve('nonsense') }, manner, people[0] as Somebody),
      ).rejects.toThrow();
      for (const token of [null, `${doctor.token}x`]) {
        const answer = await world.call('GET', `${manner.path}/conversations/${conversation}/messages`, token);
        expect(answer.status).toBe(401);
      }
    });

    it('ID-9: an ended token and a disabled person lose their socket within 5 s', async () => {
      const { patient, people } = await meet(manner);
      const ending = { ...world, tokenOf: (person: Somebody) => world.tokenOf(person, 2) };
      const short = await connect(ending, manner, people[0] as Somebody);
      speakers.push(short);
      short.socket.io.reconnection(false);
      patient.socket.io.reconnection(false);
      const gone = [short, patient].map(
        ({ socket }) => new Promise<string>((resolve) => socket.once('disconnect', resolve)),
      );
      await world.put(people[1] as Somebody, { disabled: true });
      expect(await Promise.all(gone)).toEqual(['io server disconnect', 'io server disconnect']);
    });
  },
);

describe('The operator routes', () => {
  it('the API gateway is ready when every service is, and says what each stands on', async () => {
    const { status, body } = await world.call('GET', '/readyz', null);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('message-worker');
  });

  it('ERR-2: an unknown route answers problem+json with a request id', async () => {
    const { status, body, headers } = await world.call('GET', '/v1/nothing-here', null);
    expect([status, body.code, headers.get('content-type')]).toEqual([
      404,
      'not_found',
      'application/problem+json; charset=utf-8',
    ]);
    expect(headers.get('x-request-id')).toBe(body.requestId);
  });

  it('ERR-3: v1 answers carry what the contract describes and nothing else', async () => {
    const { doctor, conversation } = await meet(MANNERS[0] as Manner);
    const sent = await doctor.post(conversation, 'Bonjour');
    const get = async (path: string): Promise<unknown> => (await world.call('GET', path, doctor.token)).body;
    const answers: Array<[unknown, z.ZodType]> = [
      [sent.body, Message],
      [await get(`/v1/conversations/${conversation}`), Conversation],
      [await get('/v1/conversations'), ConversationPage],
      [await get(`/v1/conversations/${conversation}/messages`), MessagePage],
      [await get('/v1/unread'), UnreadTotals],
      [await get('/v1/directory/people'), DirectoryPage],
      [await get('/v1/me'), Me],
      [
        (await world.call('POST', `/v1/conversations/${conversation}/read`, doctor.token, { upToSeq: 1 })).body,
        MarkerResult,
      ],
    ];
    for (const [answer, schema] of answers) expect(schema.parse(answer)).toEqual(answer);
  });
});
