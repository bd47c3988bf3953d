import { CauserieError } from '@causerie/client';

/** Takes a refusal for nothing: one figure that is not to be had leaves the others. */
export async function orNothing<T>(question: Promise<T>): Promise<T | null> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof CauserieError) return null;
    throw error;
  }
}
