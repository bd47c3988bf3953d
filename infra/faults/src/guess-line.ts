import { connect, type Socket } from 'node:net';

/** One request of somebody who guesses. */
export interface GuessRequest {
  /** Whose address the proxy in front names. */
  address: string;
  body: string;
}

/** One kept connection over which requests leave in one write and answers come in the order of the requests. */
export interface GuessLine {
  /** The status of each; 0 for what was not answered because the line broke. */
  send(requests: readonly GuessRequest[]): Promise<number[]>;
  close(): void;
}

const CONTENT_LENGTH = /\r\ncontent-length: (?<length>\d+)/i;
const LAST_CHUNK = '0\r\n\r\n';
const HEAD_END = '\r\n\r\n';
/** `HTTP/1.1 404`. */
const STATUS_AT = 9;
/** Nothing that is asked takes longer; a line on which nothing comes is broken. */
const SILENT_MS = 15_000;

/** The questions that wait for their answers, and what was answered so far. */
interface Waiting {
  count: number;
  statuses: number[];
  done(statuses: number[]): void;
}

/** Makes a line to `POST <path>` of a server. It connects when it is used, and again after it broke. */
export function createGuessLine(url: string, path: string): GuessLine {
  const { hostname, port } = new URL(url);
  let socket: Socket | undefined;
  let waiting: Waiting | undefined;
  let text = '';

  const settle = (): void => {
    const now = waiting;
    waiting = undefined;
    now?.done([...now.statuses, ...Array.from({ length: now.count - now.statuses.length }, () => 0)]);
  };
  const broke = (): void => {
    socket?.destroy();
    socket = undefined;
    settle();
  };
  const hear = (chunk: string): void => {
    text += chunk;
    for (let answer = firstAnswer(text); answer !== null; answer = firstAnswer(text)) {
      text = text.slice(answer.length);
      waiting?.statuses.push(answer.status);
    }
    if (waiting !== undefined && waiting.statuses.length >= waiting.count) settle();
  };
  const open = (): Socket => {
    text = '';
    const opened = connect(Number(port), hostname);
    opened.setEncoding('latin1').setNoDelay(true).setTimeout(SILENT_MS, broke);
    opened.on('data', hear).on('error', () => undefined);
    opened.on('close', () => (opened === socket ? broke() : undefined));
    return opened;
  };
  return {
    send(requests) {
      socket ??= open();
      socket.write(requests.map((request) => written(hostname, path, request)).join(''));
      return new Promise((done) => (waiting = { count: requests.length, statuses: [], done }));
    },
    close: () => socket?.destroy(),
  };
}

function written(host: string, path: string, { address, body }: GuessRequest): string {
  const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\nx-forwarded-for: ${address}`;
  return `${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** The answer with which a text begins: its status and its length; null while it is not whole. */
function firstAnswer(text: string): { status: number; length: number } | null {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const bodyAt = headEnd + HEAD_END.length;
  const known = CONTENT_LENGTH.exec(text.slice(0, headEnd))?.groups?.['length'];
  const end = known === undefined ? endOfChunks(text, bodyAt) : bodyAt + Number(known);
  return end === null || text.length < end
    ? null
    : { status: Number(text.slice(STATUS_AT, STATUS_AT + 3)), length: end };
}

function endOfChunks(text: string, from: number): number | null {
  const at = text.indexOf(`\r\n${LAST_CHUNK}`, from);
  return at < 0 ? null : at + 2 + LAST_CHUNK.length;
}
