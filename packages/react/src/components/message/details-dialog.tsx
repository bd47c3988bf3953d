import type { Message } from '@causerie/client';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { Avatar } from '../avatar.tsx';
import { Modal } from '../popover/modal.tsx';
import { EarlierVersions } from './earlier-versions.tsx';
import { useAnswer } from './use-answer.ts';

/** When a message was sent, who received and read it, and what it said before. */
export function DetailsDialog({ message, onClose }: { message: Message; onClose(): void }) {
  const { strings, dates } = useSurroundings();
  return (
    <Modal title={strings.message.details} onClose={onClose}>
      {() => (
        <>
          <p className="csr-dialog-text">{strings.message.sentAt(dates.full(message.createdAt))}</p>
          <Receipts message={message} />
          {message.editedAt !== null && (
            <>
              <h3>{strings.message.versions}</h3>
              <EarlierVersions messageId={message.id} />
            </>
          )}
        </>
      )}
    </Modal>
  );
}

function Receipts({ message }: { message: Message }) {
  const { strings, dates } = useSurroundings();
  const client = useCauserie();
  const receipts = useAnswer(() => client.queries.receipts(message.id));
  if (receipts === undefined) return <output>{strings.loading}</output>;
  if (receipts === null) return <p role="alert">{strings.loadFailed}</p>;
  return (
    <ul className="csr-receipts" data-testid="receipts">
      {receipts.map(({ person, deliveredAt, readAt }) => (
        <li key={person.id}>
          <Avatar person={person} size="small" />
          <span className="csr-person-name">{person.name}</span>
          <span className="csr-person-hint">
            {readAt !== null
              ? strings.message.receiptRead(dates.full(readAt))
              : deliveredAt !== null
                ? strings.message.receiptDelivered(dates.full(deliveredAt))
                : strings.message.receiptNone}
          </span>
        </li>
      ))}
    </ul>
  );
}
