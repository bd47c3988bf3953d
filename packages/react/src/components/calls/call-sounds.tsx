import { useEffect, useRef } from 'react';
import { useOwnCall } from '../../hooks/use-own-call.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useCallSurroundings } from './calls-provider.tsx';
import { sound, soundOnce } from './tones.ts';
import { useTurn } from './use-turn.ts';

/** Everything of a call that is heard and not seen: the others, the ringing at the other end, and a knock of whoever waits. */
export function CallSounds() {
  return useTurn('sounds') ? <Sounds /> : null;
}

function Sounds() {
  const { own, phase, others, waiting, mayAdmit } = useOwnCall();
  useRingback(phase === 'calling');
  useKnock(mayAdmit ? waiting.length : 0);
  return (
    <>
      {others.map(
        ({ participant, stream }) =>
          stream !== null && (
            <RemoteSound key={participant.id} stream={stream} speakerId={own?.media.speakerId ?? null} />
          ),
      )}
    </>
  );
}

function useRingback(isOn: boolean) {
  useEffect(() => {
    if (!isOn) return undefined;
    const sounding = sound('ringback');
    return () => sounding.stop();
  }, [isOn]);
}

function useKnock(count: number) {
  const before = useRef(0);
  useEffect(() => {
    if (count > before.current) soundOnce('knock');
    before.current = count;
  }, [count]);
}

function RemoteSound({ stream, speakerId }: { stream: MediaStream; speakerId: string | null }) {
  const { stage } = useCallSurroundings();
  const { isSoundBlocked } = useObservable(stage);
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const { current } = audio;
    if (current === null) return undefined;
    if (current.srcObject !== stream) current.srcObject = stream;
    return () => {
      current.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    if (isSoundBlocked || audio.current?.srcObject !== stream) return;
    audio.current.play().catch((error: unknown) => {
      // Other failures are those of a stream that ends right now.
      if (error instanceof DOMException && error.name === 'NotAllowedError') stage.change({ isSoundBlocked: true });
    });
  }, [stream, isSoundBlocked, stage]);
  useEffect(() => {
    const { current } = audio;
    if (current === null || speakerId === null || !('setSinkId' in current)) return;
    // A loudspeaker that was unplugged since: the browser's own choice goes on sounding.
    current.setSinkId(speakerId).catch(() => undefined);
  }, [speakerId]);
  // It is a person's voice: what they say has no captions.
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <audio ref={audio} hidden data-testid="call-sound" />;
}
