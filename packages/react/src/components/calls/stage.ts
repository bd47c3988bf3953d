import type { CallsState } from '@causerie/client/calls';
import { CauserieError, createValue, type Failure, type Observable } from '@causerie/client';

/** What several places of a page would show or sound, and one does. */
export type Turn = 'incoming' | 'overlay' | 'inline' | 'sounds';

/** Somebody who would. */
export interface Waiting {
  who: symbol;
  /** Came along with a button or a page, and stands back for what the host put there itself. */
  isBrought: boolean;
}

/** Why something did not work. */
export interface StageFailure extends Failure {
  /** It was about finding whom to call, and not about a call. */
  isAboutWhom?: true;
}

/** A failure to find whom to call. */
export function aboutWhom(failure: Failure): StageFailure {
  return { ...failure, isAboutWhom: true };
}

/** What the screens of calls share with one another and with nobody else. */
export interface StageState {
  /** `small` floats beside what the person reads meanwhile. */
  size: 'full' | 'small';
  /** The end of a call that the person has looked at and closed. */
  seenOver: CallsState['over'];
  /** The missed call that they have looked at. */
  seenMissedId: string | null;
  /** The browser plays no sound before the person has touched the page. */
  isSoundBlocked: boolean;
  /** Who would show or sound something, in the order in which they came. While a call is shown `inline`, nothing is laid over the page. */
  turns: Readonly<Record<Turn, readonly Waiting[]>>;
  /** Why the last thing that was tried did not work. */
  error: StageFailure | null;
}

/** Whether and how a call is shown, apart from how it goes. */
export interface Stage extends Observable<StageState> {
  change(part: Partial<StageState>): void;
}

/** Builds the stage of one set of calls. */
export function createStage(): Stage {
  const value = createValue<StageState>({
    size: 'full',
    seenOver: null,
    seenMissedId: null,
    isSoundBlocked: false,
    turns: { incoming: [], overlay: [], inline: [], sounds: [] },
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

/** Whose turn it is; undefined while nobody would. */
export function whoseTurn({ turns }: StageState, what: Turn): symbol | undefined {
  const queue = turns[what];
  return (queue.find(({ isBrought }) => !isBrought) ?? queue[0])?.who;
}

/** Stands in line; returns how to leave it. */
export function standInLine(stage: Stage, what: Turn, one: Waiting): () => void {
  const change = (next: readonly Waiting[]) => {
    stage.change({ turns: { ...stage.getSnapshot().turns, [what]: next } });
  };
  change([...stage.getSnapshot().turns[what], one]);
  return () => change(stage.getSnapshot().turns[what].filter((other) => other !== one));
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
