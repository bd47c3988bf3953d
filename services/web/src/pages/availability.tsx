import { CauserieError } from '@causerie/client';
import { useCauserie } from '@causerie/react';
import { useEffect, useState } from 'react';
import { useLooks } from '../looks.tsx';
import { Choice } from '../shell/choices.tsx';
import { peopleTexts } from '../texts/people.ts';

type Answer = 'available' | 'unavailable';

const PATH = '/v1/me/availability';

/** Whether a professional takes new people; none is shown as chosen until it is known. */
export function Availability() {
  const { language } = useLooks();
  const text = peopleTexts[language];
  const { queries } = useCauserie();
  const [chosen, setChosen] = useState<Answer | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    queries.request<{ available: boolean }>('GET', PATH).then(
      // What was chosen meanwhile is newer.
      ({ available }) => setChosen((now) => now ?? (available ? 'available' : 'unavailable')),
      (error: unknown) => {
        // Not knowing is no failure of what one came for: the choice can be made all the same.
        if (!(error instanceof CauserieError)) throw error;
      },
    );
  }, [queries]);
  const choose = async (answer: Answer) => {
    const before = chosen;
    setChosen(answer);
    setFailed(false);
    try {
      await queries.request('PUT', PATH, { available: answer === 'available' });
    } catch (error) {
      if (!(error instanceof CauserieError)) throw error;
      setChosen(before);
      setFailed(true);
    }
  };
  const options = (['available', 'unavailable'] as const).map((value) => ({ value, name: text[value] }));
  return (
    <section className="card availability">
      <div>
        <h2>{text.mine}</h2>
        <p>{text.mineHint}</p>
        {failed && <p role="alert">{text.mineFailed}</p>}
      </div>
      <Choice
        legend={text.mine}
        options={options}
        chosen={chosen}
        onChoose={(answer) => void choose(answer)}
        testId="availability"
      />
    </section>
  );
}
