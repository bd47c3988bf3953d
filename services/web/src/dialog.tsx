import { type FormEvent, type ReactNode, useEffect, useId, useRef } from 'react';

export interface DialogProps {
  title: string;
  children: ReactNode;
  /** What confirms, and what gives up. */
  confirm: string;
  giveUp: string;
  isDangerous?: boolean;
  isBusy?: boolean;
  /** What went wrong, if anything did. */
  failure?: string | null;
  onConfirm(): void;
  onClose(): void;
  testId?: string;
}

/** A question over the page, answered or given up. The native modal brings the focus trap, Escape, and the way back of the focus. */
export function Dialog(props: DialogProps) {
  const { title, children, confirm, giveUp, isDangerous = false, isBusy = false, failure = null, testId } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onConfirm();
  };
  return (
    <dialog ref={dialog} className="csr-dialog question" aria-labelledby={titleId} onClose={props.onClose}>
      <form onSubmit={submit} data-testid={testId}>
        <h2 id={titleId}>{title}</h2>
        {children}
        {failure !== null && <p role="alert">{failure}</p>}
        <div className="question-actions">
          <button type="button" className="csr-button csr-button-quiet" onClick={() => dialog.current?.close()}>
            {giveUp}
          </button>
          <button
            type="submit"
            className={`csr-button${isDangerous ? ' csr-button-danger' : ''}`}
            disabled={isBusy}
            data-testid="confirm"
          >
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
