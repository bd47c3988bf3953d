import { randomBytes } from 'node:crypto';
import type { IceCandidate, Signal } from '@causerie/contracts';
import type { PeerConnection } from 'node-datachannel';

/** An offer that stays unanswered is said again after this long: its participant may have had no line to hear it yet. */
const REPEAT_INTERVAL_MS = 3_000;

/** What negotiating needs. */
export interface NegotiationDeps {
  peer: PeerConnection;
  signal(signal: Signal): void;
  /** The participant wants another path than this connection has. */
  onRestart(): void;
}

/** The descriptions of one leg. */
export interface Negotiation {
  /** The lines changed: offers them, now or once the offer that is under way was answered. */
  offer(): void;
  receive(signal: Signal): void;
  stop(): void;
}

/** The server alone offers, so two offers never meet. */
export function negotiate({ peer, signal, onRestart }: NegotiationDeps): Negotiation {
  const session = randomBytes(6).readUIntBE(0, 6);
  let version = 0;
  let unanswered: string | null = null;
  let isStale = false;
  let stopped = false;

  peer.onLocalDescription((sdp, type) => {
    if (stopped || type !== 'offer') return;
    version += 1;
    // A browser tells a new connection object by its session, and the library draws a new one for each description.
    unanswered = sdp.replace(/^o=.*$/m, `o=- ${session} ${version} IN IP4 127.0.0.1`);
    signal({ type: 'offer', sdp: unanswered });
  });
  peer.onLocalCandidate((candidate, sdpMid) => {
    if (!stopped) signal({ type: 'candidates', candidates: [{ candidate, sdpMid }] });
  });

  const repeating = setInterval(() => {
    if (unanswered !== null) signal({ type: 'offer', sdp: unanswered });
  }, REPEAT_INTERVAL_MS);

  function offer(): void {
    isStale = peer.signalingState() !== 'stable';
    if (!isStale) peer.setLocalDescription('offer');
  }

  /** Who offers all the same has not heard of ours, wants another path, or only wants to be asked. */
  function hearOffer(sdp: string): void {
    if (unanswered !== null) signal({ type: 'offer', sdp: unanswered });
    else if (ufragOf(sdp) === ufragOf(peer.remoteDescription()?.sdp ?? '')) offer();
    else onRestart();
  }

  return {
    offer,
    receive(said) {
      if (said.type === 'offer') hearOffer(said.sdp);
      else if (said.type === 'answer' && peer.signalingState() === 'have-local-offer') {
        // An offer that was repeated is answered twice, and the second answer must not be taken for one to the next offer.
        if (!answers(said.sdp, `${session}.${version}`)) return;
        peer.setRemoteDescription(said.sdp, 'answer');
        unanswered = null;
        if (isStale) offer();
      } else if (said.type === 'candidates') {
        for (const candidate of said.candidates) addCandidate(peer, candidate);
      }
    },
    stop() {
      stopped = true;
      clearInterval(repeating);
    },
  };
}

function addCandidate(peer: PeerConnection, { candidate, sdpMid }: IceCandidate): void {
  if (candidate === '') return;
  try {
    peer.addRemoteCandidate(candidate, sdpMid ?? 'audio');
  } catch {
    // One candidate that cannot be used leaves the others.
  }
}

/** Whether an answer is one to this offer; clients other than ours do not say. */
function answers(sdp: string, offer: string): boolean {
  const named = /^a=x-causerie-answers:(\S+)/m.exec(sdp)?.[1];
  return named === undefined || named === offer;
}

/** The ICE user fragment of a description, which another attempt to connect changes. */
function ufragOf(sdp: string): string | undefined {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
}
