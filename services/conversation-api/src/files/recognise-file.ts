import { open } from 'node:fs/promises';
import { AppError } from '@causerie/contracts';
import { fileTypeFromFile } from 'file-type/node';

/** What a file turned out to be; `image` names the format of one that we can clean. */
export interface Recognised {
  mediaType: string;
  image: ImageFormat | null;
}

/** Formats that are re-encoded, and can be shown in a page. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif';

const IMAGES: Readonly<Record<string, ImageFormat>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/apng': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};
/** Pictures that no camera writes its place into. */
const PLAIN_PICTURES = new Set(['image/bmp', 'image/x-icon', 'image/icns', 'image/vnd.djvu', 'image/vnd.dwg']);

const PROGRAMS = new Set([
  'application/java-archive',
  'application/java-vm',
  'application/vnd.android.dex',
  'application/vnd.android.package-archive',
  'application/wasm',
  'application/x-apple-diskimage',
  'application/x-deb',
  'application/x-elf',
  'application/x-google-chrome-extension',
  'application/x-mach-binary',
  'application/x-msdownload',
  'application/x-rpm',
  'application/x-shellscript',
  'application/x-shockwave-flash',
  'application/x-xpinstall',
  'application/x.ms.shortcut',
  'application/x.apple.alias',
]);
/** Endings that a system starts with a double click, whatever is inside. */
const PROGRAM_NAME =
  /\.(?:apk|app|bat|cmd|com|cpl|desktop|dll|dmg|exe|hta|inf|jar|js|jse|lnk|msc|msi|msp|ps1|reg|scr|sh|url|vbe|vbs|wsf|wsh)$/i;

/** Documents in which a browser would run scripts are never given their own type. */
export const OPAQUE_MEDIA_TYPE = 'application/octet-stream';
const SCRIPTABLE =
  /^(?:text\/html|text\/xml|text\/javascript|application\/(?:[\w.-]+\+)?xml|image\/svg\+xml|application\/xhtml\+xml)\b/;
const MARKUP = /^\s*<(?:!doctype|!--|\?xml|html|head|body|script|svg|iframe|style|title|meta|math)\b/i;

/** How much of a file is looked at to tell text from bytes. */
const SAMPLE_BYTES = 8_192;
/** Control characters that no text has. */
// oxlint-disable-next-line no-control-regex -- looking for control characters is the purpose
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/**
 * Finds out what a file is by its content. What the sender says of it is not asked; a name can only make things worse.
 * @throws AppError `unprocessable` for programs, and for pictures that we could not clean of the place where they were taken.
 */
export async function recogniseFile(path: string, name: string): Promise<Recognised> {
  const found = await fileTypeFromFile(path).catch(() => undefined);
  const mediaType = found?.mime.split(';')[0]?.trim() ?? (await recogniseText(path));
  if (PROGRAMS.has(mediaType) || PROGRAM_NAME.test(name)) throw new AppError('unprocessable', 'programs are not taken');
  const image = IMAGES[mediaType] ?? null;
  if (image === null && mediaType.startsWith('image/') && !PLAIN_PICTURES.has(mediaType)) {
    throw new AppError('unprocessable', 'pictures are taken as JPEG, PNG, WebP, GIF or AVIF');
  }
  return { mediaType: SCRIPTABLE.test(mediaType) ? OPAQUE_MEDIA_TYPE : mediaType, image };
}

async function recogniseText(path: string): Promise<string> {
  const sample = await readSample(path);
  if (sample.subarray(0, 2).toString('latin1') === '#!') return 'application/x-shellscript';
  try {
    // Streaming, because the sample may end in the middle of a character.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return BINARY.test(text) || MARKUP.test(text) ? OPAQUE_MEDIA_TYPE : 'text/plain';
  } catch {
    return OPAQUE_MEDIA_TYPE;
  }
}

async function readSample(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
