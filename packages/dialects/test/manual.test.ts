import { readFileSync } from 'node:fs';
import { AppError, type Event } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { DIALECTS, MANUALS, camelCased, encode, type Wire } from '../src/index.ts';
import { conversation, doctor, events, patient } from './sample.ts';

type Case = { event: string; payload: unknown; answer: { ack: unknown; say: Wire[] } };

describe('The manual', () => {
  it('is there for every dialect that is served', () => {
    expect(new Set(MANUALS.map(({ dialect }) => dialect))).toEqual(new Set(DIALECTS));
  });
});

describe.each(MANUALS.map(({ dialect, manual }) => [dialect.name, dialect, manual] as const))(
  'The manual of the %s dialect',
  (name, dialect, manual) => {
    const cases = JSON.parse(
      readFileSync(new URL(`../fixtures/${name}/inbound.json`, import.meta.url), 'utf8'),
    ) as Case[];
    const tops = [{ conversationId: conversation.id, lastSeq: 3, revision: 2 }];
    const expiresAt = '2026-11-21T12:00:00.000Z';
    const listeners = [patient, doctor].map((person) => ({ person, joined: () => true }));
    const stops = { typing: { ...events.typing, active: false }, presence: { ...events.presence, online: true } };
    const signals = [
      { type: 'answer' as const, sdp: 'v=0' },
      { type: 'candidates' as const, candidates: [{ candidate: '' }] },
    ];
    const relayed = signals.map((signal) => ({ ...events['call.signal'], signal }));
    const told: Event[] = [...Object.values(events), ...Object.values(stops), ...relayed];
    const said: Wire[] = [
      dialect.welcome({ person: patient, connectionId: 's1', replica: 'gateway-1', expiresAt, tops }),
      dialect.tops(tops),
      dialect.farewell('revoked'),
      ...dialect.refuse(new AppError('not_found'), 'r-1').say,
      ...told.flatMap((event) => listeners.flatMap((listener) => encode(dialect, event, listener) ?? [])),
      ...cases.flatMap(({ answer }) => answer.say),
    ].filter((wire) => wire !== null);

    it('names exactly the events that clients may emit, and reads what the fixtures send', () => {
      expect(new Set(Object.keys(manual.hears))).toEqual(new Set(Object.keys(dialect.inbound)));
      for (const { event, payload } of cases) {
        // Other spellings of names are taken too; the manual names one.
        const { error } = manual.hears[event]?.payload.safeParse(camelCased(payload)) ?? {};
        expect(error, event).toBeUndefined();
      }
    });

    it('describes every acknowledgement', () => {
      const refused = dialect.refuse(new AppError('not_found'), 'r-1').ack;
      for (const { event, answer } of cases) {
        for (const acknowledgement of [answer.ack, refused]) {
          const wire: unknown = JSON.parse(JSON.stringify(acknowledgement));
          expect(manual.hears[event]?.acknowledgement?.safeParse(wire).error, event).toBeUndefined();
        }
      }
    });

    it('names exactly the events that the server emits, in the shapes it emits', () => {
      expect(new Set(Object.keys(manual.says))).toEqual(new Set(said.map(({ event }) => event)));
      for (const { event, payload } of said) {
        const wire: unknown = JSON.parse(JSON.stringify(payload));
        expect(manual.says[event]?.payload.safeParse(wire).error, event).toBeUndefined();
      }
    });
  },
);
