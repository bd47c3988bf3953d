import { MedecinPatientError, MedecinPatientSession } from '@causerie/dialects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCallDoor, openGround, type CallDoor, type Ground } from './call-door.ts';

const SESSIONS = '/api/messaging/medecin-patient/webrtc/sessions';
let ground: Ground;
let door: CallDoor;

beforeAll(async () => {
  ground = await openGround();
  door = await openCallDoor(ground);
});
afterAll(async () => {
  await door.close();
  await ground.close();
});

describe('Sessions of médecins and patients', () => {
  it('are opened by either of the two, by person or conversation, and are one', async () => {
    const { doctor, patient, conversation } = await ground.pair();
    const phone = await door.device(patient, 'phone-of-patient');
    const opened = await door.call(doctor, 'POST', SESSIONS, { patientId: Number(patient.subject) });
    const session = MedecinPatientSession.parse(opened.body);
    expect([opened.status, session]).toEqual([
      201,
      {
        id: session.id,
        patientId: patient.subject,
        medecinId: doctor.subject,
        conferenceLink: `/conference/${session.id}`,
        conferenceCode: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}$/),
        status: 'pending',
        createdAt: session.createdAt,
        participants: [doctor.subject, patient.subject],
      },
    ]);
    expect((await phone.hear('call.incoming')).call.id).toBe(session.id);
    for (const [who, body] of [
      [patient, { medecinId: doctor.subject, patientId: patient.subject }],
      [doctor, { conversation_id: conversation.id }],
    ] as const) {
      const again = await door.call(who, 'POST', SESSIONS, body);
      expect([again.status, again.body.id]).toEqual([200, session.id]);
    }
  });

  it('are read and joined, and say when they ended', async () => {
    const { doctor, patient } = await ground.pair();
    const { body: session } = await door.call(doctor, 'POST', SESSIONS, { patientId: patient.subject });
    const joined = await door.call(patient, 'POST', `${SESSIONS}/${session.id}/join`);
    expect([joined.status, joined.body.status, joined.body.conferenceCode]).toEqual([
      200,
      'active',
      session.conferenceCode,
    ]);
    await door.call(doctor, 'POST', `/v1/calls/${session.id}/end`);
    const { status, body } = await door.call(patient, 'GET', `${SESSIONS}/${session.id}`);
    expect([status, body.status, typeof body.endedAt]).toEqual([200, 'ended', 'string']);
  });

  it('CALL-7: are left by opening or joining another one, because this dialect has no word for leaving', async () => {
    const { doctor, patient } = await ground.pair();
    const other = await ground.person('client', 'Inès');
    await ground.repositories.directory.link(doctor.subject, other.subject);
    const open = async (subject: string) => (await door.call(doctor, 'POST', SESSIONS, { patientId: subject })).body.id;
    const first = await open(patient.subject);
    const second = await open(other.subject);
    const stateOf = async (id: string) => {
      const { body } = await door.call(doctor, 'GET', `/v1/calls/${id}`);
      return body.participants.find((one: { role: string }) => one.role === 'professional').state;
    };
    expect([await stateOf(first), await stateOf(second)]).toEqual(['left', 'joined']);
    const back = await door.call(doctor, 'POST', `${SESSIONS}/${first}/join`);
    expect([back.status, await stateOf(first), await stateOf(second)]).toEqual([200, 'joined', 'left']);
  });

  it('are refused in the words of this dialect', async () => {
    const { doctor, patient } = await ground.pair();
    const stranger = await ground.person('client', 'Inès');
    const { body: session } = await door.call(doctor, 'POST', SESSIONS, { patientId: patient.subject });
    const cases = [
      [await door.call(doctor, 'POST', SESSIONS, {}), 400, 'invalid_input'],
      [await door.call(doctor, 'POST', SESSIONS, { medecinId: doctor.subject }), 400, 'invalid_input'],
      [
        await door.call(doctor, 'POST', SESSIONS, { medecinId: 'other', patientId: patient.subject }),
        403,
        'identity_mismatch',
      ],
      [await door.call(doctor, 'POST', SESSIONS, { patientId: stranger.subject }), 403, 'not_linked'],
      [await door.call(doctor, 'POST', SESSIONS, { patientId: 'nobody' }), 403, 'not_linked'],
      [await door.call(stranger, 'GET', `${SESSIONS}/${session.id}`), 404, 'not_found'],
      [await door.call(stranger, 'POST', `${SESSIONS}/${session.id}/join`), 404, 'not_found'],
      [await door.call(doctor, 'GET', `${SESSIONS}/nonsense`), 400, 'invalid_input'],
      [await door.call(doctor, 'GET', `${SESSIONS}/a/b/c`), 404, 'not_found'],
      [await door.call(null, 'GET', `${SESSIONS}/${session.id}`), 401, 'unauthenticated'],
    ] as const;
    for (const [{ status, body }, wanted, code] of cases) {
      expect([status, MedecinPatientError.parse(body).code]).toEqual([wanted, code]);
    }
  });
});
