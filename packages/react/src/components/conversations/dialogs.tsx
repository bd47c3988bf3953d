import { useId, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { Modal } from '../popover/modal.tsx';

/** Longest subject that the server takes, counted as fields count. */
const SUBJECT_MAX_LENGTH = 200;

export interface ConfirmDialogProps {
  title: string;
  hint: string;
  /** The word on the button that does it. */
  action: string;
  onDo(): void;
  onClose(): void;
}

/** Asks once more before something that hurts. */
export function ConfirmDialog({ title, hint, action, onDo, onClose }: ConfirmDialogProps) {
  const { readyMade: text } = useSurroundings().strings;
  return (
    <Modal title={title} onClose={onClose}>
      {(close) => (
        <>
          <p className="csr-dialog-text">{hint}</p>
          <div className="csr-dialog-buttons">
            <button type="button" className="csr-button csr-button-quiet" onClick={close}>
              {text.cancel}
            </button>
            <button
              type="button"
              className="csr-button csr-button-grave"
              data-testid="dialog-do"
              onClick={() => {
                close();
                onDo();
              }}
            >
              {action}
            </button>
          </div>
        </>
      )}
    </Modal>
  );
}

export interface RenameDialogProps {
  subject: string;
  /** The new subject; null when it was left empty. */
  onRename(subject: string | null): void;
  onClose(): void;
}

/** Where the subject of a conversation is written. */
export function RenameDialog({ subject, onRename, onClose }: RenameDialogProps) {
  const { readyMade: text } = useSurroundings().strings;
  const [written, setWritten] = useState(subject);
  const hintId = useId();
  return (
    <Modal title={text.renameTitle} onClose={onClose}>
      {(close) => (
        <form
          className="csr-rename"
          onSubmit={(event) => {
            event.preventDefault();
            close();
            onRename(written.trim() === '' ? null : written.trim());
          }}
        >
          <input
            className="csr-subject-field"
            value={written}
            maxLength={SUBJECT_MAX_LENGTH}
            aria-label={text.renameField}
            aria-describedby={hintId}
            data-testid="rename-field"
            onChange={({ target }) => setWritten(target.value)}
          />
          <p className="csr-dialog-text" id={hintId}>
            {text.renameHint}
          </p>
          <div className="csr-dialog-buttons">
            <button type="button" className="csr-button csr-button-quiet" onClick={close}>
              {text.cancel}
            </button>
            <button type="submit" className="csr-button" data-testid="dialog-do">
              {text.save}
            </button>
          </div>
        </form>
      )}
    </Modal>
  );
}
