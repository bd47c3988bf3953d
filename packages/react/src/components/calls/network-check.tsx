import { CauserieError } from '@causerie/client';
import type { Finding, MediaState, Rehearsal, RehearsalStep, SourceState, Verdict } from '@causerie/client/calls';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { AlertIcon, CheckIcon } from '../icons.tsx';
import { useCalls } from './calls-provider.tsx';

/** In which order a rehearsal tries the network. */
const STEPS: readonly RehearsalStep[] = ['stun', 'turnUdp', 'turnTcp', 'turnTls'];

/** How a try of the network stands. */
export interface NetworkTry {
  rehearsal: Rehearsal | null;
  isRunning: boolean;
  /** It could not be tried at all. */
  hasFailed: boolean;
  run(): void;
}

const outcomeOf = ({ on, failure }: SourceState) =>
  failure === null ? (on ? 'ok' : 'skipped') : failure === 'unavailable' ? 'failed' : failure;

/** Tries whether a call would work, once as soon as `isReady`, with the devices as the preview found them. */
export function useNetworkTry(media: Pick<MediaState, 'microphone' | 'camera'>, isReady: boolean): NetworkTry {
  const { calls, state } = useCalls();
  const [rehearsal, setRehearsal] = useState<Rehearsal | null>(null);
  const [phase, setPhase] = useState<'idle' | 'running' | 'failed'>('idle');
  const devices = useRef(media);
  useEffect(() => {
    devices.current = media;
  }, [media]);
  const run = useCallback(() => {
    const { microphone, camera } = devices.current;
    setPhase('running');
    setRehearsal(null);
    calls.rehearse(setRehearsal, { microphone: outcomeOf(microphone), camera: outcomeOf(camera) }).then(
      (done) => {
        setRehearsal(done);
        setPhase('idle');
      },
      (error: unknown) => {
        if (!(error instanceof CauserieError)) throw error;
        setPhase('failed');
      },
    );
  }, [calls]);
  const mayRun = isReady && state.signaling;
  const hasRun = useRef(false);
  useEffect(() => {
    if (!mayRun || hasRun.current) return;
    hasRun.current = true;
    run();
  }, [mayRun, run]);
  return { rehearsal, isRunning: phase === 'running', hasFailed: phase === 'failed', run };
}

/** How the way through the network looks: what is being tried, then the verdict in plain words, with every step for who wants to know. */
export function NetworkCheck({ rehearsal, isRunning, hasFailed, run }: NetworkTry) {
  const { strings, locale } = useSurroundings();
  const texts = strings.calls;
  const language = locale.startsWith('en') ? 'en' : 'fr';
  const findings = (rehearsal?.findings ?? []).filter(({ step }) => STEPS.includes(step));
  const verdict = rehearsal?.verdict ?? 'unknown';
  const isDone = verdict !== 'unknown' && !isRunning;
  return (
    <section
      className="csr-call-network"
      aria-label={texts.networkTitle}
      data-testid="call-network"
      data-verdict={verdict}
    >
      <div className="csr-call-network-head" aria-live="polite" data-mood={isDone ? moodOf(verdict) : undefined}>
        {isDone && (moodOf(verdict) === 'good' ? <CheckIcon size={20} /> : <AlertIcon size={20} />)}
        <span>{isDone ? rehearsal?.words[language] : hasFailed ? texts.networkFailed : texts.networkTrying}</span>
      </div>
      {isRunning && <progress value={findings.length} max={STEPS.length} aria-label={texts.networkTitle} />}
      {findings.length > 0 && (
        <details className="csr-call-network-steps">
          <summary>{texts.networkDetails}</summary>
          <ol>
            {findings.map((finding) => (
              <Step key={finding.step} finding={finding} words={finding.words[language]} />
            ))}
          </ol>
        </details>
      )}
      {!isRunning && (isDone || hasFailed) && (
        <button type="button" className="csr-link" onClick={run}>
          {texts.networkAgain}
        </button>
      )}
    </section>
  );
}

function Step({ finding: { step, outcome }, words }: { finding: Finding; words: string }) {
  const texts = useSurroundings().strings.calls;
  return (
    <li data-outcome={outcome}>
      <span>{texts.networkSteps[step]}</span>
      <span>{words}</span>
    </li>
  );
}

function moodOf(verdict: Verdict): 'good' | 'fair' | 'bad' {
  if (verdict === 'ready') return 'good';
  return verdict === 'no-connection' ? 'bad' : 'fair';
}
