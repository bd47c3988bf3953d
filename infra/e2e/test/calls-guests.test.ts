import { CALL_SOCKET_CLOSE } from '@causerie/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aDevice, plainParty, v1Party, type Party } from '../src/calls-party.ts';
import { anOffer, isOffer, meet, partOf, type Scene } from '../src/calls-scene.ts';
import { openDatabase, type Database } from '../src/matrix/database.ts';
import { openWorld, type Answer, type Loose, type World } from '../src/world.ts';

const TITLE = 'Resultats-de-la-biopsie';
const GUEST = 'Agathe-qui-attend';
const OTHER_GUEST = 'Bastien-qui-attend-aussi';
const PATIENT = 'Léa Martin';

let world: World;
let database: Database;
const parties: Party[] = [];
beforeAll(async () => {
  const unlimited = { RATE_CALL_ASK_IN_PER_MINUTE: '0', RATE_CALL_GUESSES_PER_MINUTE: '0' };
  world = await openWorld(2, { ...unlimited, RATE_CALL_START_PER_MINUTE: '0' });
  database = openDatabase(world.stack.databaseUrl);
}, 120_000);
afterEach(() => {
  for (const party of parties.splice(0)) party.close();
});
afterAll(async () => {
  await database?.close();
  await world?.close();
});

function kept(party: Party): Party {
  parties.push(party);
  return party;
}

/** A room of a doctor and their patient, who both take part, and links into it. */
interface Room {
  scene: Scene;
  host: Party;
  patient: Party;
  call: Loose;
  share(body?: object): Promise<Loose>;
  /** The host does something about the call by REST. */
  manage(method: string, path: string): Promise<Answer>;
}

async function openRoom(): Promise<Room> {
  const scene = await meet(world);
  const host = kept(await v1Party(world, scene.doctor));
  const patient = kept(await v1Party(world, scene.patient));
  const { body } = await scene.start(scene.doctor, { mode: 'room', title: TITLE, device: host.device });
  await host.ask('call.attach', { callId: body.id, device: host.device });
  await patient.hear('call.incoming', ({ call }) => call.id === body.id);
  await patient.ask('call.join', { callId: body.id, device: patient.device });
  const { call } = await host.hear('call.updated', (seen) => seen.call.status === 'active');
  const manage: Room['manage'] = (method, path) => scene.rest(scene.doctor, method, `/v1/calls/${body.id}${path}`);
  const share: Room['share'] = async (options = {}) =>
    (await scene.rest(scene.doctor, 'POST', `/v1/calls/${body.id}/share-tokens`, options)).body;
  return { scene, host, patient, call, share, manage };
}

const askIn = (body: object): Promise<Answer> => world.call('POST', '/v1/calls/ask-in', null, { name: GUEST, ...body });
const asGuest = (method: string, path: string, token: string, body?: object): Promise<Answer> =>
  world.call(method, path, null, body, { authorization: `Guest ${token}` });

/** A guest on the plain WebSocket. */
async function guestOn({ body }: Answer): Promise<Party> {
  return kept(await plainParty(world, { guestToken: body.guest.token }));
}

describe('A link into a call', () => {
  it('CALL-9: with a single seat lets one in of several who come at once, and nobody after', async () => {
    const { call, share, manage } = await openRoom();
    const { token, link } = await share({ singleSeat: true });
    expect(link).toBe(`/conference/join/${token}`);
    const answers = await Promise.all(Array.from({ length: 6 }, () => askIn({ token })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404, 404, 404, 404]);
    expect((await askIn({ token })).body).toMatchObject({ code: 'not_found' });
    expect((await manage('GET', '/share-tokens')).body.items).toMatchObject([{ singleSeat: true, useCount: 1 }]);
    const { body } = await manage('GET', '');
    expect(body.participants.filter(({ role }: Loose) => role === 'guest')).toHaveLength(1);
    expect(body.id).toBe(call.id);
  });

  it('CALL-9: opens nothing once it is withdrawn, over, or its call is', async () => {
    const { share, manage } = await openRoom();
    const [withdrawn, old, late] = [await share(), await share(), await share()];
    expect((await manage('DELETE', `/share-tokens/${withdrawn.share.id}`)).status).toBe(204);
    const aged = "created_at - interval '2 days', expires_at = now() - interval '1 second'";
    await database.query(`update call_share_tokens set created_at = ${aged} where id = $1`, [old.share.id]);
    for (const { token } of [withdrawn, old]) expect(await askIn({ token })).toMatchObject({ status: 404 });
    // What was never a link answers the same.
    const strip = ({ status, body: { requestId: __, ...body } }: Answer): object => ({ status, body });
    expect(strip(await askIn({ token: old.token }))).toEqual(strip(await askIn({ token: 'x'.repeat(43) })));
    expect((await askIn({ token: late.token })).status).toBe(200);
    await manage('POST', '/end');
    expect([404, 409]).toContain((await askIn({ token: late.token })).status);
  });

  it('CALL-9: is told once and kept as a hash, and only who is in charge makes one', async () => {
    const { scene, call, share } = await openRoom();
    const { token } = await share();
    const rows = await database.query('select t::text as row from call_share_tokens t where call_id = $1', [call.id]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.['row']).not.toContain(token);
    const path = `/v1/calls/${call.id}/share-tokens`;
    expect((await scene.rest(scene.patient, 'POST', path, {})).status).toBe(403);
    const { body: asked } = await askIn({ token });
    expect((await asGuest('POST', path, asked.guest.token, {})).status).toBe(401);
  });
});

describe('A guest who waits', () => {
  it('CALL-8: hears and sees that they wait and nothing else, whatever happens in the call and whatever they try', async () => {
    const { scene, host, patient, call, share } = await openRoom();
    const asked = await askIn({ token: (await share()).token });
    const guest = await guestOn(asked);
    const { participantId } = asked.body;
    const others = await askIn({ code: call.code, name: OTHER_GUEST });
    await host.hear('call.updated', told(others.body.participantId, 'waiting'));
    const [hostPart, patientPart] = [partOf(call, scene.doctor), partOf(call, scene.patient)];
    const media = { audio: true, video: false, screen: true };
    await patient.ask('call.media', { callId: call.id, media });
    await host.ask('call.signal', anOffer(call.id, patientPart.id, 'canary-of-an-offer'));
    await patient.hear('call.signal');

    const tries: Array<[string, object, string]> = [
      ['call.join', { callId: call.id, device: guest.device }, 'forbidden'],
      ['call.signal', anOffer(call.id, hostPart.id, 'let me in'), 'conflict'],
      ['call.signal', anOffer(call.id, patientPart.id, 'let me in'), 'conflict'],
      ['call.media', { callId: call.id, media }, 'conflict'],
      ['call.end', { callId: call.id }, 'forbidden'],
    ];
    for (const [event, payload, code] of tries)
      expect([event, await guest.ask(event, payload)]).toMatchObject([event, { ok: false, error: { code } }]);
    expect(await host.ask('call.signal', anOffer(call.id, participantId, 'to who waits'))).toMatchObject({
      error: { code: 'conflict' },
    });
    const texts: string[] = [];
    for (const path of ['', `/${call.id}`, '/history', '/stats', `/${call.id}/share-tokens`, '/window'])
      texts.push(JSON.stringify((await asGuest('GET', `/v1/calls${path}`, asked.body.guest.token)).body));
    const admit = `/v1/calls/${call.id}/participants/${participantId}/admit`;
    expect((await asGuest('POST', admit, asked.body.guest.token)).status).toBe(401);
    expect((await scene.rest(scene.patient, 'POST', admit)).status).toBe(403);
    await guest.ask('call.sync');

    const seen = [JSON.stringify(asked.body), ...texts, ...guest.frames].join('\n');
    const people = [hostPart.person.id, patientPart.person.id, patientPart.id, others.body.participantId];
    const canaries = [
      TITLE,
      PATIENT,
      OTHER_GUEST,
      'canary-of-an-offer',
      call.code,
      call.conversationId,
      patient.device,
    ];
    for (const canary of [...canaries, ...people]) expect(seen).not.toContain(canary);
    expect(seen).toContain(GUEST);
    expect(guest.heard.filter(({ event }) => event === 'call.signal')).toEqual([]);
    for (const party of [host, patient])
      expect(
        party.heard.filter(({ event }) => event === 'call.signal').map(({ payload }) => payload.from),
      ).not.toContainEqual(expect.objectContaining({ participantId }));
  });

  it('CALL-8: is let in by the professional, and from then on signals pass, without a word of who people are', async () => {
    const { scene, host, call, share, manage } = await openRoom();
    const asked = await askIn({ token: (await share()).token });
    const guest = await guestOn(asked);
    const { participantId } = asked.body;
    await host.hear('call.updated', told(participantId, 'waiting'));
    expect((await manage('POST', `/participants/${participantId}/admit`)).status).toBe(200);
    await guest.hear('call.updated', told(participantId, 'invited'));
    expect(await guest.ask('call.join', { callId: call.id, device: guest.device })).toMatchObject({ ok: true });
    const hostPart = partOf(call, scene.doctor);
    expect(await guest.ask('call.signal', anOffer(call.id, hostPart.id, 'from the guest'))).toEqual({ ok: true });
    const heard = await host.hear('call.signal', isOffer('from the guest'));
    expect(heard.from).toEqual({ participantId, device: guest.device });
    expect(await host.ask('call.signal', anOffer(call.id, participantId, 'to the guest'))).toEqual({ ok: true });
    const answer = await guest.hear('call.signal', isOffer('to the guest'));
    expect(answer).toMatchObject({ toDevice: guest.device, from: { participantId: hostPart.id } });
    // They see names now, which shows that the scan of who waits can find them.
    const seen = guest.frames.join('\n');
    for (const name of [TITLE, PATIENT]) expect(seen).toContain(name);
    const people = call.participants.map(({ person }: Loose) => person.id);
    for (const secret of [...people, call.code, call.conversationId]) expect(seen).not.toContain(secret);
  });
});

describe('A guest who was sent away', () => {
  it('CALL-8: loses the connection and cannot come back, by the token they have or by the link they came by', async () => {
    const { scene, host, call, share, manage } = await openRoom();
    const { token } = await share({ singleSeat: true });
    const asked = await askIn({ token });
    const guest = await guestOn(asked);
    const { participantId, guest: own } = asked.body;
    await manage('POST', `/participants/${participantId}/admit`);
    await guest.ask('call.join', { callId: call.id, device: guest.device });
    expect((await manage('POST', `/participants/${participantId}/remove`)).status).toBe(200);
    expect(await guest.closed).toBe(CALL_SOCKET_CLOSE.callEnded);
    await expect(plainParty(world, { guestToken: own.token }, guest.device)).rejects.toThrow('not_found');
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/join'],
      ['POST', '/leave'],
    ] as const) {
      const body = method === 'GET' ? undefined : { device: aDevice() };
      expect((await asGuest(method, `/v1/calls/${call.id}${path}`, own.token, body)).status).toBe(404);
    }
    expect((await askIn({ token })).status).toBe(404);
    expect(await host.ask('call.signal', anOffer(call.id, participantId, 'to nobody'))).toMatchObject({
      error: { code: 'conflict' },
    });
    const { body } = await manage('POST', `/participants/${participantId}/admit`);
    expect(body.participants).toContainEqual(expect.objectContaining({ id: participantId, state: 'removed' }));
    const after = await scene.rest(scene.patient, 'GET', `/v1/calls/${call.id}`);
    expect(after.body.status).toBe('active');
  });
});

/** Whether what was told shows this participant in this state. */
function told(participantId: string, state: string) {
  return ({ call }: Loose): boolean =>
    call.participants.some((one: Loose) => one.id === participantId && one.state === state);
}
