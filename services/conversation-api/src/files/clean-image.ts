import { AppError, THUMBNAIL_MAX_PIXELS } from '@causerie/contracts';
import sharp, { type Sharp } from 'sharp';
import type { ImageFormat } from './recognise-file.ts';

/** An image without what the camera wrote into it. Width and height are those of one picture of an animation. */
export interface CleanImage {
  width: number;
  height: number;
  thumbnail: Buffer;
}

/** Pixels of all pictures of a file together: a small file must not become gigabytes. */
const MAX_PIXELS = 64_000_000;
/** Longest time for one step. */
const STEP_TIMEOUT_SECONDS = 20;
const JPEG_QUALITY = 90;
const WEBP_QUALITY = 88;
const AVIF_QUALITY = 60;
/** AVIF is slow to write, and this is a tenth of the usual care. */
const AVIF_EFFORT = 2;
const THUMBNAIL_QUALITY = 75;

/** Decoders of other formats stay shut, whatever a file claims to be. */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngFile',
    'VipsForeignLoadWebpFile',
    'VipsForeignLoadNsgifFile',
    'VipsForeignLoadHeifFile',
  ],
});
sharp.cache(false);

/** Images are worked on one after the other: each may take a few hundred megabytes for a moment. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Writes the image at `from` anew to `to`, upright, in sRGB, without EXIF, place, comments or embedded previews.
 * @throws AppError `unprocessable` when it is too large or cannot be read.
 */
export function cleanImage(from: string, to: string, format: ImageFormat): Promise<CleanImage> {
  const cleaned = queue.then(() => clean(from, to, format));
  queue = cleaned.catch(() => undefined);
  return cleaned;
}

async function clean(from: string, to: string, format: ImageFormat): Promise<CleanImage> {
  try {
    const {
      width,
      height,
      pages = 1,
      pageHeight = height,
    } = await sharp(from, { pages: -1, limitInputPixels: false }).timeout({ seconds: STEP_TIMEOUT_SECONDS }).metadata();
    if (width * pageHeight * pages > MAX_PIXELS) {
      throw new AppError('unprocessable', `a picture has at most ${MAX_PIXELS} pixels`);
    }
    const isAnimated = pages > 1 && (format === 'gif' || format === 'webp');
    const source = sharp(from, { pages: isAnimated ? -1 : 1, limitInputPixels: MAX_PIXELS, failOn: 'error' });
    // Only a single picture can be turned; animations carry no orientation.
    const upright = isAnimated ? source : source.autoOrient();
    const written = await encoded(upright, format).timeout({ seconds: STEP_TIMEOUT_SECONDS }).toFile(to);
    const thumbnail = await sharp(to, { limitInputPixels: MAX_PIXELS })
      .resize(THUMBNAIL_MAX_PIXELS, THUMBNAIL_MAX_PIXELS, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: THUMBNAIL_QUALITY })
      .timeout({ seconds: STEP_TIMEOUT_SECONDS })
      .toBuffer();
    return { width: written.width, height: written.pageHeight ?? written.height, thumbnail };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unprocessable', 'the picture cannot be read', { cause: error });
  }
}

function encoded(image: Sharp, format: ImageFormat): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality: JPEG_QUALITY });
    case 'png':
      return image.png();
    case 'webp':
      return image.webp({ quality: WEBP_QUALITY });
    case 'gif':
      return image.gif();
    case 'avif':
      return image.avif({ quality: AVIF_QUALITY, effort: AVIF_EFFORT });
  }
}
