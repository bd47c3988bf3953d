import { memoryShare } from '@causerie/service-kit';
import type { Redis } from 'ioredis';

/** Above this share of its memory Redis takes no more batches: a full Redis could not even be drained. */
const INTAKE_MAX_SHARE = 0.6;
/** How often the share is read. */
const INTAKE_INTERVAL_MS = 2000;

/** Whether Redis may be given more work. */
export interface Intake {
  isOpen(): boolean;
  stop(): void;
}

/** Watches the memory of Redis; while it cannot be read the last answer stands, because a door has its own deadline. */
export function watchIntake(redis: Redis, onError: (error: unknown) => void): Intake {
  let open = true;
  const look = async (): Promise<void> => {
    open = (await memoryShare(redis)) < INTAKE_MAX_SHARE;
  };
  const timer = setInterval(() => void look().catch(onError), INTAKE_INTERVAL_MS);
  return { isOpen: () => open, stop: () => clearInterval(timer) };
}
