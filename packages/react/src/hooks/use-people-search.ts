import { CauserieError, type DirectoryPerson, type Failure } from '@causerie/client';
import { useEffect, useState } from 'react';
import { useForgetting } from '../components/ready-made/use-messenger-state.ts';
import { useCauserie } from './use-causerie.ts';

/** The directory is asked when the person pauses, not at every letter. */
const PAUSE_MS = 200;

export interface PeopleSearch {
  /** Null while the first answer is awaited. */
  people: readonly DirectoryPerson[] | null;
  failure: Failure | null;
  retry(): void;
}

/** People the caller may meet whose name matches. */
export function usePeopleSearch(search: string): PeopleSearch {
  const client = useCauserie();
  const [people, setPeople] = useState<readonly DirectoryPerson[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useForgetting(client, () => {
    setPeople(null);
    setFailure(null);
  });
  useEffect(() => {
    if (failure !== null) return;
    let outdated = false;
    const ask = async () => {
      try {
        const found = await client.searchPeople(search);
        if (outdated) return;
        setPeople(found);
      } catch (error) {
        if (!outdated && error instanceof CauserieError) setFailure(error.failure);
      }
    };
    const timer = setTimeout(() => void ask(), search === '' ? 0 : PAUSE_MS);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [client, search, failure]);
  return { people, failure, retry: () => setFailure(null) };
}
