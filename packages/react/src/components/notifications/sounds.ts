/** One soft note: its frequency in hertz, when it begins and how long it rings, in seconds. */
type Note = readonly [hertz: number, atSeconds: number, lastsSeconds: number];

const E5 = 659.26;
const A5 = 880;
const C6 = 1046.5;

/** What is heard: two notes up for a message, two notes down for anything else. None of it is a file. */
const SOUNDS = {
  message: [
    [E5, 0, 0.35],
    [A5, 0.11, 0.5],
  ],
  notification: [
    [C6, 0, 0.35],
    [A5, 0.14, 0.55],
  ],
} satisfies Record<string, readonly Note[]>;

export type SoundName = keyof typeof SOUNDS;

/** Sounds of the host's own, as addresses of files; what is not there sounds as it does without. */
export type SoundFiles = Partial<Record<SoundName, string>>;

const LOUDNESS = 0.14;
const ATTACK_SECONDS = 0.015;
/** A sound that cannot begin within this time is left out: late, it would be about nothing. */
const BEGINS_WITHIN_MS = 400;

/** A loudspeaker for short sounds. */
export interface Loudspeaker {
  /** Whether the browser may let this page sound; until somebody has touched the page, it does not. */
  canPlay(): boolean;
  /** Sounds once, if the browser lets this page: the file, or the notes where there is none or it cannot be played. */
  play(name: SoundName, file?: string): Promise<void>;
  close(): void;
}

/** Builds a loudspeaker; nothing is opened before the first sound. */
export function createLoudspeaker(): Loudspeaker {
  let context: AudioContext | null = null;
  return {
    canPlay() {
      const { userActivation } = navigator as { userActivation?: UserActivation };
      return typeof AudioContext !== 'undefined' && userActivation?.hasBeenActive !== false;
    },
    async play(name, file) {
      if (file !== undefined && (await isPlayed(file))) return;
      context ??= new AudioContext();
      if (!(await isAwake(context))) return;
      for (const note of SOUNDS[name]) playNote(context, note);
    },
    close() {
      context?.close().catch(() => undefined);
      context = null;
    },
  };
}

function isPlayed(file: string): Promise<boolean> {
  return new Audio(file).play().then(
    () => true,
    () => false,
  );
}

/** A browser that refuses sounds leaves the question unanswered. */
async function isAwake(context: AudioContext): Promise<boolean> {
  if (context.state === 'running') return true;
  const late = new Promise<void>((resolve) => {
    setTimeout(resolve, BEGINS_WITHIN_MS);
  });
  await Promise.race([context.resume().catch(() => undefined), late]);
  return (context.state as AudioContextState) === 'running';
}

function playNote(context: AudioContext, [hertz, at, lasts]: Note): void {
  const begins = context.currentTime + at;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, begins);
  gain.gain.linearRampToValueAtTime(LOUDNESS, begins + ATTACK_SECONDS);
  gain.gain.exponentialRampToValueAtTime(0.0001, begins + lasts);
  const oscillator = context.createOscillator();
  oscillator.type = 'triangle';
  oscillator.frequency.value = hertz;
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(begins);
  oscillator.stop(begins + lasts);
}
