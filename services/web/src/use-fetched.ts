import { CauserieError } from '@causerie/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { DemoError } from './demo.ts';

/** Something that is asked for when a page opens. */
export interface Fetched<T> {
  /** What was answered last; null until then. */
  value: T | null;
  /** Whether the last question was not answered. */
  failed: boolean;
  again(): void;
}

/**
 * Asks when the page opens, when `ask` is another function, and when told to. What was answered stays while it is asked again.
 * Refusals and lost connections are `failed`; anything else is an error of ours and is thrown into the page.
 */
export function useFetched<T>(ask: () => Promise<T>): Fetched<T> {
  const [{ value, failed }, setFound] = useState<{ value: T | null; failed: boolean }>({ value: null, failed: false });
  const latest = useRef(0);
  const again = useCallback(() => {
    latest.current += 1;
    const mine = latest.current;
    ask().then(
      (answer) => {
        if (mine === latest.current) setFound({ value: answer, failed: false });
      },
      (error: unknown) => {
        if (mine !== latest.current) return;
        setFound((before) => {
          if (isOrdinary(error)) return { ...before, failed: true };
          throw error;
        });
      },
    );
  }, [ask]);
  useEffect(() => {
    again();
    // Whatever is still asked is nobody's answer any more.
    return () => void (latest.current += 1);
  }, [again]);
  return { value, failed, again };
}

/** Refused, or not reached: things that happen. */
export function isOrdinary(error: unknown): boolean {
  return (
    error instanceof CauserieError ||
    error instanceof DemoError ||
    error instanceof DOMException ||
    error instanceof TypeError
  );
}
