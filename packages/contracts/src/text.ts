import { z } from 'zod';

/**
 * Longest message text, in characters: Unicode code points, as JSON Schema, Postgres and zod's `.max` count them, so an emoji of one
 * code point is one although JavaScript's `length` says two. Larger content belongs in an attachment.
 */
export const MESSAGE_MAX_LENGTH = 8000;
/** Longest conversation subject, in characters like {@link MESSAGE_MAX_LENGTH}. */
export const SUBJECT_MAX_LENGTH = 200;
/** Longest person name, in characters like {@link MESSAGE_MAX_LENGTH}. */
export const NAME_MAX_LENGTH = 120;
/** Longest subject claim of a token (the person's id in the product team's system). */
export const SUBJECT_ID_MAX_LENGTH = 128;
/** Longest client key (`clientMessageId`, `Idempotency-Key`). */
export const CLIENT_KEY_MAX_LENGTH = 128;
/** Largest metadata object of a message, in bytes of its JSON. */
export const METADATA_MAX_BYTES = 4096;

/**
 * Postgres cannot store NUL in text and stores a lone surrogate as U+FFFD: both are refused at the door,
 * so that what was acknowledged is exactly what is stored.
 */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/**
 * Text of 1..max characters that Postgres stores unchanged.
 * The length is checked first, in a pipe of its own, because zod runs every check of one schema even after one failed.
 */
export function storableText(maxLength: number, minLength = 1) {
  return z
    .string()
    .min(minLength)
    .max(maxLength)
    .pipe(z.string().refine(isStorableText, { error: 'contains NUL or an unpaired surrogate' }));
}

const BLANK = /^\s*$/;

/** Message text: storable and not blank. Surrounding white space is kept: it is the author's. */
export const MessageText = z
  .string()
  .min(1)
  .max(MESSAGE_MAX_LENGTH)
  .pipe(
    z
      .string()
      .refine(isStorableText, { error: 'contains NUL or an unpaired surrogate' })
      .refine((text) => !BLANK.test(text), { error: 'is blank' }),
  );

/** Message text, or none at all, which is enough only beside files. */
export const MessageTextOrNothing = z
  .string()
  .max(MESSAGE_MAX_LENGTH)
  .pipe(
    z
      .string()
      .refine(isStorableText, { error: 'contains NUL or an unpaired surrogate' })
      .refine((text) => text === '' || !BLANK.test(text), { error: 'is blank' }),
  );

/** A client key that makes a send repeatable (DEL-3). */
export const ClientKey = storableText(CLIENT_KEY_MAX_LENGTH);

/** An escape that only NUL or an unpaired surrogate produces; an escaped backslash before `u` is ordinary text. */
const UNSTORABLE_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Free metadata of a message (file name, size, …): a JSON object of at most {@link METADATA_MAX_BYTES}. */
export const Metadata = z
  .record(z.string().max(64), z.json())
  .refine((value) => utf8Bytes(JSON.stringify(value)) <= METADATA_MAX_BYTES, { error: 'is too large' })
  // JSON.stringify escapes what Postgres refuses in jsonb (NUL, unpaired surrogates), so the escapes are what to look for.
  .refine((value) => !UNSTORABLE_ESCAPE.test(JSON.stringify(value)), {
    error: 'contains NUL or an unpaired surrogate',
  });

/** UTF-8 size without Node's Buffer, because the SDK validates in browsers too. */
function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
