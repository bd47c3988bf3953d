import { AppError } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { identityFromClaims } from '../src/index.ts';

const EXP = 2_000_000_000;

describe('ID-4: the subject is sub ?? userId ?? id ?? id_patient ?? id_medecin, nested ones too; numbers become text', () => {
  it.each([
    [{ sub: 's1', userId: 'u', role: 'patient' }, 's1'],
    [{ userId: 'user-550e8400', id: 3, role: 'salon' }, 'user-550e8400'],
    [{ id: 7, userType: 'medecin' }, '7'],
    [{ id_patient: 42 }, '42'],
    [{ patient: { id_patient: 42 } }, '42'],
    [{ medecin: { id_medecin: 9 } }, '9'],
  ])('%j names %s', (claims, subject) => {
    expect(identityFromClaims({ exp: EXP, ...claims }).subject).toBe(subject);
  });
});

describe('ID-5: the side is role ?? userType ?? which id claim was present', () => {
  it.each([
    [{ sub: '1', role: 'medecin' }, 'professional'],
    [{ sub: '1', role: 'Doctor' }, 'professional'],
    [{ sub: '1', role: 'salon' }, 'professional'],
    [{ sub: '1', role: 'provider' }, 'professional'],
    [{ sub: '1', role: 'patient' }, 'client'],
    [{ sub: '1', userType: 'client' }, 'client'],
    [{ id_patient: 1 }, 'client'],
    [{ medecin: { id_medecin: 1 } }, 'professional'],
    [{ sub: 'backend', role: 'service' }, 'service'],
    [{ sub: 'ops', role: 'admin' }, 'admin'],
  ])('%j is %s', (claims, role) => {
    expect(identityFromClaims({ exp: EXP, ...claims }).role).toBe(role);
  });

  it.each([[{ sub: '1' }], [{ sub: '1', role: 'constructor' }], [{ sub: '1', role: 'root' }], [{ role: 'patient' }]])(
    '%j is refused as unauthenticated',
    (claims) => {
      expect(() => identityFromClaims({ exp: EXP, ...claims })).toThrow(AppError);
    },
  );
});

describe('ID-8: a name comes from name | prenom nom | firstName lastName', () => {
  it.each([
    [{ name: 'Léa Martin' }, 'Léa Martin'],
    [{ prenom: 'Léa', nom: 'Martin' }, 'Léa Martin'],
    [{ firstName: 'Léa', lastName: 'Martin' }, 'Léa Martin'],
    [{ patient: { prenom: 'Léa', nom: 'Martin' } }, 'Léa Martin'],
    [{}, null],
    [{ name: 'x'.repeat(5000) }, null],
  ])('%j gives %s', (claims, name) => {
    expect(identityFromClaims({ exp: EXP, sub: '1', role: 'patient', ...claims }).name).toBe(name);
  });

  it('a refusal names the claim and never its value', () => {
    const secret = 'x'.repeat(500);
    expect(() => identityFromClaims({ exp: EXP, sub: secret, role: 'patient' })).toThrow(
      expect.objectContaining({ detail: 'the token has unusable claims: sub' }),
    );
  });
});
