import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feedbackOf, isRtp, withSsrc } from '../src/sfu/rtp.ts';

/** One part of a compound RTCP packet (RFC 3550, 6.1). */
function rtcp(format: number, type: number, body: Buffer): Buffer {
  const head = Buffer.from([0x80 | format, type, 0, 0]);
  head.writeUInt16BE(body.length / 4, 2);
  return Buffer.concat([head, body]);
}

const SENDERS = Buffer.alloc(8, 1);
const receiverReport = rtcp(0, 201, Buffer.alloc(4));
const pictureLoss = rtcp(1, 206, SENDERS);
const fullIntra = rtcp(4, 206, Buffer.concat([SENDERS, Buffer.alloc(8)]));
/** 200,000 bit/s as mantissa 100,000 · 2^1. */
const remb = rtcp(
  15,
  206,
  Buffer.concat([
    SENDERS,
    Buffer.from('REMB'),
    Buffer.from([1, (1 << 2) | (100_000 >> 16), (100_000 >> 8) & 0xff, 100_000 & 0xff]),
    Buffer.alloc(4),
  ]),
);

describe('feedback of a receiver', () => {
  test.each([
    ['a report alone asks for nothing', [receiverReport], { keyframe: false, bitrate: null }],
    ['picture loss asks for a whole picture', [receiverReport, pictureLoss], { keyframe: true, bitrate: null }],
    ['so does a full intra request', [fullIntra], { keyframe: true, bitrate: null }],
    ['an estimate says bits per second', [receiverReport, remb], { keyframe: false, bitrate: 200_000 }],
    ['both may come in one packet', [pictureLoss, remb], { keyframe: true, bitrate: 200_000 }],
  ])('%s', (_name, parts, expected) => {
    expect(feedbackOf(Buffer.concat(parts))).toEqual(expected);
  });

  test('whatever bytes come, reading ends and does not throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { bitrate } = feedbackOf(Buffer.from(bytes));
        expect(bitrate === null || bitrate >= 0).toBe(true);
      }),
    );
  });
});

describe('a packet', () => {
  test('is RTP unless its type is one of RTCP, or it is too short', () => {
    expect(isRtp(Buffer.concat([Buffer.from([0x80, 96]), Buffer.alloc(10)]))).toBe(true);
    expect(isRtp(Buffer.concat([Buffer.from([0x80, 96 | 0x80]), Buffer.alloc(10)]))).toBe(true);
    expect(isRtp(receiverReport)).toBe(false);
    expect(isRtp(Buffer.from([0x80, 96]))).toBe(false);
  });

  test('is copied under the number its receiver was offered, and otherwise unchanged', () => {
    const packet = Buffer.from([0x80, 96, 0, 7, 0, 0, 0, 1, 9, 9, 9, 9, 42]);
    const copy = withSsrc(packet, 0x01020304);
    expect([...copy]).toEqual([0x80, 96, 0, 7, 0, 0, 0, 1, 1, 2, 3, 4, 42]);
    expect(packet[8]).toBe(9);
  });
});
