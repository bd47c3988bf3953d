import sharp from 'sharp';

/** A phone's photo: turned on its side, with the place where it was taken, a camera and a comment. 600 × 400 as it lies in the file. */
export function photo(): Promise<Buffer> {
  return sharp({ create: { width: 600, height: 400, channels: 3, background: { r: 200, g: 80, b: 40 } } })
    .withExif({
      IFD0: { Make: 'SecretCamera', ImageDescription: 'Secret words' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 24/1', GPSLongitudeRef: 'E', GPSLongitude: '2/1 21/1 7/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

/** A small picture of any format that sharp writes. */
export function picture(format: 'png' | 'webp' | 'gif' | 'avif' | 'tiff'): Promise<Buffer> {
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: { r: 20, g: 80, b: 140 } } });
  return image.toFormat(format).toBuffer();
}

/** A PNG of a few kilobytes that claims to be 20,000 × 20,000 pixels and would be. */
export function bomb(): Promise<Buffer> {
  return sharp({ create: { width: 20_000, height: 20_000, channels: 3, background: 'white' }, limitInputPixels: false })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
