import type { Appointment } from '@causerie/client';
import { useState } from 'react';
import { askDemo } from '../../demo.ts';
import { Dialog } from '../../dialog.tsx';
import { useLooks } from '../../looks.tsx';
import { appointmentsTexts } from '../../texts/appointments.ts';
import { useAsking } from '../../use-asking.ts';
import { WhenFields } from './book-dialog.tsx';
import { fromField, minutesAfter, minutesBetween, toField } from './time.ts';

export interface MoveDialogProps {
  appointment: Appointment;
  onMoved(appointment: Appointment): void;
  onClose(): void;
}

/** Moves an appointment to another time. */
export function MoveDialog({ appointment, onMoved, onClose }: MoveDialogProps) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const { appointmentId, startsAt, endsAt } = appointment;
  const [when, setWhen] = useState(() => toField(new Date(startsAt)));
  const [lasts, setLasts] = useState(() => minutesBetween(startsAt, endsAt));
  const { isBusy, hasFailed, ask } = useAsking(onMoved);
  const move = () => {
    const start = fromField(when);
    if (start === null) return;
    const times = { startsAt: start.toISOString(), endsAt: minutesAfter(start, lasts).toISOString() };
    ask(() => askDemo<Appointment>('PATCH', `/demo/appointments/${encodeURIComponent(appointmentId)}`, times));
  };
  return (
    <Dialog
      title={text.moveTitle}
      confirm={text.moveConfirm}
      giveUp={text.giveUp}
      isBusy={isBusy}
      failure={hasFailed ? text.failed : null}
      onConfirm={move}
      onClose={onClose}
      testId="move-form"
    >
      <WhenFields when={when} onWhen={setWhen} lasts={lasts} onLasts={setLasts} />
    </Dialog>
  );
}
