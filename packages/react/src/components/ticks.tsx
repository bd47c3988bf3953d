import type { MessageStatus } from '@causerie/client';
import { useSurroundings } from '../provider.tsx';
import { AlertIcon, CheckIcon, ClockIcon, DoubleCheckIcon } from './icons.tsx';

const ICONS = {
  pending: ClockIcon,
  sent: CheckIcon,
  delivered: DoubleCheckIcon,
  read: DoubleCheckIcon,
  failed: AlertIcon,
};
const SIZE = 16;

/** How far a message of mine has come: a shape for the eye, a word for the screen reader. */
export function Ticks({ status }: { status: MessageStatus }) {
  const { strings } = useSurroundings();
  const Glyph = ICONS[status];
  return (
    <span className="csr-ticks" data-status={status} title={strings.status[status]}>
      <Glyph size={SIZE} />
      <span className="csr-hidden">{strings.status[status]}</span>
    </span>
  );
}
