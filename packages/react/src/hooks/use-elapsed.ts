import { useSyncExternalStore } from 'react';

const SECOND_MS = 1_000;

function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, SECOND_MS);
  return () => clearInterval(timer);
}
const never = () => () => undefined;
/** The same number for the whole second. */
const thisSecond = (): number => Math.floor(Date.now() / SECOND_MS) * SECOND_MS;

/** Milliseconds since an instant, told anew every second; null without one. Clocks that disagree make it 0 and never negative. */
export function useElapsed(since: string | null): number | null {
  const nowMs = useSyncExternalStore(since === null ? never : everySecond, thisSecond, thisSecond);
  return since === null ? null : Math.max(0, nowMs - Date.parse(since));
}

/** A duration as a clock shows it: `4:07`, `1:02:33`. */
export function asClock(durationMs: number): string {
  const seconds = Math.floor(durationMs / SECOND_MS);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
