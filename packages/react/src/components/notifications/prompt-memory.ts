const KEY = 'causerie.notification-prompt';
const DAY_MS = 86_400_000;
/** How long "later" lasts; twice as long each time it is said again. */
const FIRST_PAUSE_DAYS = 7;
const PAUSE_MAX_DAYS = 90;

interface Remembered {
  untilMs: number;
  saidTimes: number;
}

/** Whether somebody said "later" on this device and it is not yet later. */
export function isPostponed(nowMs: number): boolean {
  return (remembered()?.untilMs ?? 0) > nowMs;
}

/** Remembers "later". Where nothing can be remembered, it lasts as long as the page. */
export function postpone(nowMs: number): void {
  const saidTimes = (remembered()?.saidTimes ?? 0) + 1;
  const days = Math.min(PAUSE_MAX_DAYS, FIRST_PAUSE_DAYS * 2 ** (saidTimes - 1));
  const next: Remembered = { untilMs: nowMs + days * DAY_MS, saidTimes };
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing for this page.
  }
}

function remembered(): Remembered | null {
  try {
    const { untilMs, saidTimes } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Remembered>;
    return typeof untilMs === 'number' && typeof saidTimes === 'number' ? { untilMs, saidTimes } : null;
  } catch {
    return null;
  }
}
