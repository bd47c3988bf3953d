import type {
  ChangesPage,
  Conversation,
  ConversationPage,
  DirectoryPerson,
  Message,
  MessagePage,
  Participant,
  Person,
} from '@causerie/contracts';
import { endingOf, type SessionEnding } from './ending.ts';
import type { Clock } from './environment.ts';
import { CauserieError, networkError, parseFailure, timeoutError } from './error.ts';
import { queryString } from './query-string.ts';

/** A door answers within 3 s (DEL-5); the rest is the network's share. */
const REST_TIMEOUT_MS = 10_000;
/** Changes read per request: the server's largest page. */
const CHANGES_PAGE = 100;
/** People shown by one directory search. */
const PEOPLE_PAGE = 50;

export interface RestDeps {
  /** Origin of the API gateway; empty for the page's own. */
  url: string;
  getToken: () => string | Promise<string>;
  fetch: typeof globalThis.fetch;
  clock: Clock;
  locale: string | (() => string);
  /** The token was not taken (any more); one that the host could not give counts as expired. */
  onTokenRefused?: (reason: SessionEnding) => void;
}

/** Which page of messages: the newest, or the one before or after a seq. */
export interface MessageWindow {
  before?: number;
  after?: number;
  limit?: number;
}

/** How to name the other person of a new conversation, and what to begin with. */
export interface NewConversation {
  withPersonId?: string;
  withSubject?: string;
  subject?: string;
  firstMessage?: string;
  clientMessageId?: string;
}

/** What may be done with a whole conversation. */
export type SetAside = 'archive' | 'unarchive' | 'block' | 'unblock';

/** What is sent of a message. */
export interface NewMessage {
  clientMessageId: string;
  content: string;
  replyToId?: string;
  attachmentIds?: string[];
}

/** The routes of `/v1` that the SDK speaks. Every method rejects with {@link CauserieError} only. */
export interface Rest {
  me(): Promise<{ person: Person; expiresAt: string }>;
  conversations(cursor?: string): Promise<ConversationPage>;
  conversation(id: string): Promise<Conversation>;
  createConversation(input: NewConversation): Promise<Conversation>;
  messages(conversationId: string, window?: MessageWindow): Promise<MessagePage>;
  /** Messages that changed after a revision (DEL-11). */
  changes(conversationId: string, after: number): Promise<ChangesPage>;
  edit(messageId: string, content: string): Promise<Message>;
  remove(messageId: string): Promise<Message>;
  react(messageId: string, emoji: string, active: boolean): Promise<Message>;
  send(conversationId: string, body: NewMessage): Promise<Message>;
  /** Archives, blocks, or takes either back. */
  setAside(conversationId: string, how: SetAside): Promise<Conversation>;
  rename(conversationId: string, subject: string | null): Promise<Conversation>;
  removeConversation(conversationId: string): Promise<void>;
  mark(marker: 'read' | 'delivered', conversationId: string, upToSeq: number): Promise<Participant>;
  people(search?: string): Promise<{ items: DirectoryPerson[] }>;
  /** Any other route; `path` is complete. */
  request<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Builds the REST half of the SDK over an injectable `fetch`. */
export function createRest(deps: RestDeps): Rest {
  const get = <T>(path: string, query: Record<string, string | number | undefined> = {}) =>
    request<T>(deps, 'GET', path + queryString(query));
  const post = <T>(path: string, body: unknown) => request<T>(deps, 'POST', path, body);
  const at = (id: string) => `/v1/conversations/${encodeURIComponent(id)}`;
  const message = (id: string) => `/v1/messages/${encodeURIComponent(id)}`;
  return {
    me: () => get('/v1/me'),
    conversations: (cursor) => get('/v1/conversations', { limit: 50, cursor }),
    conversation: (id) => get(at(id)),
    createConversation: (input) => post('/v1/conversations', input),
    messages: (id, window = {}) => get(`${at(id)}/messages`, { ...window }),
    changes: (id, after) => get(`${at(id)}/changes`, { after, limit: CHANGES_PAGE }),
    edit: (id, content) => request(deps, 'PATCH', message(id), { content }),
    remove: (id) => request(deps, 'DELETE', message(id)),
    react: (id, emoji, active) =>
      request(deps, active ? 'PUT' : 'DELETE', `${message(id)}/reactions/${encodeURIComponent(emoji)}`),
    send: (id, body) => post(`${at(id)}/messages`, body),
    setAside: (id, how) => post(`${at(id)}/${how}`, {}),
    rename: (id, subject) => request(deps, 'PATCH', at(id), { subject }),
    removeConversation: (id) => request(deps, 'DELETE', at(id)),
    mark: (marker, id, upToSeq) => post(`${at(id)}/${marker}`, { upToSeq }),
    people: (search) => get('/v1/directory/people', { limit: PEOPLE_PAGE, search: search?.trim() || undefined }),
    request: (method, path, body) => request(deps, method, path, body),
  };
}

async function request<T>(deps: RestDeps, method: string, path: string, body?: unknown): Promise<T> {
  let isMissing = false;
  const authorization = async (): Promise<string | null> => {
    try {
      return `Bearer ${await deps.getToken()}`;
    } catch (error) {
      if (error instanceof CauserieError) throw error;
      // The server is asked all the same: whether it can be reached at all shows whether the token is what is missing.
      isMissing = true;
      return null;
    }
  };
  try {
    return await requestJson<T>({ ...deps, authorization }, method, path, body);
  } catch (error) {
    const ending = error instanceof CauserieError ? endingOf(error.code) : null;
    if (ending !== null) deps.onTokenRefused?.(isMissing ? 'token_expired' : ending);
    throw error;
  }
}

/** Who asks, where and in which language; `authorization` gives the header, null for nobody in particular. */
export interface RequestDeps extends Omit<RestDeps, 'getToken'> {
  authorization: () => Promise<string | null>;
}

/** One REST request; resolves to what was answered, null where that is nothing. Rejects with {@link CauserieError} only. */
export async function requestJson<T>(deps: RequestDeps, method: string, path: string, body?: unknown): Promise<T> {
  const abort = new AbortController();
  let timedOut = false;
  const timer = deps.clock.setTimeout(() => {
    timedOut = true;
    abort.abort();
  }, REST_TIMEOUT_MS);
  try {
    const authorization = await deps.authorization();
    const response = await deps.fetch(`${deps.url}${path}`, {
      method,
      signal: abort.signal,
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-language': typeof deps.locale === 'string' ? deps.locale : deps.locale(),
        ...(authorization === null ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await problem(response);
    return (response.status === 204 ? null : await response.json()) as T;
  } catch (error) {
    if (timedOut) throw timeoutError(REST_TIMEOUT_MS);
    throw error instanceof CauserieError ? error : networkError('the server was not reached');
  } finally {
    deps.clock.clearTimeout(timer);
  }
}

async function problem(response: Response): Promise<CauserieError> {
  const body: unknown = await response.json().catch(() => null);
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new CauserieError(
    parseFailure(body, response.status),
    Number.isFinite(retryAfterSeconds) ? retryAfterSeconds * 1000 : null,
  );
}
