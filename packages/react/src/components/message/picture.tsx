import type { Attachment } from '@causerie/client';
import { type CSSProperties, useRef } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { useFileLink, useNearView } from './file-links.ts';
import { PictureIcon, ShieldIcon } from './message-icons.tsx';

/** Shape of a picture whose measures nobody told. */
const UNKNOWN = { width: 4, height: 3 };

export interface PictureProps {
  picture: Attachment;
  /** The only picture of its message keeps its shape; among others, all are squares. */
  isAlone: boolean;
  /** How many are not shown after this one. */
  more: number;
  onOpen(): void;
}

/** A small picture that opens the viewer. Its place is there before it is, so that nothing moves when it comes. */
export function Picture({ picture, isAlone, more, onOpen }: PictureProps) {
  const { strings } = useSurroundings();
  const frame = useRef<HTMLButtonElement>(null);
  const near = useNearView(frame);
  const { url, failed, broke } = useFileLink(picture, picture.hasThumbnail ? 'thumbnail' : 'original', near);
  const { width, height } = { width: picture.width ?? UNKNOWN.width, height: picture.height ?? UNKNOWN.height };
  const shape = { '--width': width, '--height': height } as CSSProperties;
  const isScanned = picture.state === 'pending';
  return (
    <button
      ref={frame}
      type="button"
      className="csr-picture"
      data-alone={isAlone || undefined}
      data-state={picture.state}
      data-testid="picture"
      style={shape}
      disabled={isScanned}
      onClick={onOpen}
    >
      {url !== null ? (
        <img src={url} alt={strings.message.image(picture.name)} decoding="async" draggable={false} onError={broke} />
      ) : (
        <span className="csr-picture-note">
          {isScanned ? <ShieldIcon size={22} /> : <PictureIcon size={22} />}
          <span className={isScanned || failed ? undefined : 'csr-hidden'}>
            {isScanned
              ? strings.message.fileScanned
              : failed
                ? strings.message.imageLost
                : strings.message.image(picture.name)}
          </span>
        </span>
      )}
      {more > 0 && (
        <span className="csr-picture-more">
          <span aria-hidden="true">+{more}</span>
          <span className="csr-hidden">{strings.message.morePictures(more)}</span>
        </span>
      )}
    </button>
  );
}
