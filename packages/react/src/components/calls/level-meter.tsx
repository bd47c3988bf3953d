import { useEffect, useRef, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { watchLevel } from './sound-level.ts';

/** From here on a voice is loud enough to be understood. */
const HEARD_LEVEL = 0.12;

/** How loud the microphone is, and in words whether the person is heard at all. */
export function LevelMeter({ voice }: { voice: MediaStream | null }) {
  const texts = useSurroundings().strings.calls;
  const bar = useRef<HTMLSpanElement>(null);
  const [isHeard, setHeard] = useState(false);
  useEffect(() => {
    if (voice === null) return undefined;
    return watchLevel(voice, (level) => {
      // Twelve times a second: past React, which has nothing else to draw.
      bar.current?.style.setProperty('--level', String(level));
      if (level >= HEARD_LEVEL) setHeard(true);
    });
  }, [voice]);
  return (
    <span className="csr-call-level">
      <span className="csr-call-level-track" aria-hidden="true">
        <span ref={bar} className="csr-call-level-bar" />
      </span>
      <span className="csr-call-level-words" data-heard={isHeard || undefined} data-testid="call-level">
        {isHeard ? texts.voiceHeard : texts.voiceTry}
      </span>
    </span>
  );
}
