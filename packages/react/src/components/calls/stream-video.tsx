import { useEffect, useRef } from 'react';

/**
 * A picture is cut to fill its box while at least so much of it stays visible; else it is shown whole, between bands. Whoever is
 * large is seen whole rather than small ones, where the bands would be all there is; a screen is never cut, for its edge matters.
 */
const VISIBLE_SHARE_MIN = { large: 0.6, small: 0.3, screen: 1.01 } as const;

export interface StreamVideoProps {
  stream: MediaStream;
  /** As in a mirror, which is how people know themselves. */
  mirrored?: boolean;
  /** What it is: decides how much of it may be cut to fill its box. */
  size?: keyof typeof VISIBLE_SHARE_MIN;
}

/**
 * The pictures of a stream. It has no sound, which is played apart so that it goes on when no picture is shown. The element is
 * given the stream when the stream changes and at no other time: attaching it anew would make it flicker.
 */
export function StreamVideo({ stream, mirrored = false, size = 'small' }: StreamVideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const { current } = video;
    if (current === null) return undefined;
    if (current.srcObject !== stream) current.srcObject = stream;
    // Refused without a touch in some browsers even for pictures without sound; the sound's own notice asks for the touch.
    current.play().catch(() => undefined);
    return () => {
      current.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    const { current } = video;
    if (current === null) return undefined;
    const fit = () => {
      current.dataset['fit'] = visibleShareOf(current) >= VISIBLE_SHARE_MIN[size] ? 'cover' : 'contain';
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(current);
    current.addEventListener('resize', fit);
    return () => {
      observer.disconnect();
      current.removeEventListener('resize', fit);
    };
  }, [size]);
  return (
    <video
      ref={video}
      className="csr-video"
      data-mirrored={mirrored || undefined}
      autoPlay
      muted
      playsInline
      disableRemotePlayback
      tabIndex={-1}
      data-testid="call-picture"
    />
  );
}

/** How much of a picture is left when it fills its box, 0 to 1. */
function visibleShareOf({ videoWidth, videoHeight, clientWidth, clientHeight }: HTMLVideoElement): number {
  if (videoWidth === 0 || videoHeight === 0 || clientWidth === 0 || clientHeight === 0) return 1;
  const shapes = videoWidth / videoHeight / (clientWidth / clientHeight);
  return Math.min(shapes, 1 / shapes);
}
