import { type RefObject, useEffect, useRef, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { ClipIcon } from '../message/message-icons.tsx';

export interface DropAreaProps {
  /** Files may be dropped anywhere on the thread that this is in; on itself where there is none. */
  within: RefObject<HTMLElement | null>;
  recipient: string;
  onFiles(files: readonly File[]): void;
}

/** Takes files that are dragged onto the thread, and says so while they hover above it. */
export function DropArea({ within, recipient, onFiles }: DropAreaProps) {
  const { strings } = useSurroundings();
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  }, [onFiles]);
  useEffect(() => {
    const area = within.current?.closest<HTMLElement>('.csr-thread') ?? within.current;
    if (area === null) return;
    return listen(area, {
      hover: setIsOver,
      drop: (files) => latest.current(files),
    });
  }, [within]);
  if (!isOver) return null;
  return (
    <div className="csr-drop" data-testid="drop-overlay" aria-hidden="true">
      <p>
        <ClipIcon size={26} />
        {strings.message.dropHere(recipient)}
      </p>
    </div>
  );
}

interface DropHandlers {
  hover(isOver: boolean): void;
  drop(files: readonly File[]): void;
}

/** Entering a child comes before leaving its parent, so what counts is how often was entered and not left. */
function listen(area: HTMLElement, { hover, drop }: DropHandlers): () => void {
  let depth = 0;
  const handle = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    if (event.type === 'dragenter') depth += 1;
    else if (event.type === 'dragleave') depth -= 1;
    else if (event.type === 'dragover') event.dataTransfer.dropEffect = 'copy';
    else {
      depth = 0;
      drop([...event.dataTransfer.files]);
    }
    hover(depth > 0);
  };
  const names = ['dragenter', 'dragover', 'dragleave', 'drop'] as const;
  for (const name of names) area.addEventListener(name, handle);
  return () => {
    for (const name of names) area.removeEventListener(name, handle);
  };
}
