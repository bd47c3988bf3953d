import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { PushPayload } from '@causerie/contracts';
import { signToken } from '@causerie/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplesIn, runExample, type Example } from '../src/examples.ts';
import { openWorld, type World } from '../src/world.ts';

const DOCS = new URL('../../../docs/', import.meta.url);
const REPOSITORY = new URL('../', DOCS);
const LANGUAGES = ['en', 'fr'] as const;
/** Keys that open nothing: they were made for this test. */
const VAPID = {
  VAPID_PUBLIC_KEY: 'BKwGWG4EEi5DK3D98CJbaCtQKvbW1swGJIfnzR2W5kQDg0zsZI_GVUDT-uEcjT8BgGFXHvp8-RQuyeiM3vgnA6Q',
  VAPID_PRIVATE_KEY: '95ZocdGp9UOBCezFMm-DhYBIYjn6uLQhkXejUwD_JcM',
};
const names = [
  ...new Set(
    readdirSync(DOCS)
      .filter((file) => /\.(?:en|fr)\.md$/.test(file))
      .map((file) => file.replace(/\.(?:en|fr)\.md$/, '')),
  ),
];
const files = names.flatMap((name) => LANGUAGES.map((language) => `${name}.${language}.md`));

const textOf = (file: string): string => readFileSync(new URL(file, DOCS), 'utf8');
const fencesOf = (file: string): string[] =>
  [...textOf(file).matchAll(/^```.*\n[\s\S]*?^```$/gm)].map(([fence]) => fence);
const proseOf = (file: string): string => textOf(file).replaceAll(/^```.*\n[\s\S]*?^```$/gm, '');

/** Packages are found from the folder in which their users live. */
function folderFor({ code }: Example, scratch: string): string {
  if (code.includes("'bullmq'")) return fileURLToPath(new URL('packages/service-kit', REPOSITORY));
  return /'(?:socket\.io-client|ws)'/.test(code) ? fileURLToPath(new URL('infra/e2e', REPOSITORY)) : scratch;
}

let world: World;
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'causerie-docs-'));
  world = await openWorld(2, { ...VAPID, PUSH_AFTER_SECONDS: '1' });
}, 120_000);
afterAll(async () => {
  await world.close();
  await rm(scratch, { recursive: true, force: true });
});

/** The environment that `docs/README.md` asks readers to set. */
async function readersEnvironment(): Promise<Record<string, string>> {
  const { doctor, patient } = await world.couple();
  const secret = world.stack.jwtSecret ?? '';
  return {
    CAUSERIE_URL: world.stack.url,
    JWT_SECRET: secret,
    REDIS_URL: world.stack.redisUrl,
    MESSAGE_WORKER_URL: world.stack.processes.get('message-worker')?.url ?? '',
    PATIENT_TOKEN: await world.tokenOf(patient),
    DOCTOR_TOKEN: await world.tokenOf(doctor),
    SERVICE_TOKEN: await signToken(secret, { sub: 'back-end', role: 'service' }),
    ADMIN_TOKEN: await signToken(secret, { sub: 'operator', role: 'admin' }),
    DOCTOR_ID: doctor.subject,
    PATIENT_ID: patient.subject,
  };
}

describe.each(names)('The guide %s', (name) => {
  it('shows the same examples in French and in English', () => {
    expect(fencesOf(`${name}.fr.md`)).toEqual(fencesOf(`${name}.en.md`));
  });

  it('has the same headings and tables in French and in English', () => {
    const shapeOf = (file: string) => (proseOf(file).match(/^(?:#+ |\||\d+\. |- )/gm) ?? []).map((mark) => mark.trim());
    expect(shapeOf(`${name}.fr.md`)).toEqual(shapeOf(`${name}.en.md`));
  });

  it('has examples that run as they are printed and print what it says', { timeout: 180_000 }, async () => {
    const env = await readersEnvironment();
    const examples = examplesIn(textOf(`${name}.en.md`));
    // The quick start is followed as a whole by a test of its own.
    expect(examples.length > 0).toBe(name !== 'quick-start');
    for (const example of examples) {
      const { code, output } = await runExample(example, { folder: folderFor(example, scratch), env });
      expect(code, output).toBe(0);
      expect(output).toBe(example.printed);
    }
  });
});

/** The fence of a guide that says what it is for. */
function snippet(name: string, use: string): string {
  const [, code] = new RegExp(`^\`\`\`js ${use}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(textOf(`${name}.en.md`)) ?? [];
  if (code === undefined) throw new Error(`${name} has no snippet for a ${use}`);
  return code;
}

/** A browser's side of a push, as far as the snippets of the guide use it. */
function pretendBrowser() {
  const shown: { title: string; body: string; tag: string }[] = [];
  const listeners = new Map<string, (event: unknown) => void>();
  const registration = {
    getNotifications: async ({ tag }: { tag: string }) =>
      shown.filter((one) => one.tag === tag).map((one) => ({ close: () => void shown.splice(shown.indexOf(one), 1) })),
    showNotification: async (title: string, { body, tag }: { body: string; tag: string }) =>
      void shown.push({ title, body, tag }),
  };
  const self = {
    registration,
    navigator: { language: 'fr-FR' },
    addEventListener: (event: string, listener: (event: unknown) => void) => void listeners.set(event, listener),
  };
  const push = async (payload: PushPayload): Promise<void> => {
    let work: unknown;
    listeners.get('push')?.({ data: { json: () => payload }, waitUntil: (promise: unknown) => (work = promise) });
    await work;
  };
  return { self, shown, push };
}

describe('The snippets of the guide notifications', () => {
  it('show what a push says and close what it withdraws', async () => {
    const { self, shown, push } = pretendBrowser();
    runInNewContext(snippet('notifications', 'service-worker'), { self });
    const text = { fr: 'Vous avez un nouveau message', en: 'You have a new message' };
    const said = PushPayload.parse({ kind: 'message', conversationId: null, tag: 'a1', count: 1, text, name: null });
    await push(said);
    expect(shown).toEqual([{ title: 'Messages', body: text.fr, tag: 'a1' }]);
    await push({ ...said, kind: 'withdraw', count: 0, text: null });
    expect(shown).toEqual([]);
  });

  it('subscribe a browser with the key of the installation', async () => {
    const { patient } = await world.couple();
    const token = await world.tokenOf(patient);
    // A point of the curve and 16 bytes, as browsers print them; the address is reserved for documents and leads nowhere.
    const subscription = {
      endpoint: `https://push.example.org/${patient.subject}`,
      expirationTime: null,
      keys: { p256dh: VAPID.VAPID_PUBLIC_KEY, auth: 'AAAAAAAAAAAAAAAAAAAAAA' },
    };
    const asked: unknown[] = [];
    const pushManager = { subscribe: async (options: unknown) => (asked.push(options), subscription) };
    const context = {
      fetch,
      Notification: { requestPermission: async () => 'granted' },
      navigator: { serviceWorker: { register: async () => undefined, ready: Promise.resolve({ pushManager }) } },
    };
    const enable = runInNewContext(`${snippet('notifications', 'browser')}; enablePush`, context) as (
      url: string,
      token: string,
    ) => Promise<boolean>;
    expect(await enable(world.stack.url, token)).toBe(true);
    expect(asked).toEqual([{ userVisibleOnly: true, applicationServerKey: VAPID.VAPID_PUBLIC_KEY }]);
    const left = await world.call('DELETE', '/v1/notifications/push/subscriptions', token, subscription);
    expect(left.status).toBe(204);
  });
});

/** Paths as patterns: the name of a parameter says nothing, however it is written. */
const pattern = (path: string): string => path.replaceAll(/\{[^}]*\}|:[a-z]+/gi, '{}').replace(/[?].*$/, '');

describe('What the guides state', () => {
  it('names only routes that there are', async () => {
    const documents = await Promise.all(
      ['/docs/json', '/docs/calls/json'].map((path) => world.call('GET', path, null)),
    );
    const paths = documents.map(({ body }) => (body as { paths: Record<string, object> }).paths);
    const known = new Set(
      paths
        .flatMap((one) => Object.entries(one))
        .flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${pattern(path)}`)),
    );
    const named = files.flatMap((file) =>
      [...proseOf(file).matchAll(/\b(GET|POST|PUT|PATCH|DELETE) (\/v1\/[^\s`]+)/g)].map(
        ([, verb, path = '']) => `${verb} ${pattern(path)}`,
      ),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((route) => !known.has(route))).toEqual([]);
  });

  it('names only settings that there are', () => {
    const example = readFileSync(new URL('.env.example', REPOSITORY), 'utf8');
    const known = new Set([...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name));
    const named = files.flatMap((file) =>
      [...proseOf(file).matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('names only metrics that the services it says export', async () => {
    const rows = proseOf('operating.en.md').matchAll(/^\| ((?:`[a-z]+(?:_[a-z]+)+`(?:, )?)+) \| ([^|]+) \|/gm);
    const processes = [...world.stack.processes];
    const missing: string[] = [];
    let named = 0;
    for (const [, metrics = '', services = ''] of rows) {
      for (const service of services === 'all'
        ? ['conversation-api', 'realtime-gateway', 'message-worker']
        : services.split(', ')) {
        const url = processes.find(([name]) => name.startsWith(service))?.[1].url ?? '';
        const exported = await (await fetch(`${url}/metrics`)).text();
        for (const [, metric] of metrics.matchAll(/`([^`]+)`/g)) {
          named++;
          if (!exported.includes(`# TYPE ${metric} `)) missing.push(`${service} ${metric}`);
        }
      }
    }
    expect(named).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  it('links to files that exist, and the index to every guide in both languages', () => {
    const broken = [...files, 'README.md'].flatMap((file) =>
      [...textOf(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(new URL(target, new URL(file, DOCS))))
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
    expect(files.filter((file) => !textOf('README.md').includes(`(${file})`))).toEqual([]);
  });
});
