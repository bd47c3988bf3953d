import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFromHere, packSdk, typeErrors } from '@causerie/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplesIn, runExample } from '../src/examples.ts';
import { proofOf, referenceIn } from '../src/documented-names.ts';
import { recipeIn, writeFiles } from '../src/quick-start.ts';

const GUIDES = new URL('../../../docs/react/', import.meta.url);
const REPOSITORY = new URL('../../', GUIDES);
const LANGUAGES = ['en', 'fr'] as const;
const COMPILE_TIMEOUT_MS = 120_000;
const names = [
  ...new Set(
    readdirSync(GUIDES)
      .filter((file) => file !== 'README.md')
      .map((file) => file.replace(/\.(?:en|fr)\.md$/, '')),
  ),
];
const files = names.flatMap((name) => LANGUAGES.map((language) => `${name}.${language}.md`));
const textOf = (file: string): string => readFileSync(new URL(file, GUIDES), 'utf8');
const fencesOf = (file: string): string[] =>
  [...textOf(file).matchAll(/^```.*\n[\s\S]*?^```$/gm)].map(([fence]) => fence);
const proseOf = (file: string): string => textOf(file).replaceAll(/^```.*\n[\s\S]*?^```$/gm, '');

let app: string;
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'causerie-guides-'));
  await installFromHere(app, await packSdk(join(app, 'packed')), ['react-dom', '@types/react', '@types/react-dom']);
}, 120_000);
afterAll(() => rm(app, { recursive: true, force: true }));

describe.each(names)('The guide react/%s', (name) => {
  it('shows the same code in French and in English, under the same headings, with the same tables', () => {
    expect(fencesOf(`${name}.fr.md`)).toEqual(fencesOf(`${name}.en.md`));
    const shapeOf = (file: string) => (proseOf(file).match(/^(?:#+ |\||\d+\. |- )/gm) ?? []).map((mark) => mark.trim());
    expect(shapeOf(`${name}.fr.md`)).toEqual(shapeOf(`${name}.en.md`));
  });

  it('has examples that run as they are printed and print what it says', async () => {
    for (const example of examplesIn(textOf(`${name}.en.md`))) {
      const { code, output } = await runExample(example, { folder: app, env: {} });
      expect(code, output).toBe(0);
      expect(output).toBe(example.printed);
    }
  });

  it('links to files that exist', () => {
    const broken = LANGUAGES.map((language) => `${name}.${language}.md`).flatMap((file) =>
      [...textOf(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(new URL(target, new URL(file, GUIDES))))
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

/** Packages that a guide speaks of and that are not here: the shapes that its code relies on. */
const ELSEWHERE = `
declare module '@react-native-community/netinfo' {
  const NetInfo: { addEventListener(listener: (state: { isConnected: boolean | null }) => void): () => void };
  export default NetInfo;
}
declare module 'expo-crypto' {
  export function randomUUID(): string;
}
declare module 'react-native-webrtc' {
  export const mediaDevices: { enumerateDevices(): Promise<unknown> };
  export class MediaStream {}
  export class RTCPeerConnection {
    constructor(configuration?: object);
  }
}
`;

describe('The guides for developers of pages', () => {
  it('are all in their index, in both languages', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((file) => !textOf('README.md').includes(`(${file})`))).toEqual([]);
  });

  it.each(LANGUAGES)('name every variable of the style sheet, and no other (%s)', (language) => {
    const sheet = readFileSync(new URL('packages/react/src/styles/tokens.css', REPOSITORY), 'utf8');
    const declared = new Set([...sheet.matchAll(/^\s*(--causerie-[a-z-]+):/gm)].map(([, variable]) => variable));
    const named = new Set(
      [...proseOf(`theming.${language}.md`).matchAll(/`(--causerie-[a-z-]+)`/g)].map(([, variable]) => variable),
    );
    expect(declared.size).toBeGreaterThan(20);
    expect(named).toEqual(declared);
  });

  it(
    'show code that compiles, and list every export, prop and slot that there is and no other, as the types say',
    async () => {
      const shown = names.flatMap((name) =>
        [...recipeIn(textOf(`${name}.en.md`)).files].map(([path, code]): [string, string] => [`${name}/${path}`, code]),
      );
      const sources = new Map([
        ...shown.filter(([path]) => /\.tsx?$/.test(path)),
        ...LANGUAGES.map((language): [string, string] => [
          `components.${language}.ts`,
          proofOf(referenceIn(textOf(`components.${language}.md`))),
        ]),
        ['quick-start.tsx', quickStart()],
        ['slots.ts', proofOfSlots(proseOf('theming.en.md'))],
        ['names.ts', proofOfNames(proseOf('names.en.md'))],
        ['elsewhere.d.ts', ELSEWHERE],
      ]);
      expect(sources.size).toBeGreaterThan(12);
      await writeFiles(app, sources);
      expect(await typeErrors(app, [...sources.keys()])).toBe('');
    },
    COMPILE_TIMEOUT_MS,
  );

  it('describe every entry in which there are components', () => {
    const entries = ['@causerie/react', '@causerie/react/calls', '@causerie/react/messaging'];
    for (const language of LANGUAGES) {
      expect([...referenceIn(textOf(`components.${language}.md`)).keys()]).toEqual(entries);
    }
  });
});

/** The page of the quick start. */
function quickStart(): string {
  const { files: shown } = recipeIn(readFileSync(new URL('../quick-start.en.md', GUIDES), 'utf8'));
  return shown.get('src/main.tsx') ?? '';
}

/** Compiles only while the table of slots says which there are. */
function proofOfSlots(prose: string): string {
  const [, table = ''] = /^## Slots\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(prose) ?? [];
  const slots = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, slot]) => `${slot}: true`);
  return `import type { CauserieProviderProps } from '@causerie/react';
    export const slots: Record<keyof NonNullable<CauserieProviderProps['slots']>, true> = { ${slots.join(', ')} };`;
}

/** Compiles only while the entries that people from elsewhere are sent to have the names that they look for. */
function proofOfNames(prose: string): string {
  const rows = [...prose.matchAll(/^\| ((?:`\w+`(?:, )?)+) \| `(@causerie\/[a-z/]+)` \|/gm)];
  if (rows.length < 15) throw new Error('the tables of names cannot be read');
  return rows.map(([, known = '', entry]) => `export { ${known.replaceAll('`', '')} } from '${entry}';`).join('\n');
}
