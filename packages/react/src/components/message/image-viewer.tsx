import type { Attachment } from '@causerie/client';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { CloseIcon } from '../icons.tsx';
import { saveFile, useFileLink } from './file-links.ts';
import { ChevronIcon, DownloadIcon, ZoomIcon } from './message-icons.tsx';

export interface ImageViewerProps {
  pictures: readonly Attachment[];
  /** Index of the one to begin with. */
  first: number;
  onClose(): void;
}

/** The pictures of a message over the whole screen: arrow keys go from one to the next, `+` and `-` zoom, Escape leaves. */
export function ImageViewer({ pictures, first, onClose }: ImageViewerProps) {
  const { strings } = useSurroundings();
  const dialog = useRef<HTMLDialogElement>(null);
  const [index, setIndex] = useState(first);
  const [zoomed, setZoomed] = useState(false);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const picture = pictures[index] ?? pictures[0];
  if (picture === undefined) return null;
  const go = (to: number) => {
    if (pictures[to] === undefined) return;
    setIndex(to);
    setZoomed(false);
  };
  const keys = (event: KeyboardEvent<HTMLDialogElement>) => {
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    if (event.key === 'ArrowRight') go(index + (isRtl ? -1 : 1));
    else if (event.key === 'ArrowLeft') go(index + (isRtl ? 1 : -1));
    else if (event.key === '+' || event.key === '-') setZoomed(event.key === '+');
  };
  return (
    <dialog
      ref={dialog}
      className="csr-viewer"
      aria-label={strings.message.viewer}
      data-testid="image-viewer"
      onClose={onClose}
      onKeyDown={keys}
    >
      <ViewerBar
        {...{ picture, zoomed, setZoomed }}
        place={pictures.length > 1 ? strings.message.viewerPlace(index + 1, pictures.length) : ''}
        onClose={() => dialog.current?.close()}
      />
      <Shown key={picture.id} {...{ picture, zoomed, setZoomed }} onLeave={() => dialog.current?.close()} />
      {pictures.length > 1 && (
        <>
          <button
            type="button"
            className="csr-viewer-button csr-viewer-previous"
            aria-disabled={index === 0}
            onClick={() => go(index - 1)}
          >
            <ChevronIcon size={26} />
            <span className="csr-hidden">{strings.message.previous}</span>
          </button>
          <button
            type="button"
            className="csr-viewer-button csr-viewer-next"
            aria-disabled={index === pictures.length - 1}
            onClick={() => go(index + 1)}
          >
            <ChevronIcon size={26} />
            <span className="csr-hidden">{strings.message.next}</span>
          </button>
        </>
      )}
    </dialog>
  );
}

interface ShownProps {
  picture: Attachment;
  zoomed: boolean;
  setZoomed(zoomed: boolean): void;
}

function ViewerBar({ picture, zoomed, setZoomed, place, onClose }: ShownProps & { place: string; onClose(): void }) {
  const { strings } = useSurroundings();
  const client = useCauserie();
  const [failed, setFailed] = useState(false);
  return (
    <header className="csr-viewer-bar">
      <p>
        <span dir="auto">{picture.name}</span>
        <span className="csr-viewer-place" aria-live="polite" data-testid="viewer-place">
          {place}
        </span>
        {failed && <span role="alert">{strings.message.downloadFailed}</span>}
      </p>
      <button type="button" className="csr-viewer-button" aria-pressed={zoomed} onClick={() => setZoomed(!zoomed)}>
        <ZoomIcon out={zoomed} />
        <span className="csr-hidden">{zoomed ? strings.message.zoomOut : strings.message.zoomIn}</span>
      </button>
      <button
        type="button"
        className="csr-viewer-button"
        data-testid="viewer-download"
        onClick={() =>
          void saveFile(client, picture).then(
            () => setFailed(false),
            () => setFailed(true),
          )
        }
      >
        <DownloadIcon />
        <span className="csr-hidden">{strings.message.download(picture.name)}</span>
      </button>
      <button type="button" className="csr-viewer-button" data-testid="viewer-close" onClick={onClose}>
        <CloseIcon />
        <span className="csr-hidden">{strings.close}</span>
      </button>
    </header>
  );
}

/** The picture itself. The small one is there at once, under the large one while it comes. */
function Shown({ picture, zoomed, setZoomed, onLeave }: ShownProps & { onLeave(): void }) {
  const { strings } = useSurroundings();
  const large = useFileLink(picture, 'original', true);
  const small = useFileLink(picture, 'thumbnail', picture.hasThumbnail);
  const url = large.url ?? small.url;
  return (
    // Pressing beside the picture leaves; the keyboard has Escape and the button for that.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className="csr-viewer-stage"
      data-zoomed={zoomed || undefined}
      onClick={(event) => {
        if (event.target === event.currentTarget) onLeave();
      }}
      onDoubleClick={(event) => {
        if (event.target !== event.currentTarget) setZoomed(!zoomed);
      }}
    >
      {url === null ? (
        <output>{large.failed ? strings.message.imageLost : strings.loading}</output>
      ) : (
        <img
          src={url}
          alt={strings.message.image(picture.name)}
          width={picture.width ?? undefined}
          height={picture.height ?? undefined}
          data-testid="viewer-image"
          data-large={large.url !== null || undefined}
          onError={large.url === null ? small.broke : large.broke}
        />
      )}
    </div>
  );
}
