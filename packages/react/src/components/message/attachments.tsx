import type { Attachment } from '@causerie/client';
import { useState } from 'react';
import { FileRow } from './file-row.tsx';
import { ImageViewer } from './image-viewer.tsx';
import { Picture } from './picture.tsx';

/** Pictures that a message shows; the viewer has them all. */
const SHOWN_MAX = 4;

/** The files of a message: pictures in a grid, everything else in rows. */
export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  const [viewed, setViewed] = useState<number | null>(null);
  const pictures = attachments.filter(isPicture);
  const files = attachments.filter((attachment) => !isPicture(attachment));
  return (
    <>
      {pictures.length > 0 && (
        <div className="csr-pictures" data-count={Math.min(SHOWN_MAX, pictures.length)}>
          {pictures.slice(0, SHOWN_MAX).map((picture, index) => (
            <Picture
              key={picture.id}
              picture={picture}
              isAlone={pictures.length === 1}
              more={index === SHOWN_MAX - 1 ? pictures.length - SHOWN_MAX : 0}
              onOpen={() => setViewed(index)}
            />
          ))}
        </div>
      )}
      {files.length > 0 && (
        <ul className="csr-files">
          {files.map((file) => (
            <FileRow key={file.id} file={file} />
          ))}
        </ul>
      )}
      {viewed !== null && <ImageViewer pictures={pictures} first={viewed} onClose={() => setViewed(null)} />}
    </>
  );
}

/** What a page can show: a picture that was cleaned, and is not held back. */
function isPicture({ mediaType, state, url, width }: Attachment): boolean {
  return mediaType.startsWith('image/') && state !== 'rejected' && (width !== null || url !== null);
}
