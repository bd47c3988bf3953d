import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a token is made of: two ids, milliseconds since the epoch in six bytes; then the seal. */
const ID_BYTES = 16;
const EXPIRY_AT = 2 * ID_BYTES;
const CLAIMS_BYTES = EXPIRY_AT + 6;
const SEAL_BYTES = 32;
const KEY_BYTES = 32;

/** The settings that a key can be made of; `ATTACHMENT_LINK_SECRET` goes first. */
export interface GuestSecrets {
  ATTACHMENT_LINK_SECRET?: string | undefined;
  JWT_SECRET?: string | undefined;
}

/** Whom a guest's token names: one participant of one call, and nobody anywhere else. */
export interface GuestClaims {
  callId: string;
  participantId: string;
  expiresAtMs: number;
}

/** Makes and reads the tokens of guests. */
export interface GuestTokens {
  sign(claims: GuestClaims): string;
  /** Null for what was not made here, or was changed; whether it is over is for the caller to see. */
  read(token: string): GuestClaims | null;
}

/**
 * Tokens that nobody else can make. The key is derived, so that it opens nothing but calls.
 * @throws Error when neither secret is set.
 */
export function createGuestTokens({ ATTACHMENT_LINK_SECRET, JWT_SECRET }: GuestSecrets): GuestTokens {
  const secret = ATTACHMENT_LINK_SECRET ?? JWT_SECRET;
  if (secret === undefined) throw new Error('ATTACHMENT_LINK_SECRET: is required unless JWT_SECRET is set');
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'causerie call guests v1', KEY_BYTES));
  const seal = (claims: Buffer): Buffer => createHmac('sha256', key).update(claims).digest();

  return {
    sign(claims) {
      const bytes = encode(claims);
      return Buffer.concat([bytes, seal(bytes)]).toString('base64url');
    },
    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== CLAIMS_BYTES + SEAL_BYTES) return null;
      const claims = bytes.subarray(0, CLAIMS_BYTES);
      return timingSafeEqual(seal(claims), bytes.subarray(CLAIMS_BYTES)) ? decode(claims) : null;
    },
  };
}

function encode({ callId, participantId, expiresAtMs }: GuestClaims): Buffer {
  const bytes = Buffer.alloc(CLAIMS_BYTES);
  bytes.write(callId.replaceAll('-', ''), 0, 'hex');
  bytes.write(participantId.replaceAll('-', ''), ID_BYTES, 'hex');
  bytes.writeUIntBE(expiresAtMs, EXPIRY_AT, 6);
  return bytes;
}

function decode(bytes: Buffer): GuestClaims {
  return {
    callId: uuidOf(bytes, 0),
    participantId: uuidOf(bytes, ID_BYTES),
    expiresAtMs: bytes.readUIntBE(EXPIRY_AT, 6),
  };
}

function uuidOf(bytes: Buffer, at: number): string {
  return bytes.toString('hex', at, at + ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
