import type { Operation } from './operation.ts';
import { CALL_OPERATIONS } from './operations-calls.ts';
import { DIALECT_OPERATIONS } from './operations-dialects.ts';
import { DIRECTORY_OPERATIONS } from './operations-directory.ts';
import { V1_OPERATIONS } from './operations-v1.ts';

/**
 * Every REST operation, by method and path as the OpenAPI documents have them: who may, and what it names. What stands in parentheses
 * tells apart several ways of asking for one operation.
 */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({ ...V1_OPERATIONS, ...DIRECTORY_OPERATIONS, ...CALL_OPERATIONS, ...DIALECT_OPERATIONS }),
);

/** The operation behind a name, without what stands in parentheses. */
export function operationOf(name: string): string {
  return name.replace(/ \(.*\)$/, '');
}
