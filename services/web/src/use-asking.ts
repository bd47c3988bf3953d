import { useState } from 'react';
import { isOrdinary } from './use-fetched.ts';

/** Something that is asked for once by a press, and how it stands. */
export interface Asking<T> {
  isBusy: boolean;
  hasFailed: boolean;
  ask(question: () => Promise<T | null>): void;
}

/** Asks, one question at a time; `onAnswer` gets what was answered, and nothing (null) counts as refused. */
export function useAsking<T>(onAnswer: (answer: T) => void): Asking<T> {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const run = async (question: () => Promise<T | null>) => {
    setState('busy');
    try {
      const answer = await question();
      setState(answer === null ? 'failed' : 'idle');
      if (answer !== null) onAnswer(answer);
    } catch (error) {
      // An error of ours is for the page, which says so; a refusal is for the person, who may try again.
      setState(() => {
        if (isOrdinary(error)) return 'failed';
        throw error;
      });
    }
  };
  return {
    isBusy: state === 'busy',
    hasFailed: state === 'failed',
    ask: (question) => {
      if (state !== 'busy') void run(question);
    },
  };
}
