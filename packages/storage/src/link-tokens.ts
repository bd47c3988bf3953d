import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { AttachmentSize } from '@causerie/contracts';
import type { LinkClaims, LinkTokens } from '@causerie/core';

/** What a token is made of: two ids, a size, milliseconds since the epoch in six bytes; then the seal. */
const ID_BYTES = 16;
const SIZE_AT = 2 * ID_BYTES;
const EXPIRY_AT = SIZE_AT + 1;
const CLAIMS_BYTES = EXPIRY_AT + 6;
const SEAL_BYTES = 32;
const KEY_BYTES = 32;
const SIZES: readonly AttachmentSize[] = ['original', 'thumbnail'];

/** The settings that a key can be made of; `ATTACHMENT_LINK_SECRET` goes first. */
export interface LinkSecrets {
  ATTACHMENT_LINK_SECRET?: string | undefined;
  JWT_SECRET?: string | undefined;
}

/**
 * Tokens that nobody else can make. The key is derived, so that it opens nothing but links.
 * @throws Error when neither secret is set.
 */
export function createLinkTokens({ ATTACHMENT_LINK_SECRET, JWT_SECRET }: LinkSecrets): LinkTokens {
  const secret = ATTACHMENT_LINK_SECRET ?? JWT_SECRET;
  if (secret === undefined) throw new Error('ATTACHMENT_LINK_SECRET: is required unless JWT_SECRET is set');
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'causerie attachment links v1', KEY_BYTES));
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

function encode({ attachmentId, personId, size, expiresAtMs }: LinkClaims): Buffer {
  const bytes = Buffer.alloc(CLAIMS_BYTES);
  bytes.write(attachmentId.replaceAll('-', ''), 0, 'hex');
  bytes.write(personId.replaceAll('-', ''), ID_BYTES, 'hex');
  bytes.writeUInt8(SIZES.indexOf(size), SIZE_AT);
  bytes.writeUIntBE(expiresAtMs, EXPIRY_AT, 6);
  return bytes;
}

function decode(bytes: Buffer): LinkClaims {
  return {
    attachmentId: uuidOf(bytes, 0),
    personId: uuidOf(bytes, ID_BYTES),
    size: SIZES[bytes.readUInt8(SIZE_AT)] ?? 'original',
    expiresAtMs: bytes.readUIntBE(EXPIRY_AT, 6),
  };
}

function uuidOf(bytes: Buffer, at: number): string {
  return bytes.toString('hex', at, at + ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
