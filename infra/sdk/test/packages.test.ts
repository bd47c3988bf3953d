import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '@causerie/dev';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installFromHere } from '../src/install.ts';
import { packSdk } from '../src/pack.ts';
import { sdkPackages, specifierOf } from '../src/packages.ts';
import { bundlePage, measureSizes } from '../src/sizes.ts';
import { typeErrors } from '../src/type-errors.ts';

const NAMES = ['contracts', 'client', 'react'] as const;
const PROGRAM_TIMEOUT_MS = 120_000;
/** Largest that the client may become in a page, compressed. */
const CLIENT_MAX_BYTES = 35_000;

interface Manifest {
  version: string;
  private?: boolean;
  license: string;
  dependencies: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

let app: string;
const installed = (name: string): string => join(app, 'node_modules/@causerie', name);
const manifestOf = async (name: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(installed(name), 'package.json'), 'utf8')) as Manifest;

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'causerie-sdk-'));
  await installFromHere(app, await packSdk(join(app, 'packed')), ['react-dom', '@types/react', '@types/react-dom']);
  await writeFile(join(app, 'package.json'), '{"type":"module"}');
}, 120_000);
afterAll(() => rm(app, { recursive: true, force: true }));

/** Specifiers of other packages that the files of a package import, in code and in types. */
async function importedBy(name: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const file of await readdir(join(installed(name), 'dist'), { recursive: true })) {
    if (!/\.(?:js|d\.ts)$/.test(file) || file === 'embed.js') continue;
    const text = await readFile(join(installed(name), 'dist', file), 'utf8');
    const lines = /(?:^(?:import |export |\} )(?:.*\bfrom )?|\bimport\()["']([^'".][^'"]*)["'](?:;$|\))/gm;
    for (const [, specifier = ''] of text.matchAll(lines)) {
      found.add(
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    }
  }
  return found;
}

/** The modules of packages that a page with this code loads before it begins. */
async function bundled(code: string): Promise<string[]> {
  const { modules } = await bundlePage({ contents: code, resolveDir: app });
  return modules
    .filter((path) => path.includes('node_modules'))
    .map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
}

describe.each(NAMES)('The packed @causerie/%s', (name) => {
  it('has nothing that publint objects to', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed(name), pack: false, level: 'warning', strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('declares exactly the packages that it imports', async () => {
    const { dependencies, peerDependencies } = await manifestOf(name);
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    expect([...(await importedBy(name))].toSorted()).toEqual(declared.toSorted());
    expect(Object.values(dependencies).filter((range) => !/^\d/.test(range))).toEqual([]);
  });

  it('brings its licence, its README and a source map for every module, and no source or test', async () => {
    const files = await readdir(installed(name), { recursive: true });
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']));
    const modules = files.filter((file) => file.endsWith('.js'));
    expect(modules.filter((file) => !files.includes(`${file}.map`))).toEqual([]);
    expect(files.filter((file) => /(?:^|\/)(?:src|test)\/|(?<!\.d)\.tsx?$/.test(file))).toEqual([]);
    expect((await manifestOf(name)).private).toBeUndefined();
  });
});

describe('A page that installs the packages', () => {
  it.each(['bundler', 'nodenext'] as const)(
    'finds strict types under module resolution %s',
    { timeout: PROGRAM_TIMEOUT_MS },
    async (moduleResolution) => {
      await writeFile(join(app, 'page.tsx'), PAGE);
      expect(await typeErrors(app, ['page.tsx'], { moduleResolution, declarations: true })).toBe('');
    },
  );

  it('gets only what it imports: no connection with an error class, no calls and no client with an avatar', async () => {
    const withError = await bundled(`import { CauserieError } from '@causerie/client'; console.log(CauserieError);`);
    expect(withError).toContain('@causerie/client/dist/error.js');
    expect(
      withError.filter((path) => /socket\.io|client\/dist\/(?:causerie|connection|sync|outbox)\.js/.test(path)),
    ).toEqual([]);
    const withAvatar = await bundled(`import { Avatar } from '@causerie/react'; console.log(Avatar);`);
    expect(withAvatar).toContain('@causerie/react/dist/components/avatar.js');
    expect(withAvatar.filter((path) => /client\/dist|socket\.io|thread|composer|calls/.test(path))).toEqual([]);
    const messenger = await bundled(`import * as all from '@causerie/react'; console.log(all);`);
    expect(messenger).toContain('@causerie/client/dist/causerie.js');
    expect(
      messenger.filter((path) => /^zod|^react|@causerie\/contracts|client\/dist\/calls\/calls/.test(path)),
    ).toEqual([]);
  });

  it(`loads at most ${CLIENT_MAX_BYTES / 1000} KB of client`, async () => {
    const sizes = await measureSizes(sdkPackages());
    const client = sizes.find(({ page }) => page === 'createCauserie from @causerie/client');
    expect(client?.gzipBytes).toBeGreaterThan(15_000);
    expect(client?.gzipBytes).toBeLessThan(CLIENT_MAX_BYTES);
    expect(sizes.filter(({ gzipBytes }) => gzipBytes < 5_000)).toEqual([]);
  });

  it('may be rendered on a server: what belongs to browsers says so, and nothing looks for a browser when it is imported', async () => {
    const react = sdkPackages().find(({ name }) => name === '@causerie/react');
    const entries = [...(react?.entries.keys() ?? [])].filter((entry) => !entry.endsWith('.css'));
    expect(entries.length).toBeGreaterThan(2);
    const imports = entries.map((entry) => `await import('${specifierOf({ name: '@causerie/react' }, entry)}');`);
    await writeFile(join(app, 'server.mjs'), `${imports.join('\n')}\n${SERVER}`);
    const said = await runProgram(process.execPath, [join(app, 'server.mjs')], { timeoutMs: PROGRAM_TIMEOUT_MS });
    expect(said).toEqual({ ok: true, stdout: 'true true\n', stderr: '' });
    for (const entry of ['index', 'calls', 'messaging']) {
      expect(await readFile(join(installed('react'), `dist/${entry}.js`), 'utf8')).toMatch(/^'use client';\n/);
    }
  });
});

const SERVER = `
import '@causerie/client/calls';
import { CauserieProvider } from '@causerie/react';
import { CallsProvider, IncomingCall, VideoCallWindow } from '@causerie/react/calls';
import { ChatMessage, MessagingButton } from '@causerie/react/messaging';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

const parts = [ChatMessage, IncomingCall, VideoCallWindow].map((part, key) => createElement(part, { key }));
const options = { url: 'https://chat.example.org', getToken: () => { throw new Error('a server asks for no token'); } };
const page = renderToString(createElement(CauserieProvider, options, createElement(CallsProvider, null, parts)));
const button = renderToString(createElement(MessagingButton));
console.log(page.includes('data-testid="chat-message"'), button.includes('data-testid="messaging-button"'));
`;

const PAGE = `
import { CauserieError, createCauserie, type Causerie, type Message } from '@causerie/client';
import { createCalls } from '@causerie/client/calls';
import { PushPayload } from '@causerie/contracts';
import { CauserieProvider, type CauserieProviderProps, Thread } from '@causerie/react';
import { CallsProvider } from '@causerie/react/calls';
import { mountCauserie } from '@causerie/react/embed';
import useMessaging from '@causerie/react/hooks/useMessaging';
import messagingApi from '@causerie/react/services/messagingApi';
import '@causerie/react/styles.css';

const client: Causerie = createCauserie({ url: '', getToken: () => '' });
export const calls = createCalls({ line: client.callLine });
export const textOf = (message: Message): string => message.content;
export const parse = (text: string) => PushPayload.parse(JSON.parse(text)).tag;
export const isOurs = (error: unknown) => error instanceof CauserieError && error.code === 'forbidden';
export const props: CauserieProviderProps = { url: '', getToken: async () => '', children: null };
// @ts-expect-error a provider needs a messenger, or the address of one
export const wrong: CauserieProviderProps = { children: null };
export const App = () => (
  <CauserieProvider client={client} locale="en" strings={{ today: 'Now' }}>
    <CallsProvider>
      <Thread conversationId="1" onBack={() => undefined} />
    </CallsProvider>
  </CauserieProvider>
);
export const useBridged = () => [useMessaging().conversations[0]?.patientId, messagingApi.isConnected()];
export const embed = (element: HTMLElement) => mountCauserie(element, { url: '', getToken: () => '' }).unmount();
`;
