import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What an upload that is not finished says of itself, in a file beside its bytes. */
const Unfinished = z.object({ metadata: z.object({ personId: z.string() }) });
const SUFFIX = '.json';

/** Removes the unfinished uploads of a person from a folder, which need not exist. */
export async function forgetUploads(folder: string, personId: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names.filter((one) => one.endsWith(SUFFIX))) {
    const facts = join(folder, name);
    if (!(await isOf(facts, personId))) continue;
    // The facts go last, so that an interrupted run finds the upload again.
    await rm(facts.slice(0, -SUFFIX.length), { force: true });
    await rm(facts, { force: true });
  }
}

/** What cannot be read belongs to nobody: it is being written, or was just removed. */
async function isOf(path: string, personId: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  try {
    return Unfinished.safeParse(JSON.parse(text)).data?.metadata.personId === personId;
  } catch {
    return false;
  }
}
