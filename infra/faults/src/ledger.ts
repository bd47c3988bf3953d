import type {
  AnsweredEvent,
  AskedEvent,
  ConversationEnd,
  ExitedEvent,
  History,
  InjectedEvent,
  LogRow,
  PagedEvent,
  PushedEvent,
  SeenMessage,
  SentEvent,
} from './history.ts';

/** One attempt to send with its end; `answer` is null when the history closed before any end was seen. */
export interface Attempt {
  sent: SentEvent;
  /** Place of the send in the history: the clock that all clients share. */
  sentAt: number;
  answer: AnsweredEvent | null;
  /** Place of the answer in the history; Infinity without one. */
  answeredAt: number;
}

/** One question for a page with its end. */
export interface Question {
  asked: AskedEvent;
  askedAt: number;
  answer: PagedEvent | null;
}

/** Everything that one person did to get one message into one conversation. */
export interface Intent {
  person: string;
  conversation: string;
  key: string;
  content: string;
  /** In the order in which they began. */
  attempts: Attempt[];
  /** The attempt that was first known to be acknowledged, or null. */
  firstOk: Attempt | null;
}

/** A history, read once and arranged for the rules. */
export interface Ledger {
  history: History;
  intents: Map<string, Intent>;
  questions: Question[];
  pushes: PushedEvent[];
  injected: InjectedEvent[];
  exited: ExitedEvent[];
  conversations: Map<string, ConversationEnd>;
  rowsById: Map<string, LogRow>;
  /** Rows of each conversation in ascending seq. */
  rowsByConversation: Map<string, LogRow[]>;
  /** Committed row by conversation and seq; see {@link placeOf}. */
  rowsByPlace: Map<string, LogRow>;
  /** Committed rows by intent; see {@link intentOf}. More than one is a duplicate. */
  rowsByIntent: Map<string, LogRow[]>;
}

/** Name of an intent: (author, conversation, client key) as DEL-3 has it. */
export function intentOf(person: string, conversation: string, key: string): string {
  return JSON.stringify([person, conversation, key]);
}

/** Name of a place in a log. */
export function placeOf(conversation: string, seq: number): string {
  return `${conversation}#${seq}`;
}

/** The acknowledged message of an attempt, or null. */
export function acknowledged(attempt: Attempt): SeenMessage | null {
  return attempt.answer?.outcome.kind === 'ok' ? attempt.answer.outcome.message : null;
}

/** Whether a person is in a conversation. */
export function participates(ledger: Ledger, person: string, conversation: string): boolean {
  return ledger.conversations.get(conversation)?.participants.includes(person) ?? false;
}

/** Reads a history once; never fails, whatever the history claims. */
export function readHistory(history: History): Ledger {
  const ledger: Ledger = {
    history,
    intents: new Map(),
    questions: [],
    pushes: [],
    injected: [],
    exited: [],
    conversations: new Map(history.conversations.map((conversation) => [conversation.id, conversation])),
    rowsById: new Map(history.rows.map((row) => [row.id, row])),
    rowsByConversation: new Map(),
    rowsByPlace: new Map(history.rows.map((row) => [placeOf(row.conversation, row.seq), row])),
    rowsByIntent: new Map(),
  };
  for (const row of history.rows) {
    append(ledger.rowsByConversation, row.conversation, row);
    if (row.author !== null && row.key !== null) {
      append(ledger.rowsByIntent, intentOf(row.author, row.conversation, row.key), row);
    }
  }
  for (const rows of ledger.rowsByConversation.values()) rows.sort((a, b) => a.seq - b.seq);
  readEvents(ledger);
  return ledger;
}

function readEvents(ledger: Ledger): void {
  const attempts = new Map<string, { intent: Intent; attempt: Attempt }>();
  const questions = new Map<string, Question>();
  for (const [at, event] of ledger.history.events.entries()) {
    if (event.type === 'sent') {
      attempts.set(event.call, addAttempt(ledger, event, at));
    } else if (event.type === 'answered') {
      const known = attempts.get(event.call);
      if (known !== undefined && known.attempt.answer === null) {
        known.attempt.answer = event;
        known.attempt.answeredAt = at;
        if (event.outcome.kind === 'ok') known.intent.firstOk ??= known.attempt;
      }
    } else if (event.type === 'asked') {
      const question: Question = { asked: event, askedAt: at, answer: null };
      questions.set(event.call, question);
      ledger.questions.push(question);
    } else if (event.type === 'paged') {
      const question = questions.get(event.call);
      if (question !== undefined) question.answer ??= event;
    } else if (event.type === 'pushed') {
      ledger.pushes.push(event);
    } else if (event.type === 'injected') {
      ledger.injected.push(event);
    } else {
      ledger.exited.push(event);
    }
  }
}

function addAttempt(ledger: Ledger, sent: SentEvent, at: number): { intent: Intent; attempt: Attempt } {
  const name = intentOf(sent.person, sent.conversation, sent.key);
  const attempt: Attempt = { sent, sentAt: at, answer: null, answeredAt: Infinity };
  let intent = ledger.intents.get(name);
  if (intent === undefined) {
    const { person, conversation, key, content } = sent;
    intent = { person, conversation, key, content, attempts: [], firstOk: null };
    ledger.intents.set(name, intent);
  }
  intent.attempts.push(attempt);
  return { intent, attempt };
}

function append<V>(map: Map<string, V[]>, name: string, value: V): void {
  const list = map.get(name);
  if (list === undefined) map.set(name, [value]);
  else list.push(value);
}
