import type { CallsEnvironment } from './environment.ts';

/** Longest time that a way through the network may take to prove itself. */
const PROBE_MS = 8_000;

type ProbeEnvironment = Pick<CallsEnvironment, 'clock' | 'createPeer'>;

/**
 * Whether a STUN server answers. Where this machine has the address that the server sees, the browser finds nothing new to
 * tell, so that gathering to the end without a complaint counts as an answer.
 */
export async function reachesStun(env: ProbeEnvironment, server: RTCIceServer): Promise<boolean> {
  const peer = env.createPeer({ iceServers: [server] });
  try {
    return await inTime(env, (decide) => {
      let hasComplaint = false;
      let hasAny = false;
      peer.addEventListener('icecandidateerror', () => (hasComplaint = true));
      peer.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate === null) decide(hasAny && !hasComplaint);
        else if (candidate.type === 'srflx') decide(true);
        else hasAny = true;
      });
      peer.createDataChannel('probe');
      void peer.setLocalDescription();
    });
  } finally {
    peer.close();
  }
}

/** Whether two ends reach each other through a relay and nothing else. */
export async function relays(env: ProbeEnvironment, server: RTCIceServer): Promise<boolean> {
  const configuration: RTCConfiguration = { iceServers: [server], iceTransportPolicy: 'relay' };
  const [one, other] = [env.createPeer(configuration), env.createPeer(configuration)];
  try {
    return await inTime(env, (decide) => {
      pass(one, other);
      pass(other, one);
      one.createDataChannel('probe').addEventListener('open', () => decide(true));
      connect(one, other).catch(() => decide(false));
    });
  } finally {
    one.close();
    other.close();
  }
}

/** Candidates wait for the description of the end that they are for. */
function pass(from: RTCPeerConnection, to: RTCPeerConnection): void {
  const waiting: RTCIceCandidate[] = [];
  const add = (): void => {
    if (to.remoteDescription === null) return;
    for (const candidate of waiting.splice(0)) to.addIceCandidate(candidate).catch(() => undefined);
  };
  from.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate !== null) waiting.push(candidate);
    add();
  });
  to.addEventListener('signalingstatechange', add);
}

async function connect(one: RTCPeerConnection, other: RTCPeerConnection): Promise<void> {
  await one.setLocalDescription();
  await other.setRemoteDescription(described(one));
  await other.setLocalDescription();
  await one.setRemoteDescription(described(other));
}

function described({ localDescription }: RTCPeerConnection): RTCSessionDescriptionInit {
  return { type: localDescription?.type ?? 'offer', sdp: localDescription?.sdp ?? '' };
}

function inTime({ clock }: ProbeEnvironment, run: (decide: (works: boolean) => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(false), PROBE_MS);
    run((works) => {
      clock.clearTimeout(timer);
      resolve(works);
    });
  });
}
