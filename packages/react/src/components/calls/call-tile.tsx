import type { Other } from '../../hooks/use-own-call.ts';
import { useCallback } from 'react';
import { useSpeaking } from '../../hooks/use-speaking.ts';
import { useSurroundings } from '../../provider.tsx';
import { MicrophoneOffIcon } from './call-icons.tsx';
import { Face, personOf } from './face.tsx';
import { barsOf } from './line-quality.ts';
import { QualityBars } from './quality-bars.tsx';
import { StreamVideo } from './stream-video.tsx';

export interface CallTileProps {
  other: Other;
  /** The one that is shown large, from which a picture in picture is made. */
  isMain: boolean;
  /** It has the room of all of them. */
  isLarge?: boolean;
  onSpeaks(participantId: string): void;
}

/** Somebody else in the call: their picture or their face, whether they are muted, how good their line is, and what is being repaired. */
export function CallTile({ other, isMain, isLarge = false, onSpeaks }: CallTileProps) {
  const texts = useSurroundings().strings.calls;
  const { participant, stream, link } = other;
  const { id, media, name } = participant;
  const isSpeaking = useSpeaking(
    media.audio ? stream : null,
    useCallback(() => onSpeaks(id), [id, onSpeaks]),
  );
  const hasPicture = stream !== null && (media.video || media.screen);
  const state = link?.state ?? 'connecting';
  return (
    <figure
      className="csr-tile"
      data-main={isMain || undefined}
      data-speaking={isSpeaking || undefined}
      data-testid="call-tile"
      data-state={state}
    >
      {hasPicture ? (
        <StreamVideo stream={stream} size={media.screen ? 'screen' : isLarge ? 'large' : 'small'} />
      ) : (
        <Face person={personOf(participant)} />
      )}
      {state !== 'connected' && (
        <p className="csr-tile-state">{state === 'interrupted' ? texts.reconnecting : texts.connecting}</p>
      )}
      <figcaption>
        {!media.audio && (
          <span className="csr-tile-muted" title={texts.isMuted(name)} data-testid="call-tile-muted">
            <MicrophoneOffIcon size={16} />
            <span className="csr-hidden">{texts.isMuted(name)}</span>
          </span>
        )}
        <span className="csr-ellipsis">{media.screen ? texts.screenOf(name) : name}</span>
        <QualityBars bars={barsOf(link)} />
      </figcaption>
    </figure>
  );
}
