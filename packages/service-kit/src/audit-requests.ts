import { ERRORS, Side, type Actor, type AuditEntry, type ErrorCode, type Identity } from '@causerie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuditTrail } from './audit-trail.ts';
import type { HttpApp } from './http.ts';
import { isOperatorRoute } from './operator-routes.ts';

/** What a request turned out to be about; whatever is absent is read off the request itself. */
export type AuditFacts = Partial<Pick<AuditEntry, 'actorId' | 'actorRole' | 'whoseId' | 'targetKind' | 'targetId'>>;

/** The directory, as far as records need it: whom a token or an address names. */
export interface NamedPeople {
  find(side: Side, subject: string): Promise<{ id: string } | null>;
}

/** Pages about the interface itself: they show nobody's data. */
const DOCUMENTS = /^\/(?:docs|asyncapi\.json)/;
/** What the segment in front of an id names. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['appointments', 'appointment'],
  ['attachments', 'attachment'],
  ['calls', 'call'],
  ['conversations', 'conversation'],
  ['export', 'privacy-request'],
  ['messages', 'message'],
  ['notifications', 'notification'],
  ['participants', 'call-participant'],
  ['privacy-requests', 'privacy-request'],
  ['sessions', 'call'],
  ['share-tokens', 'share-token'],
  ['uploads', 'attachment'],
]);
/** Ids that we made: UUIDs, and the integers of older dialects. Nothing else is kept: it could be a word. */
const OUR_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,16})$/i;

/** `bearer` is whom a valid token names, whether or not they were let in. */
type KnownFacts = AuditFacts & { bearer?: Identity };

const facts = new WeakMap<FastifyRequest, KnownFacts>();

/** Adds what a route knows better than its address does. */
export function tellAudit(request: FastifyRequest, known: AuditFacts): void {
  facts.set(request, { ...facts.get(request), ...known });
}

/** Notes whose token came with a request. */
export function tellIdentity(request: FastifyRequest, bearer: Identity): void {
  facts.set(request, { ...facts.get(request), actorRole: bearer.role, bearer });
}

/** Notes who makes a request. */
export function tellActor(request: FastifyRequest, { person }: Actor): void {
  tellAudit(request, { actorId: person.id, actorRole: person.side });
}

/**
 * Records every request to a route: who did what to what, and how it ended; nothing that was said. Operators' routes and documents
 * are left out, and so is what was too much, because it would make a flood dearer than it is; the metrics count it.
 */
export function auditRequests(
  app: HttpApp,
  { trail, directory }: { trail: Pick<AuditTrail, 'note'>; directory: NamedPeople },
): void {
  app.addHook('onResponse', async (request, reply) => {
    const { url } = request.routeOptions;
    if (url === undefined || isOperatorRoute(request) || DOCUMENTS.test(url) || request.method === 'OPTIONS') return;
    const outcome = outcomeOf(reply);
    if (outcome === 'rate_limited') return;
    const known = facts.get(request) ?? {};
    const target = 'targetKind' in known ? known : targetOf(request, url);
    // Routes for back ends and operators look nobody up, and a person who tried them has an id all the same.
    const actorId = known.actorId ?? (await idOf(directory, known.bearer));
    const named = known.whoseId === undefined ? await whoseOf(directory, request) : known.whoseId;
    const whoseId = named === undefined ? (target === null ? actorId : null) : named;
    trail.note({
      actorId,
      actorRole: known.actorRole ?? 'anonymous',
      action: `${request.method} ${url}`,
      whoseId,
      outcome,
      targetKind: target?.targetKind ?? null,
      targetId: target?.targetId ?? null,
      requestId: request.id,
    });
  });
}

/** `ok`, or the general code of the status: dialects answer in words of their own, but all of them with a true status. */
function outcomeOf({ statusCode }: FastifyReply): 'ok' | ErrorCode {
  if (statusCode < 400) return 'ok';
  return CODES.get(statusCode) ?? (statusCode < 500 ? 'invalid_input' : 'internal');
}

const GENERAL: readonly ErrorCode[] = ['invalid_input', 'unauthenticated', 'forbidden', 'conflict'];
/** The code of each status; where several share one, the most general. */
const CODES: ReadonlyMap<number, ErrorCode> = new Map(
  [...(Object.keys(ERRORS) as ErrorCode[]), ...GENERAL].map((code) => [ERRORS[code].status, code]),
);

/** The innermost thing that the address names by an id that we made. */
function targetOf(request: FastifyRequest, url: string): Pick<AuditFacts, 'targetKind' | 'targetId'> | null {
  const params = (request.params ?? {}) as Readonly<Record<string, string | undefined>>;
  const segments = url.split('/');
  for (let at = segments.length - 1; at > 0; at--) {
    const name = segments[at]?.startsWith(':') ? segments[at]?.slice(1) : undefined;
    const kind = KINDS.get(segments[at - 1] ?? '');
    const id = name === undefined ? undefined : params[name];
    if (kind !== undefined && id !== undefined && OUR_ID.test(id)) return { targetKind: kind, targetId: id };
  }
  return null;
}

/** The person whom the address names by side and subject; undefined where it names nobody that way. */
async function whoseOf(directory: NamedPeople, { params }: FastifyRequest): Promise<string | null | undefined> {
  const { side, subject } = (params ?? {}) as { side?: string; subject?: string };
  if (side === undefined || subject === undefined) return undefined;
  return idOf(directory, { role: side, subject });
}

/** The id of a person by their name in the product team's system; null for back ends, operators and strangers. */
async function idOf(
  directory: NamedPeople,
  named: { role: string; subject: string } | undefined,
): Promise<string | null> {
  const side = Side.safeParse(named?.role);
  if (named === undefined || !side.success) return null;
  const person = await directory.find(side.data, named.subject).catch(() => null);
  return person?.id ?? null;
}
