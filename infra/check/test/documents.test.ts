import { describe, expect, it } from 'vitest';
import { filesBelow, has, read } from './repository.ts';

const ROOMS = ['packages', 'services', 'infra'];
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'packages/contracts/SPEC.md'];

const markdown = [...DOCUMENTS, ...ROOMS.flatMap((room) => filesBelow(room, /^README\.md$/))];

describe('the documents', () => {
  it('name only scripts of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const builtIn = new Set(['start', 'test', 'exec', 'install', 'fetch', 'deploy']);
    const named = markdown.flatMap((path) =>
      [...read(path).matchAll(/\bpnpm(?:@[\d.]+)? ([a-z][a-z:-]*)/g)].map(([, script]) => script ?? ''),
    );
    expect(named).toEqual(expect.arrayContaining(['start', 'test', 'check', 'bench', 'faults']));
    expect(named.filter((script) => scripts[script] === undefined && !builtIn.has(script))).toEqual([]);
    expect(scripts).toMatchObject({ start: expect.any(String), test: expect.any(String) });
  });

  it('ask for the pnpm that package.json pins', () => {
    const { packageManager } = JSON.parse(read('package.json')) as { packageManager: string };
    const asked = [...markdown, 'infra/docker/service.Dockerfile'].flatMap(
      (path) => read(path).match(/pnpm@[\d.]+\d/g) ?? [],
    );
    expect(new Set(asked)).toEqual(new Set([packageManager]));
  });

  it('list exactly the settings of .env.example, with its defaults', () => {
    const settings = [...read('.env.example').matchAll(/^(#? ?)([A-Z][A-Z0-9_]*)=(.*)$/gm)];
    const rows = new Map(
      [...read('README.md').matchAll(/^\| `([A-Z][A-Z0-9_]*)` \| (.*?) \|/gm)].map(([, name, value]) => [name, value]),
    );
    expect([...rows.keys()]).toEqual(settings.map(([, , name]) => name));
    for (const [, , name, value] of settings) expect(`${name} ${rows.get(name)}`).toContain(value);
  });

  it('link to files that exist', () => {
    const broken = markdown.flatMap((path) => {
      const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
      return [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .map(([, target]) => `${folder}${target}`)
        .filter((target) => !has(target));
    });
    expect(broken).toEqual([]);
  });

  it('exist for every package and service', () => {
    const rooms = ['packages', 'services'].flatMap((room) => filesBelow(room, /^package\.json$/));
    expect(rooms.length).toBeGreaterThan(10);
    expect(rooms.filter((path) => !has(path.replace('package.json', 'README.md')))).toEqual([]);
  });
});

describe('SPEC.md', () => {
  const rules = [...read('packages/contracts/SPEC.md').matchAll(/^- \*\*([A-Z]+-\d+)\*\* (.+)$/gm)];

  it('numbers its rules without a gap and says each in one sentence', () => {
    for (const family of [
      'DEL',
      'ID',
      'DOOR',
      'ERR',
      'FILE',
      'NOT',
      'SRCH',
      'CALL',
      'SDK',
      'RATE',
      'AUD',
      'RET',
      'PRIV',
    ]) {
      const numbers = rules.filter(([, id]) => id?.startsWith(`${family}-`)).map(([, id]) => Number(id?.split('-')[1]));
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(numbers.length).toBeGreaterThan(0);
    }
    expect(rules.filter(([, , text]) => !/^[^.]*(?:\.\w[^.]*)*\.$/.test(text ?? '')).map(([, id]) => id)).toEqual([]);
  });

  it('has every rule that code and tests quote', () => {
    const known = new Set(rules.map(([, id]) => id));
    const quoted = ROOMS.flatMap((room) => filesBelow(room, /\.(?:ts|tsx|sql|md)$/)).flatMap((path) =>
      [...read(path).matchAll(/\b(?:DEL|ID|DOOR|ERR|FILE|NOT|SRCH|RATE|AUD|RET|PRIV)-\d+\b/g)].map(
        ([id]) => `${path}: ${id}`,
      ),
    );
    expect(quoted.length).toBeGreaterThan(20);
    expect(quoted.filter((line) => !known.has(line.split(': ')[1] ?? ''))).toEqual([]);
  });
});
