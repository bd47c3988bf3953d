import type { Message } from '@causerie/client';
import { useSurroundings } from '../../provider.tsx';
import { InfoIcon, CalendarIcon, CalendarOffIcon } from './message-icons.tsx';
import { MessageText } from './message-text.tsx';

/** What the system says, by the `kind` in its metadata. */
const ICONS: Readonly<Record<string, typeof InfoIcon>> = {
  'appointment.booked': CalendarIcon,
  'appointment.rescheduled': CalendarIcon,
  'appointment.cancelled': CalendarOffIcon,
};

/** What nobody wrote: a quiet line between the messages. */
export function SystemMessage({ message }: { message: Message }) {
  const { strings, dates, slots } = useSurroundings();
  const kind = message.metadata?.['kind'];
  const Glyph = (typeof kind === 'string' ? ICONS[kind] : undefined) ?? InfoIcon;
  return (
    <div className="csr-system" data-kind={typeof kind === 'string' ? kind : undefined}>
      <Glyph size={18} />
      <p>
        <span className="csr-hidden">{`${strings.system}, `}</span>
        <MessageText content={message.content} />
        <time dateTime={message.createdAt} title={dates.full(message.createdAt)}>
          {dates.time(message.createdAt)}
        </time>
      </p>
      {slots.SystemMessageActions !== undefined && <slots.SystemMessageActions message={message} />}
    </div>
  );
}
