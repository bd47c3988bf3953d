import { Message, MessagePage, PAGE_MAX } from '@causerie/contracts';
import { SILENCE_MS, type Person, type RestDoor } from './door.ts';
import type { Failure } from './history.ts';
import { seenFrom } from './v1-message.ts';

const CREATED = 201;
const REPEATED = 200;
const TOO_MANY_REQUESTS = 429;
const BAD_GATEWAY = 502;

/** An answer that arrived whole. */
export interface RestAnswer {
  status: number;
  body: unknown;
}

/** Where v1 answers, and how long callers listen. */
export interface V1Address {
  url: string;
  silenceMs: number;
}

/** A request with a person's token. */
export interface RestRequest {
  url: string;
  token: string;
  method: 'GET' | 'POST' | 'PUT';
  body?: unknown;
  silenceMs?: number;
}

/** Makes one request; gives what arrived, or how it failed. Never rejects. */
export async function request(options: RestRequest): Promise<RestAnswer | Failure> {
  const { url, token, method, body, silenceMs = SILENCE_MS } = options;
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(silenceMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parse(text) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return { kind: 'silent' };
    const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
    return { kind: 'lost', reason: cause?.code ?? 'broken connection' };
  }
}

/** What an answer that is not a success means: its own word on retrying counts, else its status. */
export function failureOf({ status, body }: RestAnswer): Failure {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as { code?: unknown; retryable?: unknown };
  const code = typeof problem.code === 'string' ? problem.code : `http-${status}`;
  const retryable =
    typeof problem.retryable === 'boolean' ? problem.retryable : status === TOO_MANY_REQUESTS || status >= BAD_GATEWAY;
  return { kind: retryable ? 'unavailable' : 'refused', code };
}

/** REST under `/v1`. */
export function openV1Rest({ url, silenceMs }: V1Address, person: Person): RestDoor {
  const { token } = person;
  const messages = (conversation: string): string => `${url}/v1/conversations/${conversation}/messages`;
  return {
    async send({ conversation, key, content }) {
      const answer = await request({
        url: messages(conversation),
        token,
        method: 'POST',
        body: { clientMessageId: key, content },
        silenceMs,
      });
      if ('kind' in answer) return answer;
      if (answer.status !== CREATED && answer.status !== REPEATED) return failureOf(answer);
      const message = Message.safeParse(answer.body);
      if (!message.success) return { kind: 'refused', code: 'malformed-answer' };
      return { kind: 'ok', created: answer.status === CREATED, message: seenFrom(message.data) };
    },
    async page(conversation, afterSeq) {
      const page = `${messages(conversation)}?after=${afterSeq}&limit=${PAGE_MAX}`;
      const answer = await request({ url: page, token, method: 'GET', silenceMs });
      if ('kind' in answer) return answer;
      if (answer.status !== REPEATED) return failureOf(answer);
      const parsed = MessagePage.safeParse(answer.body);
      if (!parsed.success) return { kind: 'refused', code: 'malformed-answer' };
      const { items, lastSeq, hasMore } = parsed.data;
      return { kind: 'page', lastSeq, hasMore, messages: items.map(seenFrom) };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
