import type { CallState } from '@causerie/core';
import { required, type TextRow } from './prepared.ts';

/** A call as `call_state_json_v1` printed it. */
export function readCallState(row: TextRow, column = 0): CallState {
  return JSON.parse(required(row, column)) as CallState;
}

/** Milliseconds since the epoch as Postgres reads an instant. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
