import type { Message } from '@causerie/client';
import { useSurroundings } from '../../provider.tsx';
import { Modal } from '../popover/modal.tsx';
import { useMessageChanges } from './message-changes.ts';
import { useSnippet } from './quote.tsx';

/** Asks before a message is gone for everybody. */
export function DeleteDialog({ message, onClose }: { message: Message; onClose(): void }) {
  const { strings } = useSurroundings();
  const { remove } = useMessageChanges();
  const snippet = useSnippet(message);
  return (
    <Modal title={strings.message.removeTitle} onClose={onClose}>
      {(close) => (
        <>
          <blockquote className="csr-excerpt" dir="auto">
            {snippet}
          </blockquote>
          <p className="csr-dialog-text">{strings.message.removeHint}</p>
          <div className="csr-dialog-buttons">
            <button type="button" className="csr-button csr-button-quiet" onClick={close}>
              {strings.message.cancel}
            </button>
            <button
              type="button"
              className="csr-button csr-button-grave"
              data-testid="confirm-delete"
              onClick={() => {
                close();
                remove(message);
              }}
            >
              {strings.message.remove}
            </button>
          </div>
        </>
      )}
    </Modal>
  );
}
