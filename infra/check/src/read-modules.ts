import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync, Visitor, type EcmaScriptModule, type Program } from 'oxc-parser';

/** One import, re-export, dynamic import or `require` of a module. */
export interface Import {
  /** What is written between the quotes. */
  specifier: string;
  /** Names taken as values; `*` is the whole module and `default` its default export. Type-only names are left out. */
  values: readonly string[];
}

/** What the fences need to know of one source file. */
export interface SourceModule {
  /** Path from the root of the repository, with forward slashes. */
  path: string;
  imports: readonly Import[];
  /** True when the file touches `process.env`, however it is spelled. */
  readsEnv: boolean;
  /** Imported names that the file constructs (`new X()`) or calls as a factory (`createAdapter()`). */
  constructs: readonly string[];
  /** Ambient clock and randomness the file uses, such as `Date.now`. */
  ambient: readonly string[];
}

const SOURCE_FILE = /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/;
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', 'migrations', '.causerie', '.git']);
const ROOM_PARENTS = ['packages', 'services', 'infra'];

/**
 * Reads and parses every source file under packages/, services/ and infra/ of a checkout.
 * @throws when a file cannot be parsed: a fence that skips what it cannot read is open.
 */
export function readModules(root: string): SourceModule[] {
  return ROOM_PARENTS.flatMap((parent) => sourceFiles(join(root, parent))).map((file) =>
    readModule(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8')),
  );
}

function sourceFiles(folder: string): string[] {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : sourceFiles(path);
    return SOURCE_FILE.test(entry.name) ? [path] : [];
  });
}

/** Parses one file. @throws when it is not valid TypeScript. */
export function readModule(path: string, source: string): SourceModule {
  const parsed = parseSync(path, source);
  const [problem] = parsed.errors;
  if (problem !== undefined) throw new Error(`${path} cannot be parsed: ${problem.message}`);
  const seen = visit(parsed.program, importedNames(parsed.module));
  return { path, ...seen, imports: [...importsOf(parsed.module), ...seen.imports] };
}

function importsOf(module: EcmaScriptModule): Import[] {
  const imports = module.staticImports.map((line) => ({
    specifier: line.moduleRequest.value,
    values: line.entries.filter((entry) => !entry.isType).map((entry) => nameOf(entry.importName)),
  }));
  const reexports = module.staticExports.flatMap((line) =>
    line.entries.flatMap((entry) =>
      entry.moduleRequest === null
        ? []
        : [{ specifier: entry.moduleRequest.value, values: entry.isType ? [] : [nameOf(entry.importName)] }],
    ),
  );
  return [...imports, ...reexports];
}

function nameOf(name: { kind: string; name: string | null }): string {
  if (name.kind === 'Default') return 'default';
  return name.kind === 'Name' && name.name !== null ? name.name : '*';
}

/** Local name → the name it was imported under. */
function importedNames(module: EcmaScriptModule): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of module.staticImports) {
    for (const entry of line.entries) names.set(entry.localName.value, entry.importName.name ?? entry.localName.value);
  }
  return names;
}

type Seen = Omit<SourceModule, 'path'>;

function visit(program: Program, imported: ReadonlyMap<string, string>): Seen {
  const imports: Import[] = [];
  const constructs: string[] = [];
  const ambient: string[] = [];
  let readsEnv = false;
  const noteCallee = (callee: unknown): void => {
    const [root, ...rest] = dotted(callee);
    const name = root === undefined ? undefined : imported.get(root);
    if (name !== undefined) constructs.push(rest.at(-1) ?? name);
  };
  new Visitor({
    ImportExpression(node) {
      const specifier = literal(node.source);
      if (specifier !== undefined) imports.push({ specifier, values: ['*'] });
    },
    TSImportType(node) {
      const specifier = literal(node.source);
      if (specifier !== undefined) imports.push({ specifier, values: [] });
    },
    ImportDeclaration(node) {
      if (isProcessModule(node.source.value) && JSON.stringify(node.specifiers).includes('"env"')) readsEnv = true;
    },
    NewExpression(node) {
      noteCallee(node.callee);
      if (dotted(node.callee).join('.') === 'Date' && node.arguments.length === 0) ambient.push('new Date()');
    },
    CallExpression(node) {
      noteCallee(node.callee);
      const specifier = literal(node.arguments[0]);
      if (specifier !== undefined && dotted(node.callee).join('.') === 'require')
        imports.push({ specifier, values: ['*'] });
    },
    MemberExpression(node) {
      const path = dotted(node);
      if (path.at(-1) === 'env' && path.at(-2) === 'process') readsEnv = true;
      if (AMBIENT.has(path.join('.'))) ambient.push(path.join('.'));
    },
    VariableDeclarator(node) {
      if (node.id.type === 'ObjectPattern' && dotted(node.init).at(-1) === 'process')
        readsEnv ||= JSON.stringify(node.id).includes('"env"');
    },
  }).visit(program);
  return { imports, constructs, ambient, readsEnv };
}

const AMBIENT = new Set(['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID', 'crypto.getRandomValues']);

function isProcessModule(specifier: string): boolean {
  return specifier === 'process' || specifier === 'node:process';
}

function literal(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

/** `a.b['c']` → ['a', 'b', 'c']; empty when the expression is anything else. */
function dotted(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node.type === 'Identifier') return [String(node['name'])];
  if (node.type !== 'MemberExpression') return [];
  const object = dotted(node['object']);
  const property = node['computed'] === true ? literal(node['property']) : dotted(node['property'])[0];
  return object.length === 0 || property === undefined ? [] : [...object, property];
}

function isNode(value: unknown): value is { type: string } & Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
