import { createLogger, type Logger } from '../src/index.ts';

/** A logger that keeps its lines, to assert on what would have been written. */
export function captureLog(level = 'trace'): { logger: Logger; text(): string; lines(): Record<string, unknown>[] } {
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line) };
  return {
    logger: createLogger({ service: 'test', level, replicaId: 'r1', destination }),
    text: () => written.join(''),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
