import { useEffect, useRef, useState } from 'react';
import { sound, type Sounding } from '../components/calls/tones.ts';

const VIBRATION_MS = [400, 200, 400, 1400];
const TITLE_PERIOD_MS = 1_000;

/** Whether a ring that should sound may not yet, and how to let it. */
export interface Ring {
  /** The browser refuses sound before the page was touched. */
  isRefused: boolean;
  /** To be called from a touch or a key. */
  allow(): void;
}

/** Rings while it is on: a sound, the telephone's vibration, and the title of the page in turn with `title`. Silence is immediate. */
export function useRing(isOn: boolean, title: string): Ring {
  const [isRefused, setRefused] = useState(false);
  const sounding = useRef<Sounding | null>(null);
  useEffect(() => {
    if (!isOn) return undefined;
    const started = sound('ring', setRefused);
    sounding.current = started;
    const stopVibrating = vibrate();
    return () => {
      started.stop();
      stopVibrating();
      setRefused(false);
    };
  }, [isOn]);
  useEffect(() => (isOn ? flashTitle(title) : undefined), [isOn, title]);
  return { isRefused: isOn && isRefused, allow: () => sounding.current?.allow() };
}

function vibrate(): () => void {
  // Browsers without it, and those that were not touched yet.
  if (typeof navigator.vibrate !== 'function') return () => undefined;
  const shake = () => navigator.vibrate(VIBRATION_MS);
  shake();
  const timer = setInterval(
    shake,
    VIBRATION_MS.reduce((sum, one) => sum + one, 0),
  );
  return () => {
    clearInterval(timer);
    navigator.vibrate(0);
  };
}

/** Shows a title in turn with the page's own, which may change meanwhile; returns how to stop. */
function flashTitle(title: string): () => void {
  let own = document.title;
  const timer = setInterval(() => {
    if (document.title === title) {
      document.title = own;
    } else {
      own = document.title;
      document.title = title;
    }
  }, TITLE_PERIOD_MS);
  document.title = title;
  return () => {
    clearInterval(timer);
    if (document.title === title) document.title = own;
  };
}
