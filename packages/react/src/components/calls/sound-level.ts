/** How often a level is measured: as fast as an eye follows a meter. */
const PERIOD_MS = 80;
/** Ordinary speech has an effective value of about a quarter: so much of it fills the meter. */
const GAIN = 4;
const WINDOW_SAMPLES = 1024;

let shared: AudioContext | null = null;
let watchersCount = 0;

/**
 * Tells how loud a stream is, 0 to 1, about twelve times a second; returns how to stop. Nothing is played. Before the person has
 * touched the page, a browser may measure nothing, and the level stays at 0.
 */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  if (stream.getAudioTracks().length === 0 || typeof AudioContext === 'undefined') return () => undefined;
  shared ??= new AudioContext();
  const context = shared;
  watchersCount += 1;
  context.resume().catch(() => undefined);
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = WINDOW_SAMPLES;
  source.connect(analyser);
  const samples = new Float32Array(WINDOW_SAMPLES);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const sum = samples.reduce((total, sample) => total + sample * sample, 0);
    onLevel(Math.min(1, Math.sqrt(sum / WINDOW_SAMPLES) * GAIN));
  }, PERIOD_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    watchersCount -= 1;
    if (watchersCount > 0) return;
    // An open context keeps the telephone's loudspeaker awake.
    context.close().catch(() => undefined);
    shared = null;
  };
}
