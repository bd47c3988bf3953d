import type { OwnCallView } from '../../hooks/use-own-call.ts';
import { useSurroundings } from '../../provider.tsx';
import { useCallSurroundings } from './calls-provider.tsx';
import { Face, personOf } from './face.tsx';
import { attempt } from './stage.ts';

/** Who asks to be let in, for whoever may let them. It says so as soon as somebody comes. */
export function WaitingPeople({ view: { calls, call, waiting, mayAdmit } }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  const { stage } = useCallSurroundings();
  const names = mayAdmit ? waiting.map(({ name }) => name) : [];
  return (
    <div className="csr-waiting" data-testid="call-waiting">
      <span className="csr-hidden" role="alert">
        {names.length > 0 ? texts.asksIn(names.join(', ')) : ''}
      </span>
      {call !== null && mayAdmit && waiting.length > 0 && (
        <ul aria-label={texts.waitingTitle}>
          {waiting.map((participant) => (
            <li key={participant.id}>
              <Face person={personOf(participant)} />
              <p>
                <strong>{participant.name}</strong>
                <span>{participant.role === 'guest' ? texts.guestAsksIn : texts.personAsksIn}</span>
              </p>
              <button
                type="button"
                className="csr-button csr-button-quiet"
                onClick={() => void attempt(stage, () => calls.remove(call.id, participant.id))}
                data-testid="call-refuse"
              >
                {texts.refuse}
                <span className="csr-hidden"> {participant.name}</span>
              </button>
              <button
                type="button"
                className="csr-button"
                onClick={() => void attempt(stage, () => calls.admit(call.id, participant.id))}
                data-testid="call-admit"
              >
                {texts.admit}
                <span className="csr-hidden"> {participant.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
