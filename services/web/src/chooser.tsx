import { Avatar } from '@causerie/react';
import type { DemoPerson } from './demo.ts';
import { type Language, texts } from './texts.ts';

export interface ChooserProps {
  people: readonly DemoPerson[];
  language: Language;
  onChoose(person: DemoPerson): void;
}

/** Demo people in two groups: the two sides of an appointment. */
export function Chooser({ people, language, onChoose }: ChooserProps) {
  const text = texts[language];
  const groups = [
    { title: text.professionals, members: people.filter(({ side }) => side === 'professional') },
    { title: text.clients, members: people.filter(({ side }) => side === 'client') },
  ];
  return (
    <>
      <h2>{text.who}</h2>
      <p className="entrance-hint">{text.whoHint}</p>
      {groups.map(({ title, members }) => (
        <div className="group" key={title}>
          <h3>{title}</h3>
          <ul>
            {members.map((person) => (
              <li key={person.subject}>
                <PersonCard person={person} language={language} onChoose={onChoose} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

function PersonCard({ person, language, onChoose }: Omit<ChooserProps, 'people'> & { person: DemoPerson }) {
  return (
    <button
      type="button"
      className="person-card"
      onClick={() => onChoose(person)}
      data-testid="person-card"
      data-side={person.side}
      data-subject={person.subject}
    >
      <Avatar person={person} />
      <span className="person-card-name">{person.name}</span>
      <span className="person-card-headline">{person.headline[language]}</span>
      <svg
        className="person-card-arrow"
        width="18"
        height="18"
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d="M9 5.5 15.5 12 9 18.5" />
      </svg>
    </button>
  );
}

const CARDS = ['first', 'second', 'third', 'fourth', 'fifth'];

/** The shape of the chooser while the people are fetched. */
export function ChooserSkeleton({ language }: { language: Language }) {
  return (
    <>
      <h2>{texts[language].who}</h2>
      <p className="entrance-hint">{texts[language].whoHint}</p>
      <div className="group-skeleton" aria-busy="true">
        {CARDS.map((card) => (
          <span className="csr-skeleton" key={card} />
        ))}
      </div>
    </>
  );
}
