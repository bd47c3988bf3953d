import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of this checkout. */
export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Text of a file of this checkout, by its path from the root. */
export function read(path: string): string {
  return readFileSync(join(REPOSITORY, path), 'utf8');
}

/** Whether the checkout has such a file or folder. */
export function has(path: string): boolean {
  return existsSync(join(REPOSITORY, path));
}

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'coverage']);

/** Paths of all files below a folder of this checkout whose name ends as asked. */
export function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(REPOSITORY, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : filesBelow(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}
