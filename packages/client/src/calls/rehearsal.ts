import type { RehearsalOutcome, RehearsalReport } from '@causerie/contracts';
import type { CallsEnvironment } from './environment.ts';
import type { IceServers } from './ice-servers.ts';
import { failureOf } from './media-state.ts';
import { reachesStun, relays } from './probes.ts';
import { REHEARSAL_TEXTS, VERDICT_TEXTS, type Words } from './rehearsal-texts.ts';
import type { CallLine } from './transport.ts';

/** One thing that a rehearsal tries. */
export type RehearsalStep = keyof RehearsalReport;

/** How one step went: `code` is `<step>.<outcome>`, for programs; the words are for people. */
export interface Finding {
  step: RehearsalStep;
  outcome: RehearsalOutcome;
  code: string;
  words: Words;
}

/**
 * What a call would be like: `ready`; `sound-only` without a camera; `listen-only` without a microphone; `fragile` when this network
 * lets nothing through but what a stricter one would stop; `no-connection` when nothing gets through; `unknown` while it runs.
 */
export type Verdict = 'unknown' | 'ready' | 'fragile' | 'sound-only' | 'listen-only' | 'no-connection';

/** A rehearsal, finished or on its way: the findings so far. */
export interface Rehearsal {
  findings: readonly Finding[];
  verdict: Verdict;
  words: Words;
}

/** How the devices of a preview are, where there is one. */
export type TriedDevices = Pick<RehearsalReport, 'camera' | 'microphone'>;

/** What a rehearsal needs. */
export interface RehearsalDeps {
  env: Pick<CallsEnvironment, 'clock' | 'createPeer' | 'devices'>;
  ice: Pick<IceServers, 'fetch'>;
  line: Pick<CallLine, 'rest'>;
  /** What a preview knows of the devices already: a device that is in use elsewhere on the page is not opened twice. */
  tried?: TriedDevices | undefined;
  onStep?: ((rehearsal: Rehearsal) => void) | undefined;
}

/** Which relay addresses a step tries. A `turns:` address is TLS, whatever it says; one that says nothing is UDP. */
const RELAY_STEPS: ReadonlyArray<[RehearsalStep, (url: string) => boolean]> = [
  ['turnUdp', (url) => url.startsWith('turn:') && !url.includes('transport=tcp')],
  ['turnTcp', (url) => url.startsWith('turn:') && url.includes('transport=tcp')],
  ['turnTls', (url) => url.startsWith('turns:')],
];

/**
 * "Will my call work?": tries the camera, the microphone and each way through the network by itself, and says it in plain
 * words. What a step found is told as it comes. Rejects with CauserieError when the addresses to try cannot be had.
 */
export async function rehearse(deps: RehearsalDeps): Promise<Rehearsal> {
  const { env, ice, line, tried, onStep = () => undefined } = deps;
  const findings: Finding[] = [];
  const found = (step: RehearsalStep, outcome: RehearsalOutcome): void => {
    findings.push({ step, outcome, code: `${step}.${outcome}`, words: REHEARSAL_TEXTS[step][outcome] });
    onStep({ findings: [...findings], verdict: 'unknown', words: VERDICT_TEXTS.unknown });
  };
  const servers = (await ice.fetch()).iceServers;
  found('microphone', tried?.microphone ?? (await tryDevice(env.devices, { audio: true })));
  found('camera', tried?.camera ?? (await tryDevice(env.devices, { video: true })));
  const stun = pick(servers, (url) => url.startsWith('stun:'));
  found('stun', stun === null ? 'skipped' : (await reachesStun(env, stun)) ? 'ok' : 'failed');
  for (const [step, isFor] of RELAY_STEPS) {
    const server = pick(servers, isFor);
    found(step, server === null ? 'skipped' : (await relays(env, server)) ? 'ok' : 'failed');
  }
  const report = Object.fromEntries(findings.map(({ step, outcome }) => [step, outcome])) as RehearsalReport;
  // For the figures of operators; a rehearsal is not worse for their loss.
  line.rest('POST', '/v1/calls/rehearsals', report).catch(() => undefined);
  const verdict = verdictOf(report);
  return { findings, verdict, words: VERDICT_TEXTS[verdict] };
}

/** What the findings mean for a call. Pure. */
export function verdictOf({ camera, microphone, stun, turnUdp, turnTcp, turnTls }: RehearsalReport): Verdict {
  const relayed = [turnUdp, turnTcp, turnTls];
  const ways = [stun, ...relayed].filter((outcome) => outcome !== 'skipped');
  if (ways.length > 0 && !ways.includes('ok')) return 'no-connection';
  if (microphone !== 'ok') return 'listen-only';
  if (camera !== 'ok') return 'sound-only';
  return relayed.includes('failed') && !relayed.includes('ok') ? 'fragile' : 'ready';
}

async function tryDevice(devices: MediaDevices | null, constraints: MediaStreamConstraints): Promise<RehearsalOutcome> {
  if (devices === null) return 'failed';
  try {
    const stream = await devices.getUserMedia(constraints);
    for (const track of stream.getTracks()) track.stop();
    return 'ok';
  } catch (error) {
    const failure = failureOf(error);
    return failure === 'unavailable' ? 'failed' : failure;
  }
}

/** The first server with an address of this kind, with those addresses alone. */
function pick(servers: readonly RTCIceServer[], isFor: (url: string) => boolean): RTCIceServer | null {
  for (const server of servers) {
    const urls = [server.urls].flat().filter(isFor);
    if (urls.length > 0) return { ...server, urls };
  }
  return null;
}
