import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { repositoryRoot } from '@causerie/dev';

/** A package that others install. */
export interface SdkPackage {
  /** As it is imported, such as `@causerie/client`. */
  name: string;
  /** Absolute path of its folder, which has its sources in `src` and what was built in `dist`. */
  folder: string;
  /** What may be imported from the built package: `.`, `./calls`, … and the files behind. */
  entries: ReadonlyMap<string, Entry>;
}

/** Absolute paths of the files behind an entry. */
export interface Entry {
  file: string;
  types: string;
}

interface Target {
  types: string;
  default: string;
}

interface Manifest {
  name: string;
  publishConfig: { exports: Record<string, Target> };
}

/** The packages in the order in which they are built: each knows only those before it. */
export function sdkPackages(): SdkPackage[] {
  return ['contracts', 'client', 'react'].map((room) => {
    const folder = join(repositoryRoot, 'packages', room);
    const { name, publishConfig } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const entries = Object.entries(publishConfig.exports)
      .flatMap(([entry, target]) => namedBy(folder, entry, target))
      .map(([entry, target]): [string, Entry] => [
        entry,
        { file: join(folder, target.default), types: join(folder, target.types) },
      ]);
    return { name, folder, entries: new Map(entries) };
  });
}

/** The entries that an export means: itself, or those of all sources in the folder of a `*`. */
function namedBy(folder: string, entry: string, target: Target): [string, Target][] {
  if (!entry.includes('*')) return [[entry, target]];
  const sources = readdirSync(join(folder, dirname(target.default).replace(/^\.\/dist\b/, 'src')));
  return sources.map((source) => {
    const named = (text: string): string => text.replace('*', basename(source, extname(source)));
    return [named(entry), { types: named(target.types), default: named(target.default) }];
  });
}

/** What an entry is imported as: `@causerie/client` and `./calls` make `@causerie/client/calls`. */
export function specifierOf(pack: Pick<SdkPackage, 'name'>, entry: string): string {
  return entry === '.' ? pack.name : `${pack.name}/${entry.slice('./'.length)}`;
}
