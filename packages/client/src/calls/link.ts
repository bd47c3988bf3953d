import type { Signal } from '@causerie/contracts';
import type { CallsEnvironment } from './environment.ts';
import type { OutgoingTracks } from './lines.ts';

/** One connection as an interface shows it. */
export interface LinkView {
  /** `interrupted` was connected once and is being repaired. */
  state: 'connecting' | 'connected' | 'interrupted';
  /** What arrives, by participant: one here, several where the server forwards. */
  streams: Readonly<Record<string, MediaStream>>;
}

/** What a connection to another participant needs. */
export interface PeerLinkDeps {
  /** The participant at the other end, or the call where the server forwards. */
  id: string;
  /** Each stream that arrives is then named by the participant it comes from. */
  forwarded: boolean;
  env: Pick<CallsEnvironment, 'clock' | 'createPeer' | 'createStream'>;
  /** Gives way when both ends offer at once. The other end must not, so it follows from an order of their ids. */
  polite: boolean;
  /** Whether this end begins; the other one waits a moment. */
  offersFirst: boolean;
  /**
   * Whether this end, once connected, asks the other one for an offer instead of making one. Chrome shows nothing of what
   * arrives any more after an offer of its own was rolled back, so two ends must not both offer.
   */
  asksForOffers: boolean;
  configuration(): RTCConfiguration;
  tracks(): OutgoingTracks;
  /** Rejects when the signal was not relayed. */
  send(signal: Signal): Promise<void>;
  onChange(view: LinkView): void;
}
