import { type CallLine, type Calls, createCalls } from '@causerie/client/calls';
import { idleClient } from '../ready-made/shared-client.ts';
import { createStage, type Stage } from './stage.ts';

/**
 * A component that goes, goes with its route: its successor takes the call over when it comes within this time. It is over before the
 * messenger's own, without which nobody could be told that the call was left.
 */
const LINGER_MS = 800;

/** What the screens of calls are given. */
export interface CallSurroundings {
  calls: Calls;
  line: CallLine;
  stage: Stage;
}

interface Shared extends CallSurroundings {
  holders: number;
  ending: ReturnType<typeof setTimeout> | null;
}

const shared = new WeakMap<CallLine, Shared>();

/** The calls over a line, and how they are shown: one for all who ask, wherever on the page. They listen while somebody holds them. */
export function callsOver(line: CallLine): CallSurroundings {
  return sharedOver(line);
}

/**
 * Holds the calls over a line, and opens them when nobody did; returns how to let go. When nothing of the page shows or sounds a call
 * any more, it is left: nobody could hang up.
 */
export function holdCalls(line: CallLine): () => void {
  const held = sharedOver(line);
  if (held.ending !== null) clearTimeout(held.ending);
  else if (held.holders === 0) held.calls.open();
  held.ending = null;
  held.holders += 1;
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    held.holders -= 1;
    if (held.holders > 0) return;
    held.ending = setTimeout(() => {
      held.ending = null;
      void held.calls.hangUp();
      held.calls.close();
      held.stage.change({ seenOver: held.calls.getSnapshot().over });
    }, LINGER_MS);
  };
}

/** Whether a line is that of nobody, over which nothing may be asked: there is no messenger, or not yet. */
export function isIdle(line: CallLine): boolean {
  return line === idleClient().callLine;
}

function sharedOver(line: CallLine): Shared {
  const known = shared.get(line);
  if (known !== undefined) return known;
  const fresh = { calls: createCalls({ line }), line, stage: createStage(), holders: 0, ending: null };
  shared.set(line, fresh);
  return fresh;
}
