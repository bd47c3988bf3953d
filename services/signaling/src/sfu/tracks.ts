import { randomBytes } from 'node:crypto';
import {
  Audio,
  RtcpNackResponder,
  RtcpReceivingSession,
  Video,
  type PeerConnection,
  type Track,
} from 'node-datachannel';
import { feedbackOf, isRtp } from './rtp.ts';

/** Payload types: every leg is offered the same two codecs, so that packets pass without being rewritten. */
const OPUS = 111;
const VP8 = 96;
/** Lines of a leg. */
export const KINDS = ['audio', 'video'] as const;
/** What one sends: sound or pictures. */
export type MediaKind = (typeof KINDS)[number];

/** What one participant sends, as another one's leg carries it: its tracks and the numbers they were offered under. */
export interface Lines {
  tracks: Record<MediaKind, Track>;
  ssrcs: Record<MediaKind, number>;
}

/** What the receiver of forwarded pictures asks of who sends them. */
export interface FeedbackEvents {
  wantsKeyframe(): void;
  canTake(bitrate: number): void;
}

/** Opens the two lines on which the participant of a leg sends. */
export function openReceiving(
  peer: PeerConnection,
  onPacket: (kind: MediaKind, packet: Buffer) => void,
): Record<MediaKind, Track> {
  const open = (kind: MediaKind): Track => {
    const track = peer.addTrack(describe(kind, kind, 'RecvOnly'));
    track.setMediaHandler(new RtcpReceivingSession());
    track.onMessage((packet) => {
      if (isRtp(packet)) onPacket(kind, packet);
    });
    return track;
  };
  return { audio: open('audio'), video: open('video') };
}

/** Adds two lines that carry what another participant sends. */
export function openSending(peer: PeerConnection, fromParticipantId: string, events: FeedbackEvents): Lines {
  const ssrcs = { audio: newSsrc(), video: newSsrc() };
  const open = (kind: MediaKind): Track => {
    const description = describe(kind, `${kind[0]}${ssrcs[kind]}`, 'SendOnly');
    // The stream carries the participant's id, which is how a browser knows whose it is.
    description.addSSRC(ssrcs[kind], fromParticipantId, fromParticipantId, `${fromParticipantId}-${kind}`);
    const track = peer.addTrack(description);
    track.setMediaHandler(new RtcpNackResponder());
    if (kind === 'audio') return track;
    track.onMessage((packet) => {
      if (isRtp(packet)) return;
      const { keyframe, bitrate } = feedbackOf(packet);
      if (keyframe) events.wantsKeyframe();
      if (bitrate !== null) events.canTake(bitrate);
    });
    track.onOpen(() => events.wantsKeyframe());
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

/** Never 0, which some read as "none". */
function newSsrc(): number {
  return (randomBytes(4).readUInt32BE(0) % 0xfffffffe) + 1;
}
