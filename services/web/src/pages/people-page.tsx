import { CauserieError, type DirectoryPerson } from '@causerie/client';
import { Avatar, ChatIcon, SearchIcon, useCauserie, usePeopleSearch, useSelected } from '@causerie/react';
import { useState } from 'react';
import { conversationHref, useNavigation } from '../location.ts';
import { useLooks } from '../looks.tsx';
import { Page } from '../page.tsx';
import { Choice } from '../shell/choices.tsx';
import { Nothing, Rows, Unloaded } from '../states.tsx';
import { peopleTexts } from '../texts/people.ts';
import { Availability } from './availability.tsx';

type Filter = 'all' | 'online' | 'available';

/** Everybody one may write to. */
export function PeoplePage() {
  const { language } = useLooks();
  const text = peopleTexts[language];
  const side = useSelected((state) => state.me?.side);
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<Filter>('all');
  const options = (['all', 'online', 'available'] as const).map((value) => ({ value, name: text.filters[value] }));
  return (
    <Page title={text.title} lead={text.lead}>
      {side === 'professional' && <Availability />}
      <div className="people-tools">
        <label className="csr-search">
          <SearchIcon size={18} />
          <span className="csr-hidden">{text.search}</span>
          <input
            type="search"
            value={search}
            placeholder={text.search}
            data-testid="people-page-search"
            onChange={({ target }) => setSearch(target.value)}
          />
        </label>
        <Choice
          legend={text.filter}
          options={options}
          chosen={filter}
          onChoose={(next) => setFilter(next)}
          testId="people-filter"
        />
      </div>
      <People search={search} filter={filter} />
    </Page>
  );
}

function People({ search, filter }: { search: string; filter: Filter }) {
  const { language } = useLooks();
  const text = peopleTexts[language];
  const { people, failure, retry } = usePeopleSearch(search);
  const presence = useSelected((state) => state.presence);
  if (failure !== null) return <Unloaded onRetry={retry} />;
  if (people === null) return <Rows />;
  // The directory says who was online when it was asked; what moved since was pushed.
  const current = people.map((person) => ({ ...person, online: presence[person.id]?.online ?? person.online }));
  const shown = current.filter((person) => filter === 'all' || person[filter]);
  return (
    <>
      <output className="csr-hidden">{text.count(shown.length)}</output>
      {shown.length === 0 ? (
        <Nothing title={text.none} hint={text.noneHint} />
      ) : (
        <ul className="cards">
          {shown.map((person) => (
            <li key={person.id}>
              <PersonRow person={person} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function PersonRow({ person }: { person: DirectoryPerson }) {
  const { language } = useLooks();
  const text = peopleTexts[language];
  const client = useCauserie();
  const navigation = useNavigation();
  const [failed, setFailed] = useState(false);
  const write = async () => {
    try {
      navigation.go(conversationHref(await client.createConversation({ withPersonId: person.id })));
    } catch (error) {
      if (!(error instanceof CauserieError)) throw error;
      setFailed(true);
    }
  };
  return (
    <article className="card person-row" data-testid="person-row">
      <Avatar person={person} size="large" online={person.online} />
      <div className="person-row-words">
        <h2>{person.name}</h2>
        <p>
          <span>{text.sides[person.side]}</span>
          {person.online && <span className="pill pill-good">{text.online}</span>}
          {person.side === 'professional' && (
            <span className="pill">{person.available ? text.available : text.unavailable}</span>
          )}
        </p>
        {failed && <p role="alert">{text.openFailed}</p>}
      </div>
      <button type="button" className="csr-button csr-button-quiet" onClick={() => void write()}>
        <ChatIcon size={20} />
        <span className="csr-hidden">{text.write(person.name)}</span>
      </button>
    </article>
  );
}
