/** Offset of the SSRC in an RTP header (RFC 3550, 5.1). */
const RTP_SSRC_AT = 8;
const RTP_HEADER_BYTES = 12;
/** Second bytes of packets that are RTCP where both share a port (RFC 5761, 4). */
const RTCP_FIRST = 192;
const RTCP_LAST = 223;
/** Payload-specific feedback (RFC 4585, 6.1) and its formats: picture loss, full intra request, and REMB inside application feedback. */
const FEEDBACK = 206;
const PICTURE_LOSS = 1;
const FULL_INTRA = 4;
const APPLICATION = 15;
const FORMAT_MASK = 0x1f;
const WORD_BYTES = 4;
const REMB = 'REMB';
/** Offsets in a REMB packet (draft-alvestrand-rmcat-remb): its name, then 6 bits of exponent and 18 of mantissa. */
const REMB_NAME_AT = 12;
const REMB_VALUE_AT = 17;

/** What a receiver asks of a sender. */
export interface Feedback {
  /** It cannot go on without a whole picture. */
  keyframe: boolean;
  /** Bits per second it believes it can take; null when it does not say. */
  bitrate: number | null;
}

/** Whether a packet is RTP, so that it may be forwarded. */
export function isRtp(packet: Buffer): boolean {
  const second = packet[1] ?? 0;
  return packet.length >= RTP_HEADER_BYTES && (second < RTCP_FIRST || second > RTCP_LAST);
}

/** A copy under another SSRC: each receiver knows the stream by the number it was offered. */
export function withSsrc(packet: Buffer, ssrc: number): Buffer {
  const copy = Buffer.from(packet);
  copy.writeUInt32BE(ssrc, RTP_SSRC_AT);
  return copy;
}

/** Reads the feedback of a compound RTCP packet; a part that is cut off ends it. */
export function feedbackOf(packet: Buffer): Feedback {
  const feedback: Feedback = { keyframe: false, bitrate: null };
  let at = 0;
  while (at + WORD_BYTES <= packet.length) {
    const end = at + (packet.readUInt16BE(at + 2) + 1) * WORD_BYTES;
    if (end > packet.length) break;
    if (packet[at + 1] === FEEDBACK) readFeedback(packet.subarray(at, end), feedback);
    at = end;
  }
  return feedback;
}

function readFeedback(part: Buffer, feedback: Feedback): void {
  const format = (part[0] ?? 0) & FORMAT_MASK;
  if (format === PICTURE_LOSS || format === FULL_INTRA) feedback.keyframe = true;
  const isRemb = format === APPLICATION && part.toString('latin1', REMB_NAME_AT, REMB_NAME_AT + REMB.length) === REMB;
  if (!isRemb || part.length < REMB_VALUE_AT + 3) return;
  const value = part.readUIntBE(REMB_VALUE_AT, 3);
  feedback.bitrate = (value & 0x3ffff) * 2 ** (value >> 18);
}
