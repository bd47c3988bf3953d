/** What one sends over a connection: the microphone, and the camera or the screen. */
export interface OutgoingTracks {
  audio: MediaStreamTrack | null;
  video: MediaStreamTrack | null;
}

const KINDS = ['audio', 'video'] as const;

/**
 * Opens one line for sound and one for pictures in both directions, whether or not there is something to send yet: what is
 * sent later replaces nothing by a track, and needs no new negotiation.
 */
export function openLines(peer: RTCPeerConnection, tracks: OutgoingTracks): void {
  for (const kind of KINDS) peer.addTransceiver(tracks[kind] ?? kind, { direction: 'sendrecv' });
}

/** Sends over the lines that the other end opened. */
export async function adoptLines(peer: RTCPeerConnection, tracks: OutgoingTracks): Promise<void> {
  for (const kind of KINDS) {
    const line = firstLine(peer, kind);
    if (line === undefined) continue;
    if (line.direction === 'recvonly' || line.direction === 'inactive') line.direction = 'sendrecv';
    await replace(line, tracks[kind]);
  }
}

/** Sends something else from now on, or nothing, without a new negotiation. */
export async function sendInstead(peer: RTCPeerConnection, tracks: OutgoingTracks): Promise<void> {
  for (const kind of KINDS) {
    const line = firstLine(peer, kind);
    if (line !== undefined) await replace(line, tracks[kind]);
  }
}

function firstLine(peer: RTCPeerConnection, kind: (typeof KINDS)[number]): RTCRtpTransceiver | undefined {
  return peer
    .getTransceivers()
    .find(({ receiver, direction }) => receiver.track.kind === kind && direction !== 'stopped');
}

async function replace({ sender }: RTCRtpTransceiver, track: MediaStreamTrack | null): Promise<void> {
  if (sender.track !== track) await sender.replaceTrack(track);
}
