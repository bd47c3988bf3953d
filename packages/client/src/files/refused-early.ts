import type { Failure } from '../error.ts';

/** Endings of programs, and of pictures that the server cannot clean of the place where they were taken. */
const PROGRAM_NAME =
  /\.(?:apk|app|bat|cmd|com|cpl|desktop|dll|dmg|exe|hta|inf|jar|js|jse|lnk|msc|msi|msp|ps1|reg|scr|sh|url|vbe|vbs|wsf|wsh)$/i;
const UNCLEANABLE_NAME = /\.(?:hei[cf]|tiff?)$/i;
const UNCLEANABLE_TYPE = /^image\/(?:hei[cf]|tiff)\b/;

const refusal = (code: Failure['code'], detail: string): Failure => ({
  code,
  detail,
  retryable: false,
  requestId: null,
});

/** What the server says of a message with more files than it may have. */
export const TOO_MANY: Failure = refusal('invalid_input', 'attachmentIds: at most 10');

/**
 * What the server would say of a file after its last byte, in its words, told by what is known before the first. Null where only
 * the content can tell: the server looks there, and has the last word.
 */
export function refusedEarly(name: string, { type: mediaType, size }: Blob): Failure | null {
  if (size === 0) return refusal('unprocessable', 'the file is empty');
  if (PROGRAM_NAME.test(name)) return refusal('unprocessable', 'programs are not taken');
  if (UNCLEANABLE_NAME.test(name) || UNCLEANABLE_TYPE.test(mediaType)) {
    return refusal('unprocessable', 'pictures are taken as JPEG, PNG, WebP, GIF or AVIF');
  }
  return null;
}
