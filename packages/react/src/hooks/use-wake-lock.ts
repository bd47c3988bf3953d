import { useEffect } from 'react';

/** Keeps the screen on while something is on it that moves without being touched. Browsers take it back when the page is hidden. */
export function useWakeLock(isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !('wakeLock' in navigator)) return undefined;
    let held: WakeLockSentinel | null = null;
    let stopped = false;
    const hold = () => {
      if (document.visibilityState !== 'visible' || held?.released === false) return;
      // Refused where the battery is low: the call goes on all the same.
      navigator.wakeLock
        .request('screen')
        .then((lock) => {
          if (stopped) void lock.release();
          else held = lock;
        })
        .catch(() => undefined);
    };
    hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      stopped = true;
      document.removeEventListener('visibilitychange', hold);
      held?.release().catch(() => undefined);
    };
  }, [isOn]);
}
