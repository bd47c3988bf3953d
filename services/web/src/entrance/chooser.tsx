import { Avatar } from '@causerie/react';
import type { DemoPerson } from '../demo.ts';
import { Link } from '../link.tsx';
import { useLooks } from '../looks.tsx';
import { glyphs } from '../shell/icons.tsx';
import { entranceTexts } from '../texts/entrance.ts';

export interface ChooserProps {
  people: readonly DemoPerson[];
  onChoose(person: DemoPerson): void;
}

/** Both sides of an appointment at once, or one of the demo people in two groups. */
export function Chooser({ people, onChoose }: ChooserProps) {
  const { language } = useLooks();
  const text = entranceTexts[language];
  const groups = [
    { title: text.professionals, members: people.filter(({ side }) => side === 'professional') },
    { title: text.clients, members: people.filter(({ side }) => side === 'client') },
  ];
  return (
    <>
      <Invitation />
      {groups.map(({ title, members }) => (
        <div className="group" key={title}>
          <h3>{title}</h3>
          <ul>
            {members.map((person) => (
              <li key={person.subject}>
                <PersonCard person={person} onChoose={onChoose} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

function Invitation() {
  const { language } = useLooks();
  const text = entranceTexts[language];
  return (
    <>
      <h2>{text.tryTitle}</h2>
      <Link to="/duo" className="duo-card" data-testid="open-duo">
        {glyphs.duo}
        <span>
          <b>{text.duo}</b>
          <small>{text.duoHint}</small>
        </span>
        <Arrow />
      </Link>
      <p className="entrance-or">{text.or}</p>
    </>
  );
}

function PersonCard({ person, onChoose }: Omit<ChooserProps, 'people'> & { person: DemoPerson }) {
  const { language } = useLooks();
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
      <Arrow />
    </button>
  );
}

function Arrow() {
  return (
    <svg
      className="card-arrow"
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
  );
}

const CARDS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** The shape of the chooser while the people are fetched. */
export function ChooserSkeleton() {
  return (
    <>
      <Invitation />
      <div className="group-skeleton" aria-busy="true">
        {CARDS.map((card) => (
          <span className="csr-skeleton" key={card} />
        ))}
      </div>
    </>
  );
}
