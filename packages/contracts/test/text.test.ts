import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ERRORS,
  AppError,
  MESSAGE_MAX_LENGTH,
  MessageText,
  MessageTextOrNothing,
  Metadata,
  isStorableText,
  laneOf,
} from '../src/index.ts';

describe('DOOR-3: text that Postgres would refuse or change is refused at the door', () => {
  it.each(['a\u0000b', '\ud800', 'x\udc00y', '', '   \n', 'x'.repeat(MESSAGE_MAX_LENGTH + 1)])('refuses %j', (text) => {
    expect(MessageText.safeParse(text).success).toBe(false);
  });

  it('accepts any well-formed text without NUL unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (text) => {
        fc.pre(text.trim() !== '' && isStorableText(text));
        expect(MessageText.parse(text)).toBe(text);
      }),
    );
  });

  it.each(['a', 'é', '😀'])(
    'counts characters, not the code units of JavaScript: 8000 times %j and no more',
    (character) => {
      const longest = character.repeat(MESSAGE_MAX_LENGTH);
      expect(MessageText.safeParse(longest)).toEqual({ success: true, data: longest });
      expect(MessageTextOrNothing.safeParse(longest).success).toBe(true);
      for (const schema of [MessageText, MessageTextOrNothing]) {
        expect(schema.safeParse(longest + character).error?.issues).toMatchObject([{ code: 'too_big', maximum: 8000 }]);
      }
    },
  );

  it('an input far over the limit is refused without looking at its text', () => {
    const issues = MessageText.safeParse('\u0000'.repeat(MESSAGE_MAX_LENGTH * 50)).error?.issues;
    expect(issues?.map((issue) => issue.code)).toEqual(['too_big']);
  });

  it.each([{ a: 'x\u0000' }, { a: '\ud800' }, { a: 'x'.repeat(5000) }, { ['k'.repeat(65)]: 1 }])(
    'refuses metadata %j',
    (metadata) => {
      expect(Metadata.safeParse(metadata).success).toBe(false);
    },
  );

  it('accepts metadata whose text merely looks like an escape', () => {
    expect(Metadata.safeParse({ note: '\\u0000 and \\ud800', emoji: '👩‍⚕️' }).success).toBe(true);
  });
});

describe('ERR-1: one table', () => {
  it('an error projects its status and whether it may be retried', () => {
    const error = new AppError('unavailable', undefined, { retryAfterSeconds: 2 });
    expect([error.status, error.retryable, error.detail]).toEqual([503, true, ERRORS.unavailable.title]);
  });
});

describe('Lanes', () => {
  it('a conversation always rides in the same lane, and lanes fill evenly', () => {
    const counts = [0, 0, 0, 0];
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const lane = laneOf(id, 4);
        expect(laneOf(id, 4)).toBe(lane);
        counts[lane] = (counts[lane] ?? 0) + 1;
      }),
      { numRuns: 4000, seed: 7 },
    );
    for (const count of counts) expect(count).toBeGreaterThan(700);
  });
});
