/** One sound of a pattern: its frequency in hertz, when it begins and how long it lasts, in seconds. */
type Note = readonly [hertz: number, atSeconds: number, lastsSeconds: number];

/** A pattern of notes that is repeated; `loudness` from 0 to 1. */
interface Tone {
  notes: readonly Note[];
  everyMs: number;
  loudness: number;
}

const G5 = 783.99;
const D5 = 587.33;
const A4 = 440;
const E5 = 659.25;

/** What is heard. None of it is a file: nothing is fetched when it must sound at once. */
export const TONES = {
  /** Somebody calls: two soft notes, twice. */
  ring: {
    notes: [
      [D5, 0, 0.5],
      [G5, 0.22, 0.9],
      [D5, 1.1, 0.5],
      [G5, 1.32, 1.1],
    ],
    everyMs: 3_600,
    loudness: 0.22,
  },
  /** It rings at the other end. */
  ringback: { notes: [[A4, 0, 1.4]], everyMs: 4_500, loudness: 0.06 },
  /** Somebody waits to be let in. */
  knock: {
    notes: [
      [E5, 0, 0.35],
      [G5, 0.16, 0.6],
    ],
    everyMs: 0,
    loudness: 0.16,
  },
  /** Tries the loudspeaker. */
  test: {
    notes: [
      [D5, 0, 0.5],
      [G5, 0.3, 0.5],
      [E5, 0.6, 0.9],
    ],
    everyMs: 0,
    loudness: 0.25,
  },
} satisfies Record<string, Tone>;

/** How long a browser may take to begin a sound before it counts as refused. */
const REFUSED_AFTER_MS = 500;
const ATTACK_SECONDS = 0.03;

/** A sound that is on. */
export interface Sounding {
  /** Silence, at once. */
  stop(): void;
  /** Tries again to sound; to be called from a touch or a key, which browsers ask for. */
  allow(): void;
}

/** Plays a tone until it is stopped, through a loudspeaker of choice where the browser can. `onRefused` says whether the browser refuses to. */
export function sound(
  name: keyof typeof TONES,
  onRefused: (isRefused: boolean) => void = () => undefined,
  speakerId: string | null = null,
): Sounding {
  if (typeof AudioContext === 'undefined') return { stop: () => undefined, allow: () => undefined };
  const tone: Tone = TONES[name];
  const context = new AudioContext();
  chooseSpeaker(context, speakerId);
  const play = () => tone.notes.forEach((note) => playNote(context, note, tone.loudness));
  const timers: ReturnType<typeof setInterval>[] = [];
  const isRunning = (): boolean => context.state === 'running';
  play();
  if (tone.everyMs > 0) timers.push(setInterval(() => isRunning() && play(), tone.everyMs));
  timers.push(setTimeout(() => !isRunning() && onRefused(true), REFUSED_AFTER_MS));
  context.addEventListener('statechange', () => isRunning() && onRefused(false));
  context.resume().catch(() => undefined);
  return {
    stop() {
      timers.forEach(clearInterval);
      if (context.state !== 'closed') context.close().catch(() => undefined);
    },
    allow: () => void context.resume().catch(() => undefined),
  };
}

/** Plays a tone once. */
export function soundOnce(name: 'knock' | 'test', speakerId: string | null = null): void {
  const sounding = sound(name, undefined, speakerId);
  const lastsSeconds = Math.max(...TONES[name].notes.map(([, at, lasts]) => at + lasts));
  setTimeout(() => sounding.stop(), lastsSeconds * 1000 + REFUSED_AFTER_MS);
}

function chooseSpeaker(context: AudioContext, speakerId: string | null): void {
  const { setSinkId } = context as { setSinkId?(this: AudioContext, id: string): Promise<void> };
  if (speakerId !== null && setSinkId !== undefined) setSinkId.call(context, speakerId).catch(() => undefined);
}

function playNote(context: AudioContext, [hertz, at, lasts]: Note, loudness: number): void {
  const begins = context.currentTime + at;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, begins);
  gain.gain.linearRampToValueAtTime(loudness, begins + ATTACK_SECONDS);
  gain.gain.exponentialRampToValueAtTime(0.0001, begins + lasts);
  gain.connect(context.destination);
  // A sine with a quiet octave above it: soft, and still heard through a small loudspeaker.
  for (const [factor, share] of [
    [1, 1],
    [2, 0.18],
  ] as const) {
    const oscillator = context.createOscillator();
    const part = context.createGain();
    part.gain.value = share;
    oscillator.frequency.value = hertz * factor;
    oscillator.connect(part).connect(gain);
    oscillator.start(begins);
    oscillator.stop(begins + lasts);
  }
}
