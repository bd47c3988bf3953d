/**
 * The text frames of Engine.IO 4 and Socket.IO 5, read and written by hand: a load generator that ran the full client
 * library would cost more than the servers it measures.
 */

/** What a frame is to the generator. */
export type Frame =
  | { kind: 'open' | 'ping' | 'connected' | 'refused' | 'event' | 'closed' | 'other' }
  | { kind: 'ack'; id: number; ok: boolean };

const SLASH = 0x2f;
const COMMA = 0x2c;
const DIGIT_ZERO = 0x30;
const DIGIT_NINE = 0x39;
const TILDE = 0x7e;
const ACK_OK = Buffer.from('"ok":true');

const OPEN: Frame = { kind: 'open' };
const PING: Frame = { kind: 'ping' };
const CLOSED: Frame = { kind: 'closed' };
const OTHER: Frame = { kind: 'other' };
const MESSAGES: Readonly<Record<string, Frame>> = {
  '0': { kind: 'connected' },
  '1': CLOSED,
  '2': { kind: 'event' },
  '4': { kind: 'refused' },
};

/** Tells what a frame is from its first bytes; the payload of events stays unparsed. */
export function readFrame(data: Buffer): Frame {
  switch (data[0]) {
    case 0x30:
      return OPEN;
    case 0x31:
      return CLOSED;
    case 0x32:
      return PING;
    case 0x34:
      return data[1] === 0x33 ? readAck(data) : (MESSAGES[String.fromCharCode(data[1] ?? 0)] ?? OTHER);
    default:
      return OTHER;
  }
}

function readAck(data: Buffer): Frame {
  let at = 2;
  if (data[at] === SLASH) at = data.indexOf(COMMA, at) + 1;
  const { value, end } = readNumber(data, at);
  return end === at ? OTHER : { kind: 'ack', id: value, ok: data.includes(ACK_OK, end) };
}

/** The number a message carries between two tildes in its text (see {@link messageText}), or -1. */
export function correlationOf(data: Buffer): number {
  const start = data.indexOf(TILDE);
  if (start === -1) return -1;
  const { value, end } = readNumber(data, start + 1);
  return end > start + 1 && data[end] === TILDE ? value : -1;
}

function readNumber(data: Buffer, from: number): { value: number; end: number } {
  let value = 0;
  let end = from;
  for (; end < data.length; end++) {
    const byte = data[end]!;
    if (byte < DIGIT_ZERO || byte > DIGIT_NINE) break;
    value = value * 10 + (byte - DIGIT_ZERO);
  }
  return { value, end };
}

/** Text of message `number`: about 100 characters, the length of an ordinary chat message. */
export function messageText(number: number): string {
  return `~${number}~ Bonjour docteur, je viens de recevoir les résultats de mon analyse de sang, pouvons-nous en parler ?`;
}

/** `40` frame that joins a namespace with its authentication. */
export function connectFrame(namespace: string, auth: Record<string, string>): string {
  return `40${namespacePrefix(namespace)}${JSON.stringify(auth)}`;
}

/** `42` frame of an event that asks for an acknowledgement. */
export function eventFrame(namespace: string, ackId: number, event: string, payload: unknown): string {
  return `42${namespacePrefix(namespace)}${ackId}${JSON.stringify([event, payload])}`;
}

function namespacePrefix(namespace: string): string {
  return namespace === '/' ? '' : `${namespace},`;
}
