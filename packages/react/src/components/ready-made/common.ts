import { type Causerie, CauserieError } from '@causerie/client';

/** Resolves once `holds`, which is asked after each change; never when nothing changes any more. */
export function until(changing: Pick<Causerie, 'subscribe'>, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve();
    const stop = changing.subscribe(() => {
      if (!holds()) return;
      stop();
      resolve();
    });
  });
}

/** Like {@link until}, for so many milliseconds. Rejects with CauserieError `timeout`, which is retryable. */
export async function untilWithin(client: Causerie, timeoutMs: number, holds: () => boolean): Promise<void> {
  let isLate = false;
  let lapse: () => void = () => undefined;
  const late = setTimeout(() => {
    isLate = true;
    lapse();
  }, timeoutMs);
  const subscribe = (listener: () => void) => {
    lapse = listener;
    return client.subscribe(listener);
  };
  await until({ subscribe }, () => isLate || holds());
  clearTimeout(late);
  if (!isLate) return;
  const detail = `the server was not reached within ${timeoutMs} ms`;
  throw new CauserieError({ code: 'timeout', detail, retryable: true, requestId: null });
}

/** Only what was given: a default is not replaced by nothing. */
export function given<T extends object>(options: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  const some = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(some) as { [Key in keyof T]?: NonNullable<T[Key]> };
}

/** An error of this side. */
export function refusal(code: CauserieError['code'], detail: string): CauserieError {
  return new CauserieError({ code, detail, retryable: false, requestId: null });
}
