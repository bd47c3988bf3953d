import { CauserieError, type DirectoryPerson, type Failure } from '@causerie/client';
import { useEffect, useId, useRef, useState } from 'react';
import { useCauserie } from '../hooks/use-causerie.ts';
import { usePeopleSearch } from '../hooks/use-people-search.ts';
import { useSurroundings } from '../provider.tsx';
import { Avatar } from './avatar.tsx';
import { LoadFailure } from './empty-state.tsx';
import { CloseIcon, SearchIcon } from './icons.tsx';
import { ListSkeleton } from './skeleton.tsx';

export interface PeoplePickerProps {
  /** The conversation that was opened with the chosen person, new or old. */
  onOpen(conversationId: string): void;
  onClose(): void;
}

/** A dialog with the people one may meet; choosing one opens the conversation with them. */
export function PeoplePicker({ onOpen, onClose }: PeoplePickerProps) {
  const { strings } = useSurroundings();
  const client = useCauserie();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [search, setSearch] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  // A native modal brings the focus trap, Escape, the inert page behind and the way back of the focus.
  useEffect(() => dialog.current?.showModal(), []);
  const choose = async (person: DirectoryPerson) => {
    try {
      onOpen(await client.createConversation({ withPersonId: person.id }));
    } catch (error) {
      if (error instanceof CauserieError) setFailure(error.failure);
    }
  };
  return (
    <dialog ref={dialog} className="csr-dialog" aria-labelledby={titleId} onClose={onClose} data-testid="people-picker">
      <header>
        <h2 id={titleId}>{strings.peopleTitle}</h2>
        <button type="button" className="csr-icon-button" onClick={() => dialog.current?.close()}>
          <CloseIcon />
          <span className="csr-hidden">{strings.close}</span>
        </button>
      </header>
      <p className="csr-dialog-hint">{strings.peopleHint}</p>
      <label className="csr-search">
        <SearchIcon size={18} />
        <span className="csr-hidden">{strings.peopleSearch}</span>
        <input
          type="search"
          value={search}
          placeholder={strings.peopleSearch}
          data-testid="people-search"
          onChange={({ target }) => setSearch(target.value)}
        />
      </label>
      {failure !== null && (
        <p className="csr-dialog-failure" role="alert">
          {strings.failures[failure.code] ?? strings.failureElse}
        </p>
      )}
      <People search={search} onChoose={(person) => void choose(person)} />
    </dialog>
  );
}

function People({ search, onChoose }: { search: string; onChoose(person: DirectoryPerson): void }) {
  const { strings } = useSurroundings();
  const { people, failure, retry } = usePeopleSearch(search);
  if (failure !== null) return <LoadFailure onRetry={retry} />;
  if (people === null) return <ListSkeleton />;
  if (people.length === 0) return <p className="csr-dialog-none">{strings.peopleNone}</p>;
  return (
    <ul className="csr-people">
      {people.map((person) => (
        <li key={person.id}>
          <button type="button" onClick={() => onChoose(person)} data-testid="person-option">
            <Avatar person={person} online={person.online} />
            <span className="csr-person-name">{person.name}</span>
            <span className="csr-person-hint">
              {person.online ? strings.online : person.available ? strings.available : strings.unavailable}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
