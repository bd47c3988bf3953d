import {
  AppError,
  ATTACHMENTS_MAX,
  FOREIGN_LINK_MAX_LENGTH,
  UNCLAIMED_ATTACHMENTS_MAX,
  type Actor,
  type MessageLink,
} from '@causerie/contracts';
import { requireMaySend } from '../policy.ts';
import type { Conversations, Ids } from '../ports.ts';
import { requireAdded } from './add-attachment.ts';
import { cleanFileName } from './clean-file-name.ts';
import type { Attachments, LinkTokens } from './ports.ts';

/** What {@link resolveLinks} needs; `allowForeignLinks` is the operator's choice. */
export interface ResolveLinksDeps {
  access: Conversations['access'];
  attachments: Attachments;
  ids: Ids;
  linkTokens: Pick<LinkTokens, 'read'>;
  allowForeignLinks: boolean;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Addresses of our own files, with or without the origin they were read from. */
const OUR_FILE = new RegExp(`^(?:https?://[^/?#]+)?/v1/attachments/(${UUID})/content(?:[?#].*)?$`, 'i');
const OUR_LINK = /^(?:https?:\/\/[^/?#]+)?\/v1\/files\/([\w.-]{1,256})(?:[?#].*)?$/i;
const MEDIA_TYPE = /^[a-z]{1,40}\/[a-z0-9.+-]{1,80}$/;
const UNKNOWN_MEDIA_TYPE = 'application/octet-stream';

/**
 * Finds or makes the attachments that the addresses of an older dialect mean, in their order. Our own addresses name files that
 * the sender uploaded here; foreign ones are kept as they are, never fetched, and only where the operator allows them.
 * @throws AppError `not_found`, `conversation_closed`, `rate_limited`, and `unprocessable` for addresses that are not taken.
 */
export async function resolveLinks(
  deps: ResolveLinksDeps,
  actor: Actor,
  { conversationId, links }: { conversationId: string; links: readonly MessageLink[] },
): Promise<{ attachmentIds: string[] }> {
  requireMaySend(await deps.access(conversationId), actor.person.id);
  if (links.length > ATTACHMENTS_MAX)
    throw new AppError('unprocessable', `at most ${ATTACHMENTS_MAX} files per message`);
  // All are judged before the first is kept, so that a refusal leaves nothing behind.
  const judged = links.map((link) => ourAttachmentId(deps, link.url) ?? foreign(deps, link));
  const attachmentIds: string[] = [];
  for (const one of judged) {
    attachmentIds.push(
      typeof one === 'string'
        ? await requireOwn(deps, actor, conversationId, one)
        : await keepForeign(deps, actor, conversationId, one),
    );
  }
  return { attachmentIds };
}

function ourAttachmentId({ linkTokens }: ResolveLinksDeps, url: string): string | undefined {
  const id = OUR_FILE.exec(url)?.[1];
  if (id !== undefined) return id.toLowerCase();
  const token = OUR_LINK.exec(url)?.[1];
  return token === undefined ? undefined : linkTokens.read(token)?.attachmentId;
}

/** Whether a message has the file already is for the commit to say: a repeated send names files that its first run claimed (DEL-3). */
async function requireOwn(
  { attachments }: ResolveLinksDeps,
  { person }: Actor,
  conversationId: string,
  id: string,
): Promise<string> {
  const kept = await attachments.find(id, person.id);
  const isTheirs = kept?.uploaderId === person.id && kept.conversationId === conversationId.toLowerCase();
  if (!isTheirs) throw new AppError('not_found');
  return id;
}

/** A file that somebody else keeps. */
interface Foreign {
  url: string;
  name: string;
  mediaType: string;
}

function foreign({ allowForeignLinks }: ResolveLinksDeps, link: MessageLink): Foreign {
  const isShort = link.url.length <= FOREIGN_LINK_MAX_LENGTH;
  const url = isShort && URL.canParse(link.url) ? new URL(link.url) : null;
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  if (!isWeb || url.username !== '' || url.password !== '' || url.href.length > FOREIGN_LINK_MAX_LENGTH) {
    throw new AppError('unprocessable', 'a file is named by an http or https address');
  }
  if (!allowForeignLinks) {
    throw new AppError('unprocessable', 'files are uploaded here first; other addresses are not taken');
  }
  const said = link.mediaType?.toLowerCase() ?? '';
  return {
    url: url.href,
    name: cleanFileName(decoded(url.pathname)),
    mediaType: MEDIA_TYPE.test(said) ? said : UNKNOWN_MEDIA_TYPE,
  };
}

async function keepForeign(
  deps: ResolveLinksDeps,
  { person }: Actor,
  conversationId: string,
  file: Foreign,
): Promise<string> {
  const id = deps.ids.next();
  const outcome = await deps.attachments.add(
    {
      id,
      conversationId,
      uploaderId: person.id,
      ...file,
      sizeBytes: null,
      sha256: null,
      width: null,
      height: null,
      storageKey: null,
      thumbnailKey: null,
      state: 'ready',
    },
    UNCLAIMED_ATTACHMENTS_MAX,
  );
  requireAdded(outcome);
  return id;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
