import { AppError, type Actor } from '@causerie/contracts';
import { resolveLinks } from '@causerie/core';
import type { Door } from '../door.ts';
import type { Files } from './files.ts';

/** The attachments that a dialect names by their addresses. @throws AppError as `resolveLinks` does. */
export async function attachmentsOf(
  door: Door,
  files: Files | undefined,
  actor: Actor,
  named: Parameters<typeof resolveLinks>[2],
): Promise<{ attachmentIds?: string[] }> {
  if (named.links.length === 0) return {};
  if (files === undefined) throw new AppError('unprocessable', 'this service takes no files');
  return resolveLinks({ ...files, access: door.accessCache.access, ids: door.ids }, actor, named);
}
