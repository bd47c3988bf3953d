import type { Announcement } from '@causerie/contracts';

/** Largest announce frame, in UTF-16 code units; a batch that needs more leaves in several frames. */
export const FRAME_MAX_LENGTH = 256 * 1024;

/** One announced event before it is parsed: who may hear it, and its JSON. */
export interface FrameLine {
  audience: string[];
  json: string;
}

/**
 * Encodes announcements as frames of lines `personId,personId<TAB>event JSON`.
 * Every replica hears every frame, so the header is kept apart: a replica scans the ids, which is cheap, and parses only
 * the events that its own people need. JSON escapes tabs and line breaks, so neither can occur inside a line.
 */
export function encodeFrames(announcements: readonly Announcement[]): string[] {
  const frames: string[] = [];
  let frame = '';
  for (const { audience, event } of announcements) {
    const line = `${audience.join(',')}\t${JSON.stringify(event)}`;
    if (frame !== '' && frame.length + line.length > FRAME_MAX_LENGTH) {
      frames.push(frame);
      frame = '';
    }
    frame = frame === '' ? line : `${frame}\n${line}`;
  }
  if (frame !== '') frames.push(frame);
  return frames;
}

/** Splits a frame into lines; a line without a tab (nothing of ours) is passed over. */
export function splitFrame(frame: string): FrameLine[] {
  const lines: FrameLine[] = [];
  for (const line of frame.split('\n')) {
    const tab = line.indexOf('\t');
    if (tab > 0) lines.push({ audience: line.slice(0, tab).split(','), json: line.slice(tab + 1) });
  }
  return lines;
}
