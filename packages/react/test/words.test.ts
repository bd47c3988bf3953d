import { describe, expect, it } from 'vitest';
import { initialsOf, toneOf } from '../src/components/avatar.tsx';
import { createDates } from '../src/dates.ts';
import { en } from '../src/strings/en.ts';
import { fr } from '../src/strings/fr.ts';

describe('the dictionaries', () => {
  it('say everything in both languages', () => {
    const flat = (value: object, path = ''): string[] =>
      Object.entries(value).flatMap(([key, text]: [string, unknown]) =>
        typeof text === 'object' && text !== null ? flat(text, `${path}${key}.`) : [`${path}${key}`],
      );
    expect(flat(en)).toEqual(flat(fr));
    expect(Object.values(fr).every((text) => text !== '')).toBe(true);
  });

  it('count in words that agree', () => {
    expect([fr.unread(1), fr.unread(3)]).toEqual(['1 message non lu', '3 messages non lus']);
    expect([en.unread(1), en.unread(3)]).toEqual(['1 unread message', '3 unread messages']);
  });
});

describe('dates', () => {
  const dates = createDates('fr', fr);
  const at = (year: number, month: number, day: number, hour = 12) => new Date(year, month - 1, day, hour);
  const now = at(2026, 3, 30, 0);

  it('name the two days that have names, by the calendar and not by hours', () => {
    expect(dates.day(at(2026, 3, 30, 23).toISOString(), now)).toBe('Aujourd’hui');
    expect(dates.day(at(2026, 3, 29, 23).toISOString(), now)).toBe('Hier');
  });

  it('write other days in words, with the year when it is another', () => {
    expect(dates.day(at(2026, 3, 3).toISOString(), now)).toBe('mardi 3 mars');
    expect(dates.day(at(2025, 3, 3).toISOString(), now)).toBe('lundi 3 mars 2025');
  });

  it('get shorter in a list as they get older', () => {
    expect(dates.short(at(2026, 3, 30, 0).toISOString(), now)).toBe('00:00');
    expect(dates.short(at(2026, 3, 29).toISOString(), now)).toBe('Hier');
    expect(dates.short(at(2026, 3, 26).toISOString(), now)).toBe('jeu.');
    expect(dates.short(at(2026, 1, 2).toISOString(), now)).toBe('2 janv.');
  });
});

describe('an avatar', () => {
  it('shows first and last initial without titles', () => {
    expect(['Dr Claire Fontaine', 'Léa Moreau', 'Élodie', 'Jean-Marc de la Tour', ''].map(initialsOf)).toEqual([
      'CF',
      'LM',
      'É',
      'JT',
      '·',
    ]);
  });

  it('keeps one colour per person and spreads people over all of them', () => {
    expect(toneOf('client/42')).toBe(toneOf('client/42'));
    const tones = new Set(Array.from({ length: 60 }, (_, subject) => toneOf(`client/${subject}`)));
    expect(tones.size).toBe(8);
  });
});
