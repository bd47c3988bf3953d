import { PAGE_MAX } from '@causerie/contracts';
import type { Person, RestDoor } from './door.ts';
import type { PageOutcome, SeenMessage } from './history.ts';
import type { RoomsNames } from './rooms-names.ts';
import { failureOf, request, type V1Address } from './v1-rest.ts';

const OK = 200;
const CREATED = 201;

/**
 * REST of the rooms dialect. It pages backwards by message id and has no seq: a page after a place is read as the whole
 * log, newest page first, and each message takes the place at which it stands.
 */
export function openRoomsRest({ url, silenceMs }: V1Address, names: RoomsNames, { token }: Person): RestDoor {
  const messages = (conversation: string): string =>
    `${url}/api/messaging/conversations/${names.numberOf(conversation)}/messages`;

  async function older(
    conversation: string,
    before: number | null,
  ): Promise<SeenMessage[] | Exclude<PageOutcome, { kind: 'page' }>> {
    const query = `?limit=${PAGE_MAX}${before === null ? '' : `&before=${before}`}`;
    const answer = await request({ url: `${messages(conversation)}${query}`, token, method: 'GET', silenceMs });
    if ('kind' in answer) return answer;
    if (answer.status !== OK) return failureOf(answer);
    const seen = Array.isArray(answer.body) ? answer.body.map(names.seen) : [null];
    return seen.every((message) => message !== null) ? seen : { kind: 'refused', code: 'malformed-answer' };
  }

  return {
    async send({ conversation, key, content }) {
      const body = { content, clientMessageId: key };
      const answer = await request({ url: messages(conversation), token, method: 'POST', body, silenceMs });
      if ('kind' in answer) return answer;
      if (answer.status !== CREATED && answer.status !== OK) return failureOf(answer);
      const message = names.seen(answer.body);
      if (message === null) return { kind: 'refused', code: 'malformed-answer' };
      return { kind: 'ok', created: answer.status === CREATED, message };
    },
    async page(conversation, afterSeq) {
      let log: SeenMessage[] = [];
      for (let before: number | null = null; ;) {
        const page = await older(conversation, before);
        if (!Array.isArray(page)) return page;
        log = [...page, ...log];
        if (page.length < PAGE_MAX) break;
        before = Number(page[0]?.id.slice(1));
      }
      const placed = log.map((message, index) => ({ ...message, seq: index + 1 }));
      return { kind: 'page', lastSeq: placed.length, hasMore: false, messages: placed.slice(afterSeq) };
    },
  };
}
