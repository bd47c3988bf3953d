import { randomBytes } from 'node:crypto';
import type { IceCandidate, Signal } from '@causerie/contracts';
import { Audio, PeerConnection, RtcpNackResponder, RtcpReceivingSession, Video, type Track } from 'node-datachannel';
import { feedbackOf, isRtp, withSsrc } from './rtp.ts';

/** Payload types: every leg is offered the same two codecs, so that packets pass without being rewritten. */
const OPUS = 111;
const VP8 = 96;
/** What a sender is told to send at least, whatever the slowest receiver says; below it, sound alone is better. */
const BITRATE_MIN = 150_000;
const KINDS = ['audio', 'video'] as const;
/** What one sends: sound or pictures. */
export type MediaKind = (typeof KINDS)[number];

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

interface Lines {
  tracks: Record<MediaKind, Track>;
  ssrcs: Record<MediaKind, number>;
}

/** Opens a leg. The server alone offers: first a line for each kind that its participant sends, then two for everybody else. */
export function openLeg(participantId: string, settings: LegSettings, events: LegEvents): Leg {
  const session = randomBytes(6).readUIntBE(0, 6);
  const peer = new PeerConnection(participantId, {
    iceServers: [...settings.stunUrls],
    portRangeBegin: settings.portMin,
    portRangeEnd: settings.portMax,
    disableAutoNegotiation: true,
    forceMediaTransport: true,
    ...(settings.bindAddress === undefined ? {} : { bindAddress: settings.bindAddress }),
  });
  const followed = new Map<string, Lines>();
  let version = 0;
  let offer: string | null = null;
  let isStale = false;
  let closed = false;

  const own = Object.fromEntries(KINDS.map((kind) => [kind, receiveTrack(peer, kind, events)])) as Record<
    MediaKind,
    Track
  >;

  peer.onLocalDescription((sdp, type) => {
    if (closed || type !== 'offer') return;
    version += 1;
    // A browser tells a new connection object by its session, and the library draws a new one for each description.
    offer = sdp.replace(/^o=.*$/m, `o=- ${session} ${version} IN IP4 127.0.0.1`);
    events.signal({ type: 'offer', sdp: offer });
  });
  peer.onLocalCandidate((candidate, sdpMid) => {
    if (!closed) events.signal({ type: 'candidates', candidates: [{ candidate, sdpMid }] });
  });
  peer.onStateChange((state) => {
    if (!closed && state === 'failed') events.failed();
  });
  const negotiate = (): void => {
    if (closed) return;
    if (peer.signalingState() !== 'stable') {
      isStale = true;
      return;
    }
    isStale = false;
    peer.setLocalDescription('offer');
  };
  negotiate();

  return {
    receive(signal) {
      if (closed) return;
      if (signal.type === 'answer' && peer.signalingState() === 'have-local-offer') {
        peer.setRemoteDescription(signal.sdp, 'answer');
        offer = null;
        if (isStale) negotiate();
      } else if (signal.type === 'offer') {
        // Only the server offers. Who offers all the same has not heard of it, wants another path, or only wants to be asked.
        if (offer !== null) events.signal({ type: 'offer', sdp: offer });
        else if (ufragOf(signal.sdp) !== ufragOf(peer.remoteDescription()?.sdp ?? '')) events.failed();
        else negotiate();
      } else if (signal.type === 'candidates') {
        for (const candidate of signal.candidates) addCandidate(peer, candidate);
      }
    },
    follow(fromId) {
      if (followed.has(fromId)) return;
      followed.set(fromId, sendTracks(peer, fromId, events));
      negotiate();
    },
    unfollow(fromId) {
      const lines = followed.get(fromId);
      if (lines === undefined) return;
      followed.delete(fromId);
      for (const kind of KINDS) lines.tracks[kind].close();
      negotiate();
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
      peer.close();
    },
  };
}

function receiveTrack(peer: PeerConnection, kind: MediaKind, events: LegEvents): Track {
  const track = peer.addTrack(describe(kind, kind, 'RecvOnly'));
  track.setMediaHandler(new RtcpReceivingSession());
  track.onMessage((packet) => {
    if (isRtp(packet)) events.packet(kind, packet);
  });
  return track;
}

function sendTracks(peer: PeerConnection, fromId: string, events: LegEvents): Lines {
  const ssrcs = { audio: newSsrc(), video: newSsrc() };
  const open = (kind: MediaKind): Track => {
    const description = describe(kind, `${kind[0]}${ssrcs[kind]}`, 'SendOnly');
    // The stream carries the participant's id, which is how a browser knows whose it is.
    description.addSSRC(ssrcs[kind], fromId, fromId, `${fromId}-${kind}`);
    const track = peer.addTrack(description);
    track.setMediaHandler(new RtcpNackResponder());
    track.onMessage((packet) => {
      if (kind === 'audio' || isRtp(packet)) return;
      const { keyframe, bitrate } = feedbackOf(packet);
      if (keyframe) events.wantsKeyframe(fromId);
      if (bitrate !== null) events.canTake(fromId, bitrate);
    });
    if (kind === 'video') track.onOpen(() => events.wantsKeyframe(fromId));
    return track;
  };
  return { ssrcs, tracks: { audio: open('audio'), video: open('video') } };
}

function describe(kind: MediaKind, mid: string, direction: 'SendOnly' | 'RecvOnly'): Audio | Video {
  if (kind === 'video') {
    const video = new Video(mid, direction);
    video.addVP8Codec(VP8);
    return video;
  }
  const audio = new Audio(mid, direction);
  audio.addOpusCodec(OPUS);
  return audio;
}

function addCandidate(peer: PeerConnection, { candidate, sdpMid }: IceCandidate): void {
  if (candidate === '') return;
  try {
    peer.addRemoteCandidate(candidate, sdpMid ?? 'audio');
  } catch {
    // One candidate that cannot be used leaves the others.
  }
}

/** The ICE user fragment of a description, which another attempt to connect changes. */
function ufragOf(sdp: string): string | undefined {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
}

/** Never 0, which some read as "none". */
function newSsrc(): number {
  return (randomBytes(4).readUInt32BE(0) % 0xfffffffe) + 1;
}
