import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log longer than this is set aside (one generation) before a process starts writing to it again. */
const ROTATE_AT_SIZE_BYTES = 10 * 1024 * 1024;

const TAIL_SIZE_BYTES = 4_096;

/**
 * Opens a log for appending and tells where the new part begins. Children write to the descriptor themselves,
 * so that no byte of log passes through the supervisor.
 */
export function openLog(path: string): { descriptor: number; startsAt: number } {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && statSync(path).size > ROTATE_AT_SIZE_BYTES) renameSync(path, `${path}.1`);
  const descriptor = openSync(path, 'a', 0o600);
  return { descriptor, startsAt: statSync(path).size };
}

/** What was written to a log since `startsAt`, at most its last `limitBytes`. */
export function readLog(path: string, startsAt: number, limitBytes = TAIL_SIZE_BYTES): string {
  const size = statSync(path).size;
  const from = Math.max(startsAt, size - limitBytes);
  const buffer = Buffer.alloc(Math.max(0, size - from));
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, buffer, 0, buffer.length, from);
  } finally {
    closeSync(descriptor);
  }
  return buffer.toString('utf8');
}

/** The last `count` non-empty lines of a text, indented, for an error message. */
export function lastLines(text: string, count = 12): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n');
}
