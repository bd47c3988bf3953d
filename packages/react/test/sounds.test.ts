import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLoudspeaker } from '../src/components/notifications/sounds.ts';

afterEach(() => void vi.unstubAllGlobals());

/** A browser that plays some files, and tells what sounds. */
function browserThatPlays(...playable: string[]): string[] {
  const sounded: string[] = [];
  const param = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
  const node = {
    gain: { ...param, exponentialRampToValueAtTime: () => undefined },
    frequency: { value: 0 },
    connect: () => node,
    start: () => void sounded.push('note'),
    stop: () => undefined,
  };
  class Context {
    state = 'running';
    currentTime = 0;
    createGain = () => node;
    createOscillator = () => node;
  }
  class File {
    readonly address: string;
    constructor(address: string) {
      this.address = address;
    }
    async play(): Promise<void> {
      if (!playable.includes(this.address)) throw new DOMException('no such file', 'NotSupportedError');
      sounded.push(this.address);
    }
  }
  vi.stubGlobal('AudioContext', Context);
  vi.stubGlobal('Audio', File);
  return sounded;
}

describe('a sound', () => {
  it("is the host's own file, and the two notes where there is none or it cannot be played", async () => {
    const sounded = browserThatPlays('/ding.mp3');
    const loudspeaker = createLoudspeaker();
    await loudspeaker.play('message', '/ding.mp3');
    expect(sounded).toEqual(['/ding.mp3']);
    await loudspeaker.play('message', '/gone.mp3');
    await loudspeaker.play('notification');
    expect(sounded).toEqual(['/ding.mp3', 'note', 'note', 'note', 'note']);
  });
});
