import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { BUILDER_ROOM, DIALECT_SPEAKERS, ENV_FILE, FENCES, GUARDED, INFRA_SHARED, type Fence } from './fences.ts';
import type { Import, SourceModule } from './read-modules.ts';

const SCOPE = '@causerie/';
const GUARDED_NAMES = new Set(
  Object.values(GUARDED)
    .flat()
    .filter((name) => /^[A-Za-z]{5,}$/.test(name) && name !== 'default' && name !== 'Client'),
);

/**
 * Evaluates the fences over the modules of a checkout.
 * @returns one sentence per breach, `path: what`; empty when all is well.
 */
export function findBreaches(modules: readonly SourceModule[]): string[] {
  // A reader that found nothing would otherwise report a clean house for ever.
  if (modules.length === 0) return ['the fences read 0 modules: they guard nothing'];
  return modules.flatMap((module) => breachesOf(module).map((what) => `${module.path}: ${what}`));
}

function breachesOf(module: SourceModule): string[] {
  const room = roomOf(module.path);
  const isTest = /\/test\/|\.test\.tsx?$/.test(module.path);
  const isInfra = room.startsWith('infra/');
  const fence = FENCES[room];
  if (fence === undefined && !isInfra) return [`${room} is not in the table of fences`];
  const found = module.imports.flatMap((line) => [
    ...relativeBreach(module.path, room, line.specifier),
    ...workspaceBreach(room, fence, isTest, line.specifier),
    ...(fence === undefined || isTest || !module.path.startsWith(`${room}/src/`) ? [] : outsideBreach(fence, line)),
    ...(room === BUILDER_ROOM || isInfra || isTest ? [] : guardedImport(line)),
  ]);
  if (module.readsEnv && !ENV_FILE.test(module.path)) found.push('process.env is read only in env.ts');
  if (room !== BUILDER_ROOM && !isInfra && !isTest) {
    found.push(...constructionBreach(module));
  }
  if (fence?.timeless === true && !isTest && module.ambient.length > 0) {
    found.push(`${module.ambient.join(', ')}: clock and randomness are ports`);
  }
  return found;
}

function relativeBreach(path: string, room: string, specifier: string): string[] {
  if (!specifier.startsWith('.')) return [];
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith(`${room}/`)) return [`imports ${specifier}, outside its own room`];
  return target.endsWith('/src/main.ts') ? [`imports ${specifier}: main only builds and is imported by nobody`] : [];
}

function workspaceBreach(room: string, fence: Fence | undefined, isTest: boolean, specifier: string): string[] {
  if (!specifier.startsWith(SCOPE)) return [];
  const name = specifier.slice(SCOPE.length).split('/')[0] ?? '';
  const breach = [`may not import ${specifier}`];
  const self = room.slice(room.indexOf('/') + 1);
  if (FENCES[`services/${name}`] !== undefined) return breach;
  const isPackage = FENCES[`packages/${name}`] !== undefined;
  if (fence === undefined) return isPackage || INFRA_SHARED.includes(name) ? [] : breach;
  if (!isTest) return fence.rooms.includes(name) ? [] : breach;
  if (name === 'dialects' && !DIALECT_SPEAKERS.includes(self)) return breach;
  return isPackage || name === 'dev' ? [] : breach;
}

function outsideBreach(fence: Fence, line: Import): string[] {
  const { specifier } = line;
  if (specifier.startsWith('.') || specifier.startsWith(SCOPE)) return [];
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    return fence.node ? [] : [`imports ${specifier}, but this room does not know Node`];
  }
  const name = packageName(specifier);
  return fence.outside === undefined || fence.outside.includes(name) ? [] : [`may not import ${specifier}`];
}

function guardedImport(line: Import): string[] {
  const guarded = GUARDED[packageName(line.specifier)];
  if (guarded === undefined) return [];
  const taken = line.values.filter((name) => guarded.includes(name));
  return taken.length === 0
    ? []
    : [`takes ${taken.join(', ')} from ${line.specifier}: only ${BUILDER_ROOM} builds those`];
}

function constructionBreach(module: SourceModule): string[] {
  const built = module.constructs.filter((name) => GUARDED_NAMES.has(name));
  return built.length === 0 ? [] : [`constructs ${built.join(', ')}: only ${BUILDER_ROOM} builds those`];
}

function roomOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
