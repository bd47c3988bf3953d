import type { Language } from '../texts.ts';
import { useTitle } from '../title.tsx';
import { sections } from './sections.ts';

/** Every component in every state; `#section/state` shows one alone. */
export function Gallery({ language }: { language: Language }) {
  const heading = language === 'fr' ? 'Galerie' : 'Gallery';
  useTitle(heading);
  const only = decodeURIComponent(location.hash.slice(1));
  return (
    <main className="gallery">
      <h1 data-testid="page-title">{heading}</h1>
      {sections.map(({ id, title, states }) => (
        <section key={id} aria-labelledby={`gallery-${id}`} hidden={only !== '' && !only.startsWith(id)}>
          <h2 id={`gallery-${id}`}>{title[language]}</h2>
          {states.map((state) => (
            <figure
              key={state.id}
              data-testid={`gallery-${id}-${state.id}`}
              data-wide={state.wide}
              hidden={only.includes('/') && only !== `${id}/${state.id}`}
            >
              <figcaption>{state.title[language]}</figcaption>
              <div className="gallery-box">{state.render()}</div>
            </figure>
          ))}
        </section>
      ))}
    </main>
  );
}
