import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL_CODE_BYTES, formatCallCode, parseCallCode } from '../src/index.ts';

const bytes = fc.uint8Array({ minLength: CALL_CODE_BYTES, maxLength: CALL_CODE_BYTES });
const CODE = '10V2-ABCD-0XY';

describe('CALL-9: codes that people say', () => {
  it('are eleven characters of 5 bits, in groups, and every one is read back', () =>
    fc.assert(
      fc.property(bytes, (random) => {
        const code = formatCallCode(random);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}$/);
        expect(parseCallCode(code)).toBe(code);
      }),
    ));

  it('use every one of the 32 letters equally often', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte++) {
      const [letter = ''] = formatCallCode(new Uint8Array(CALL_CODE_BYTES).fill(byte));
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect([counts.size, ...new Set(counts.values())]).toEqual([32, 8]);
  });

  it.each(['10v2-abcd-0xy', '10V2ABCD0XY', ' 10v2 abcd 0xy ', 'IOV2-ABCD-OXY', 'lou2–abcd–oxy', '10V2.ABCD_0XY'])(
    '%s is heard as what was meant',
    (heard) => expect(parseCallCode(heard)).toBe(CODE),
  );

  it.each(['', '10V2-ABCD-0X', '10V2-ABCD-0XYZ', '10V2-ABCD-0X!', 'é0V2-ABCD-0XY', `${' '.repeat(40)}${CODE}`])(
    '«%s» is no code',
    (heard) => expect(parseCallCode(heard)).toBeNull(),
  );

  it('are not made from too little chance', () => {
    expect(() => formatCallCode(new Uint8Array(CALL_CODE_BYTES - 1))).toThrow(RangeError);
  });
});
