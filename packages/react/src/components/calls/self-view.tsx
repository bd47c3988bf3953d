import { type PointerEvent, useRef, useState } from 'react';
import type { OwnCallView } from '../../hooks/use-own-call.ts';
import { useSurroundings } from '../../provider.tsx';
import { MicrophoneOffIcon, MoveIcon } from './call-icons.tsx';
import { Face, personOf } from './face.tsx';
import { StreamVideo } from './stream-video.tsx';

const CORNERS = ['end-end', 'end-start', 'start-start', 'start-end'] as const;
type Corner = (typeof CORNERS)[number];
/** A finger that trembles has not dragged. */
const DRAG_MIN_PX = 6;

/** My own picture, as I know it from the mirror. */
export function SelfTile({ view: { own, mine } }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  if (own === null) return null;
  const { media } = own;
  return (
    <figure className="csr-tile csr-self" data-testid="call-self">
      {media.preview !== null ? (
        <StreamVideo
          stream={media.preview}
          mirrored={!media.sends.screen}
          size={media.sends.screen ? 'screen' : 'small'}
        />
      ) : (
        mine !== null && <Face person={personOf(mine)} />
      )}
      <figcaption>
        {!media.sends.audio && <MicrophoneOffIcon size={16} />}
        <span className="csr-ellipsis">{media.sends.screen ? texts.yourScreen : texts.you}</span>
      </figcaption>
    </figure>
  );
}

/** My own picture in a corner over the others, from which it is dragged, or sent on by a button, to another one. */
export function FloatingSelf({ view }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  const [corner, setCorner] = useState<Corner>('end-end');
  const drag = useDrag(setCorner);
  return (
    <div className="csr-floating-self" data-corner={corner} {...drag}>
      <SelfTile view={view} />
      <button
        type="button"
        className="csr-floating-move"
        title={texts.moveSelf}
        onClick={() => setCorner((now) => CORNERS[(CORNERS.indexOf(now) + 1) % CORNERS.length] ?? now)}
        data-testid="call-move-self"
      >
        <MoveIcon size={16} />
        <span className="csr-hidden">{texts.moveSelf}</span>
      </button>
    </div>
  );
}

function useDrag(onDropped: (corner: Corner) => void) {
  const from = useRef<{ x: number; y: number } | null>(null);
  const end = (event: PointerEvent<HTMLElement>) => {
    const begun = from.current;
    from.current = null;
    const { currentTarget: box } = event;
    box.style.translate = '';
    delete box.dataset['dragged'];
    if (begun === null || Math.hypot(event.clientX - begun.x, event.clientY - begun.y) < DRAG_MIN_PX) return;
    onDropped(nearestCorner(box, event));
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.target instanceof Element && event.target.closest('button') !== null) return;
      from.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (from.current === null) return;
      const { style, dataset } = event.currentTarget;
      dataset['dragged'] = 'true';
      style.translate = `${event.clientX - from.current.x}px ${event.clientY - from.current.y}px`;
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

function nearestCorner(box: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): Corner {
  const floor = (box.parentElement ?? box).getBoundingClientRect();
  const isRtl = getComputedStyle(box).direction === 'rtl';
  const block = clientY > floor.top + floor.height / 2 ? 'end' : 'start';
  const isRight = clientX > floor.left + floor.width / 2;
  return `${block}-${isRight === isRtl ? 'start' : 'end'}`;
}
