import type { Signal } from '@causerie/contracts';
import { PeerConnection } from 'node-datachannel';
import { negotiate } from './negotiation.ts';
import { withSsrc } from './rtp.ts';
import { KINDS, openReceiving, openSending, type Lines, type MediaKind } from './tracks.ts';

/** What a sender is told to send at least, whatever the slowest receiver says; below it, sound alone is better. */
const BITRATE_MIN = 150_000;

/** How connections to the forwarding server are made. */
export interface LegSettings {
  /** Address to listen on; all of them when absent. */
  bindAddress?: string | undefined;
  portMin: number;
  portMax: number;
  /** `stun:` addresses, for servers that do not have a public address of their own. */
  stunUrls: readonly string[];
}

/** What a leg reports. */
export interface LegEvents {
  signal(signal: Signal): void;
  /** Its participant sent a packet. */
  packet(kind: MediaKind, packet: Buffer): void;
  /** Its participant cannot go on without a whole picture of somebody. */
  wantsKeyframe(ofParticipantId: string): void;
  /** Bits per second that its participant can take of somebody. */
  canTake(ofParticipantId: string, bitrate: number): void;
  /** It leads nowhere any more. */
  failed(): void;
}

/** The connection between the server and one participant. */
export interface Leg {
  receive(signal: Signal): void;
  /** From now on what this participant sends is forwarded here as well. */
  follow(participantId: string): void;
  unfollow(participantId: string): void;
  forward(fromParticipantId: string, kind: MediaKind, packet: Buffer): void;
  requestKeyframe(): void;
  /** The most its participant shall send, in bits per second. */
  limit(bitrate: number): void;
  close(): void;
}

/** Opens a leg: first a line for each kind that its participant sends, then two for everybody it follows. */
export function openLeg(participantId: string, settings: LegSettings, events: LegEvents): Leg {
  const { bindAddress, portMin, portMax, stunUrls } = settings;
  const peer = new PeerConnection(participantId, {
    iceServers: [...stunUrls],
    portRangeBegin: portMin,
    portRangeEnd: portMax,
    disableAutoNegotiation: true,
    forceMediaTransport: true,
    ...(bindAddress === undefined ? {} : { bindAddress }),
  });
  const followed = new Map<string, Lines>();
  const own = openReceiving(peer, events.packet);
  const negotiation = negotiate({ peer, signal: events.signal, onRestart: events.failed });
  let closed = false;
  peer.onStateChange((state) => {
    if (!closed && state === 'failed') events.failed();
  });
  negotiation.offer();

  return {
    receive: negotiation.receive,
    follow(fromId) {
      if (followed.has(fromId)) return;
      const asks = {
        wantsKeyframe: () => events.wantsKeyframe(fromId),
        canTake: (bitrate: number) => events.canTake(fromId, bitrate),
      };
      followed.set(fromId, openSending(peer, fromId, asks));
      negotiation.offer();
    },
    unfollow(fromId) {
      const lines = followed.get(fromId);
      if (lines === undefined) return;
      followed.delete(fromId);
      for (const kind of KINDS) lines.tracks[kind].close();
      negotiation.offer();
    },
    forward(fromId, kind, packet) {
      const lines = followed.get(fromId);
      if (lines?.tracks[kind].isOpen()) lines.tracks[kind].sendMessageBinary(withSsrc(packet, lines.ssrcs[kind]));
    },
    // The library ends the process when it is asked of a track that is not open.
    requestKeyframe: () => void (own.video.isOpen() && own.video.requestKeyframe()),
    limit: (bitrate) =>
      void (own.video.isOpen() && own.video.requestBitrate(Math.max(BITRATE_MIN, Math.floor(bitrate)))),
    close() {
      closed = true;
      negotiation.stop();
      peer.close();
    },
  };
}
