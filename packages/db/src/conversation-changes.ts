import type { Conversation } from '@causerie/contracts';
import type { ChangeRefused, ConversationAsk, ConversationChange, ConversationChanges } from '@causerie/core';
import type { Pool } from 'pg';
import { createConversationPage } from './conversation-lists.ts';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

/** The letters with which `change_conversation_v1` refuses. */
const REFUSALS = { n: 'not_found', f: 'forbidden', x: 'conflict' } as const;

type Verb = 'update' | 'block' | 'unblock' | 'remove';

/** Changes of conversations on Postgres. */
export function createConversationChanges(pool: Pool): ConversationChanges {
  const statement = prepare(
    pool,
    'change_conversation_v1',
    'select * from change_conversation_v1($1, $2, $3, $4, $5, $6)',
  );

  async function run(
    verb: Verb,
    { conversationId, personId }: ConversationAsk,
    wanted: { status?: string | undefined; subject?: string | null | undefined } = {},
  ): Promise<{ ok: true; row: TextRow } | ChangeRefused> {
    if (!isId(conversationId) || !isId(personId)) return { ok: false, code: 'not_found' };
    const { status, subject } = wanted;
    const values = [conversationId, personId, verb, status ?? null, subject !== undefined, subject ?? null];
    const [row] = await statement(values);
    if (row === undefined) throw new Error('change_conversation_v1 answered nothing');
    const verdict = required(row, 0);
    if (verdict === 'n' || verdict === 'f' || verdict === 'x') return { ok: false, code: REFUSALS[verdict] };
    return { ok: true, row };
  }

  async function change(...asked: Parameters<typeof run>): Promise<ConversationChange> {
    const done = await run(...asked);
    if (!done.ok) return done;
    const conversation = JSON.parse(required(done.row, 3)) as Conversation;
    return { ok: true, changed: done.row[0] === 'c', conversation, audience: required(done.row, 1).split(',') };
  }

  return {
    update: ({ status, subject, ...ask }) => change('update', ask, { status, subject }),
    block: (ask) => change('block', ask),
    unblock: (ask) => change('unblock', ask),
    async remove(ask) {
      const done = await run('remove', ask);
      if (!done.ok) return done;
      const conversation = { id: ask.conversationId.toLowerCase(), number: Number(done.row[2]) };
      return { ok: true, conversation, audience: required(done.row, 1).split(',') };
    },
    page: createConversationPage(pool),
  };
}
