import { useEffect, useState } from 'react';

/** The answer to a question that is asked once, when it is shown: undefined while it is awaited, null when it failed. */
export function useAnswer<T>(ask: () => Promise<T>): T | null | undefined {
  const [answer, setAnswer] = useState<T | null | undefined>(undefined);
  useEffect(() => {
    let outdated = false;
    ask().then(
      (given) => outdated || setAnswer(given),
      () => outdated || setAnswer(null),
    );
    return () => {
      outdated = true;
    };
    // Asked again only when it is shown again, whatever the caller writes in place.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  return answer;
}
