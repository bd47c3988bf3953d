import { readFileSync } from 'node:fs';
import { CANDIDATES_MAX, SDP_MAX_LENGTH, type Person, type Signal } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { encode, medecinPatient, type Listener, type Said } from '../src/index.ts';
import { call, doctor, events, patient } from './sample.ts';

const fixture = new URL('../fixtures/medecin-patient/session-created.json', import.meta.url);

describe('Calls in the medecin-patient dialect', () => {
  const created = events['call.created'];
  const to = (person: Person): Listener => ({ person, joined: () => false });

  it('tell both people of a session exactly what its document says, each by one event', () => {
    const told = { event: 'webrtc_session_created', payload: JSON.parse(readFileSync(fixture, 'utf8')) };
    expect(encode(medecinPatient, created, to(doctor))).toEqual(told);
    expect(encode(medecinPatient, created, to(patient))).toBeNull();
    expect(encode(medecinPatient, events['call.incoming'], to(patient))).toEqual(told);
    // Nobody can be reached, and it is over before it began.
    const over = { ...created, call: { ...call, status: 'ended' as const, endReason: 'busy' as const } };
    expect(encode(medecinPatient, over, to(doctor))).toBeNull();
  });

  it('relay each signal with exactly the members of the document', () => {
    const signal = (one: Signal): Said =>
      encode(medecinPatient, { ...events['call.signal'], signal: one }, to(patient));
    const between = { sessionId: call.id, fromUserId: '7', toUserId: '42' };
    const candidates = [{ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 }];
    expect([
      signal({ type: 'offer', sdp: 'v=0' }),
      signal({ type: 'answer', sdp: 'v=0' }),
      signal({ type: 'candidates', candidates }),
      signal({ type: 'restart' }),
    ]).toEqual([
      { event: 'webrtc_offer', payload: { ...between, offer: { type: 'offer', sdp: 'v=0' } } },
      { event: 'webrtc_answer', payload: { ...between, answer: { type: 'answer', sdp: 'v=0' } } },
      { event: 'webrtc_ice_candidates', payload: { ...between, candidates } },
      null,
    ]);
  });

  it('name a guest, who has no id in the product, by the id of their part', () => {
    const said = encode(medecinPatient, { ...events['call.signal'], fromPerson: null }, to(patient));
    expect(said).toMatchObject({ payload: { fromUserId: events['call.signal'].from.participantId } });
  });

  it.each([
    ['webrtc_offer', { sessionId: call.id, offer: { type: 'answer', sdp: '' } }],
    ['webrtc_offer', { sessionId: call.id, offer: { type: 'offer', sdp: 'x'.repeat(SDP_MAX_LENGTH + 1) } }],
    ['webrtc_answer', { sessionId: call.id, offer: { type: 'offer', sdp: '' } }],
    ['webrtc_ice_candidates', { sessionId: call.id, candidates: [] }],
    [
      'webrtc_ice_candidates',
      { sessionId: call.id, candidates: Array.from({ length: CANDIDATES_MAX + 1 }, () => ({ candidate: '' })) },
    ],
  ])('refuse %s with a payload that is not of its form or beyond the limits', (event, payload) => {
    expect(() => medecinPatient.inbound[event]?.decode(payload)).toThrow();
  });
});
