import type { Message } from '@causerie/client';
import { useRef, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { Popover } from '../popover/popover.tsx';
import { EarlierVersions } from './earlier-versions.tsx';

/** Says that a message was changed; a press shows what it said before. */
export function EditedMark({ message }: { message: Message }) {
  const { strings } = useSurroundings();
  const [open, setOpen] = useState(false);
  const mark = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={mark}
        type="button"
        className="csr-edited"
        title={strings.message.editedTitle}
        aria-expanded={open}
        data-testid="edited-mark"
        onClick={() => setOpen(true)}
      >
        {strings.message.edited}
      </button>
      {open && (
        <Popover anchor={mark} label={strings.message.versions} kind="note" onClose={() => setOpen(false)}>
          {() => (
            <>
              <p className="csr-note-title" aria-hidden="true">
                {strings.message.versions}
              </p>
              <EarlierVersions messageId={message.id} />
            </>
          )}
        </Popover>
      )}
    </>
  );
}
