import { useEffect, useState } from 'react';
import { watchLevel } from '../components/calls/sound-level.ts';

/** Louder is speech, quieter for a while is a pause. */
const SPEAKING_LEVEL = 0.1;
const PAUSE_MS = 700;
/** Somebody who is muted and speaks for so many measures in a row means to be heard. A cough does not. */
const TALKING_MEASURES = 5;
const HINT_MS = 5_000;

/** Whether somebody speaks at the moment; `onSpeaks` is told whenever they begin to, and must be stable. */
export function useSpeaking(stream: MediaStream | null, onSpeaks: () => void): boolean {
  const [isSpeaking, setSpeaking] = useState(false);
  useEffect(() => {
    if (stream === null) return undefined;
    let quietAtMs = 0;
    let speaks = false;
    const stop = watchLevel(stream, (level) => {
      const nowMs = performance.now();
      if (level >= SPEAKING_LEVEL) quietAtMs = nowMs + PAUSE_MS;
      if (speaks === nowMs < quietAtMs) return;
      speaks = !speaks;
      setSpeaking(speaks);
      if (speaks) onSpeaks();
    });
    return () => {
      stop();
      setSpeaking(false);
    };
  }, [stream, onSpeaks]);
  return isSpeaking;
}

/** Whether somebody speaks into their muted microphone. It is listened to on this device only, and nothing of it is sent. */
export function useTalkingWhileMuted(voice: MediaStream | null, isMuted: boolean): boolean {
  const [isTalking, setTalking] = useState(false);
  useEffect(() => {
    const track = voice?.getAudioTracks()[0];
    if (track === undefined || !isMuted) return undefined;
    // A muted track is silent even here; a copy of it is not, and it ends with this effect.
    const copy = track.clone();
    copy.enabled = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let count = 0;
    const stop = watchLevel(new MediaStream([copy]), (level) => {
      count = level >= SPEAKING_LEVEL ? count + 1 : 0;
      if (count < TALKING_MEASURES) return;
      clearTimeout(timer);
      setTalking(true);
      timer = setTimeout(() => setTalking(false), HINT_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
      copy.stop();
      setTalking(false);
    };
  }, [voice, isMuted]);
  return isTalking;
}
