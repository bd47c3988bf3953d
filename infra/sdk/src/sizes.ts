import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build, type Metafile, type StdinOptions } from 'esbuild';
import { specifierOf, type SdkPackage } from './packages.ts';

/** What reaches a page before it begins, minified and compressed. React itself is left out, except where it is built in. */
export interface Size {
  /** What the page imports. */
  page: string;
  gzipBytes: number;
}

/** Pages that are measured: what they take of which entry; nothing is taken of a file that is loaded as it is. */
const PAGES: ReadonlyArray<[names: string, entry: string]> = [
  ['createCauserie', '@causerie/client'],
  ['createCalls', '@causerie/client/calls'],
  ['CauserieProvider, ConversationList, Thread', '@causerie/react'],
  ['MessagingButton', '@causerie/react/messaging'],
  ['ChatMessage', '@causerie/react/messaging'],
  ['CallsProvider, IncomingCall, VideoCallWindow', '@causerie/react/calls'],
  ['mountCauserie', '@causerie/react/embed'],
  ['', '@causerie/react/styles.css'],
];

/** Measures pages that use built packages, without what is loaded only when it is needed. */
export async function measureSizes(packages: readonly SdkPackage[]): Promise<Size[]> {
  const built = packages.flatMap((pack) =>
    [...pack.entries].map(([entry, { file }]) => [specifierOf(pack, entry), file] as const),
  );
  const alias = Object.fromEntries(built);
  const sizes: Size[] = [];
  for (const [names, entry] of PAGES) {
    const isStyles = entry.endsWith('.css');
    const contents = isStyles
      ? `@import '${alias[entry]}';`
      : `import { ${names} } from '${entry}'; console.log(${names});`;
    const { texts } = await bundlePage({ contents, loader: isStyles ? 'css' : 'js', resolveDir: '/' }, alias);
    const packed = await Promise.all(texts.map(async (text) => promisify(gzip)(text, { level: 9 })));
    const gzipBytes = packed.reduce((sum, { length }) => sum + length, 0);
    sizes.push({ page: isStyles ? entry : `${names} from ${entry}`, gzipBytes });
  }
  return sizes;
}

/**
 * Bundles a page as a host would, without React.
 * @returns what is loaded before the page begins: its minified texts, and the modules of which something is in them
 */
export async function bundlePage(
  stdin: StdinOptions,
  alias: Readonly<Record<string, string>> = {},
): Promise<{ texts: Uint8Array[]; modules: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin,
    bundle: true,
    splitting: stdin.loader !== 'css',
    outdir: 'out',
    absWorkingDir: '/',
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['react', 'react-dom'],
    metafile: true,
    logLevel: 'silent',
    alias,
  });
  const loaded = loadedAtOnce(metafile);
  const inputs = [...loaded].flatMap((path) => Object.entries(metafile.outputs[path]?.inputs ?? {}));
  return {
    texts: outputFiles.filter(({ path }) => loaded.has(path.slice(1))).map(({ contents }) => contents),
    modules: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path),
  };
}

/** The page's own file and what it imports before it runs. What is imported later is an entry for the bundler, too. */
function loadedAtOnce({ outputs }: Metafile): Set<string> {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) load(next);
    }
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (entryPoint === '<stdin>') load(path);
  return loaded;
}
