import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { CloseIcon } from '../icons.tsx';

export interface ModalProps {
  title: string;
  onClose(): void;
  /** Gets how to close, which gives the focus back. */
  children(close: () => void): ReactNode;
}

/** A small native dialog with a title; open as long as it is mounted. */
export function Modal({ title, onClose, children }: ModalProps) {
  const { strings } = useSurroundings();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // A native modal brings the focus trap, Escape, the inert page behind and the way back of the focus.
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} className="csr-dialog csr-dialog-small" aria-labelledby={titleId} onClose={onClose}>
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="csr-icon-button" onClick={close}>
          <CloseIcon />
          <span className="csr-hidden">{strings.close}</span>
        </button>
      </header>
      <div className="csr-dialog-body">
        <Inside render={children} close={close} />
      </div>
    </dialog>
  );
}

function Inside({ render, close }: { render: ModalProps['children']; close(): void }) {
  return render(close);
}
