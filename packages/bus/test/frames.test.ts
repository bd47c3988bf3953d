import type { Announcement } from '@causerie/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_MAX_LENGTH, encodeFrames, splitFrame } from '../src/index.ts';

const announcements = fc.array(
  fc.record({
    audience: fc.array(fc.uuid(), { minLength: 1, maxLength: 4 }),
    event: fc.record({ type: fc.constant('typing'), text: fc.string({ unit: 'binary', maxLength: 300 }) }),
  }),
  { minLength: 1, maxLength: 50 },
) as unknown as fc.Arbitrary<Announcement[]>;

describe('DEL-7: an announcement travels with its audience', () => {
  it('whatever the text (tabs and line breaks too), splitting gives back every audience and event in order', () => {
    fc.assert(
      fc.property(announcements, (all) => {
        const lines = encodeFrames(all).flatMap(splitFrame);
        expect(lines.map(({ audience, json }) => ({ audience, event: JSON.parse(json) as unknown }))).toEqual(
          JSON.parse(JSON.stringify(all)),
        );
      }),
    );
  });

  it('long batches leave in several frames', () => {
    const event = { type: 'typing', text: 'x'.repeat(FRAME_MAX_LENGTH / 3) } as unknown as Announcement['event'];
    const frames = encodeFrames(Array.from({ length: 7 }, () => ({ audience: ['a'], event })));
    expect(frames).toHaveLength(4);
    expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThanOrEqual(FRAME_MAX_LENGTH);
  });

  it.each(['', 'garbage', '\n\n', '\tno audience'])('passes over %j', (frame) => {
    expect(splitFrame(frame)).toEqual([]);
  });
});
