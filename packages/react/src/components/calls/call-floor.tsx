import { useCallback, useState } from 'react';
import type { Other, OwnCallView } from '../../hooks/use-own-call.ts';
import { useSurroundings } from '../../provider.tsx';
import { CallTile } from './call-tile.tsx';
import { Face, personOf } from './face.tsx';
import { FloatingSelf, SelfTile } from './self-view.tsx';

/** Everybody in equal boxes, or one of them large and the others small. */
export type Layout = 'grid' | 'speaker';

/** Where the people of the call are seen. */
export function CallFloor({ view, layout }: { view: OwnCallView; layout: Layout }) {
  const { others } = view;
  const [loudestId, setLoudestId] = useState<string | null>(null);
  const onSpeaks = useCallback((id: string) => setLoudestId(id), []);
  if (others.length === 0) return <Alone view={view} />;
  const main = mainOf(others, loudestId);
  if (layout === 'speaker' || others.length === 1) {
    return (
      <div className="csr-floor" data-layout="speaker" data-testid="call-floor">
        {main !== undefined && <CallTile key={main.participant.id} other={main} isMain isLarge onSpeaks={onSpeaks} />}
        {others.length > 1 && (
          <div className="csr-strip">
            {others.map(
              (other) =>
                other !== main && (
                  <CallTile key={other.participant.id} other={other} isMain={false} onSpeaks={onSpeaks} />
                ),
            )}
          </div>
        )}
        <FloatingSelf view={view} />
      </div>
    );
  }
  return (
    <div className="csr-floor" data-layout="grid" data-count={others.length + 1} data-testid="call-floor">
      {others.map((other) => (
        <CallTile key={other.participant.id} other={other} isMain={other === main} onSpeaks={onSpeaks} />
      ))}
      <SelfTile view={view} />
    </div>
  );
}

/** A screen is what everybody looks at; without one, whoever spoke last. */
export function mainOf(others: readonly Other[], loudestId: string | null): Other | undefined {
  return (
    others.find(({ participant }) => participant.media.screen) ??
    others.find(({ participant }) => participant.id === loudestId) ??
    others[0]
  );
}

function Alone({ view }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  const { call, mine, phase } = view;
  const rung = call?.participants.filter(
    ({ id, state }) => id !== mine?.id && (state === 'invited' || state === 'ringing'),
  );
  const [first] = rung ?? [];
  const isRinging = rung?.some(({ state }) => state === 'ringing') === true;
  return (
    <div className="csr-floor" data-layout="alone" data-testid="call-floor">
      <div className="csr-alone" aria-live="polite">
        {first !== undefined && phase === 'calling' ? (
          <>
            <span className="csr-alone-face">
              <Face person={personOf(first)} />
            </span>
            <p className="csr-alone-name">{first.name}</p>
            <p>{isRinging ? texts.ringing : texts.calling}</p>
          </>
        ) : (
          <>
            <p className="csr-alone-name">{phase === 'alone' ? texts.aloneTitle : texts.connecting}</p>
            {phase === 'alone' && <p>{texts.aloneHint}</p>}
          </>
        )}
      </div>
      <FloatingSelf view={view} />
    </div>
  );
}
