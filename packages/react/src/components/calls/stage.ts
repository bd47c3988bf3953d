import type { CallsState } from '@causerie/client/calls';
import { CauserieError, createValue, type Failure, type Observable } from '@causerie/client';

/** What the screens of calls share with one another and with nobody else. */
export interface StageState {
  /** `small` floats beside what the person reads meanwhile. */
  size: 'full' | 'small';
  /** How many places of the page show the call where they stand; while there is one, nothing is laid over the page. */
  inlineCount: number;
  /** The end of a call that the person has looked at and closed. */
  seenOver: CallsState['over'];
  /** The missed call that they have looked at. */
  seenMissedId: string | null;
  /** The browser plays no sound before the person has touched the page. */
  isSoundBlocked: boolean;
  /** Why the last thing that was tried did not work. */
  error: Failure | null;
}

/** Whether and how a call is shown, apart from how it goes. */
export interface Stage extends Observable<StageState> {
  change(part: Partial<StageState>): void;
}

/** Builds the stage of one provider. */
export function createStage(): Stage {
  const value = createValue<StageState>({
    size: 'full',
    inlineCount: 0,
    seenOver: null,
    seenMissedId: null,
    isSoundBlocked: false,
    error: null,
  });
  return {
    getSnapshot: value.getSnapshot,
    subscribe: value.subscribe,
    change(part) {
      const now = value.getSnapshot();
      const isNew = Object.entries(part).some(([key, one]) => now[key as keyof StageState] !== one);
      if (isNew) value.set({ ...now, ...part });
    },
  };
}

/** Tries something: null, and the reason on the stage, when it did not work. */
export async function attempt<T>(stage: Stage, run: () => Promise<T>): Promise<T | null> {
  stage.change({ error: null });
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CauserieError)) throw error;
    stage.change({ error: error.failure });
    return null;
  }
}
