import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertRootOwned, isReachable, ROOT_STATE_FOLDER } from './postgres-binaries.ts';

/** A Unix user and group by number. */
export interface UnixOwner {
  uid: number;
  gid: number;
}

/** `nobody` on Debian and most others: the user of last resort when root has no better idea. */
const NOBODY: UnixOwner = { uid: 65_534, gid: 65_534 };

/**
 * Decides who runs Postgres and where its files lie. Postgres refuses root: then it is whoever owns the data already, else
 * the owner of the project, else `nobody`. When that user cannot reach the wanted folder, a folder of the system
 * (one per project) takes its place.
 * @returns `owner` is undefined when this process is not root.
 */
export async function settlePostgresFolder(wanted: string): Promise<{ folder: string; owner: UnixOwner | undefined }> {
  await mkdir(dirname(wanted), { recursive: true });
  if (process.getuid?.() !== 0) {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    await assertOurs(wanted);
    return { folder: wanted, owner: undefined };
  }
  const owner = (await ownerOf(wanted)) ?? (await ownerOf(dirname(wanted))) ?? NOBODY;
  await openTheWay(dirname(wanted), owner);
  const folder = (await isReachable(dirname(wanted), owner)) ? wanted : await systemFolder(wanted);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const settled = (await ownerOf(folder)) ?? owner;
  await chown(folder, settled.uid, settled.gid);
  return { folder, owner: settled };
}

/** Lets others pass through (not look into) the data folder itself when that alone is what keeps `owner` out. */
async function openTheWay(folder: string, owner: UnixOwner): Promise<void> {
  if ((await isReachable(folder, owner)) || !(await isReachable(dirname(folder), owner))) return;
  const found = await stat(folder);
  if (found.uid === 0) await chmod(folder, found.mode | 0o011);
}

/** Owner of a folder, undefined when it is root's or does not exist. */
async function ownerOf(folder: string): Promise<UnixOwner | undefined> {
  const found = await stat(folder).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined;
}

async function systemFolder(wanted: string): Promise<string> {
  await assertRootOwned(ROOT_STATE_FOLDER);
  return join(ROOT_STATE_FOLDER, `data-${createHash('sha256').update(wanted).digest('hex').slice(0, 16)}`);
}

async function assertOurs(folder: string): Promise<void> {
  const found = await stat(folder);
  if (process.getuid && found.uid !== process.getuid()) {
    throw new Error(
      `${folder} belongs to another user (it was probably created by root). Run as that user, or remove the folder.`,
    );
  }
}
