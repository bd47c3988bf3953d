import { crc32, deflateSync } from 'node:zlib';

/** Files of the demonstration, by the name under which they are sent. */
export type DemoFileName = 'advice.pdf' | 'shades.png';

/** The names that people see. */
const SHOWN_NAMES: Record<DemoFileName, string> = {
  'advice.pdf': 'Avant votre prise de sang.pdf',
  'shades.png': 'Nuancier de printemps.png',
};

/** A file of the demonstration, drawn when it is needed so that the repository holds no pictures. */
export function demoFile(name: DemoFileName): { name: string; bytes: Buffer } {
  return { name: SHOWN_NAMES[name], bytes: name === 'shades.png' ? shades() : advice() };
}

/** From dark chocolate to copper, as [red, green, blue]. */
const SHADES: readonly (readonly [number, number, number])[] = [
  [74, 46, 32],
  [122, 78, 48],
  [201, 148, 82],
  [176, 104, 58],
  [152, 66, 40],
];
const WIDTH = 600;
const HEIGHT = 372;
const MARGIN = 26;
const GAP = 14;
/** Strands of hair: how fast and how much the light changes across a lock. */
const STRAND_FREQUENCY = 0.8;
const STRAND_DEPTH = 16;

/** Five locks of hair beside each other on paper. */
function shades(): Buffer {
  const lockWidth = (WIDTH - 2 * MARGIN - (SHADES.length - 1) * GAP) / SHADES.length;
  return png((x, y) => {
    const place = (x - MARGIN) / (lockWidth + GAP);
    const shade = SHADES[Math.floor(place)];
    const within = (place % 1) * (lockWidth + GAP);
    // The ends of a lock taper, each strand a little differently.
    const end = HEIGHT - MARGIN - 20 * Math.abs(Math.sin(x * 0.13)) - 40 * Math.abs(within / lockWidth - 0.5);
    if (shade === undefined || x < MARGIN || within > lockWidth || y < MARGIN || y > end) return [250, 247, 241];
    const light = STRAND_DEPTH * Math.sin(within * STRAND_FREQUENCY + y * 0.012) + 26 * Math.sin(y / 60);
    return shade.map((part) => Math.max(0, Math.min(255, Math.round(part + light)))) as [number, number, number];
  });
}

function png(colourAt: (x: number, y: number) => readonly [number, number, number]): Buffer {
  const bytesPerLine = 1 + WIDTH * 3;
  const raw = Buffer.alloc(HEIGHT * bytesPerLine);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) raw.set(colourAt(x, y), y * bytesPerLine + 1 + x * 3);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  // 8 bits per channel, true colour.
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(raw)), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

const ADVICE = [
  'Avant votre prise de sang',
  'Restez à jeun pendant douze heures ; l’eau est permise.',
  'Prenez vos traitements habituels, sauf avis contraire.',
  'Apportez votre ordonnance et votre carte de santé.',
  'Causerie : document de démonstration.',
];

/** One page of text in the smallest PDF that readers accept. */
function advice(): Buffer {
  const lines = ADVICE.map((line, index) => {
    const text = line.replaceAll('’', "'").replaceAll(/[()\\]/g, '\\$&');
    return `BT /F1 ${index === 0 ? 22 : 13} Tf 64 ${760 - index * 34} Td (${text}) Tj ET`;
  });
  const page = lines.join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  // One byte per character, so that the places counted above are places in the file.
  return Buffer.from(text + table + trailer, 'latin1');
}
