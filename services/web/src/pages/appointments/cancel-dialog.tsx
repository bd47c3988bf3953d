import type { Appointment } from '@causerie/client';
import { askDemo } from '../../demo.ts';
import { Dialog } from '../../dialog.tsx';
import { useLooks } from '../../looks.tsx';
import { appointmentsTexts } from '../../texts/appointments.ts';
import { useAsking } from '../../use-asking.ts';

export interface CancelDialogProps {
  appointment: Appointment;
  onCancelled(appointment: Appointment): void;
  onClose(): void;
}

/** Asks before an appointment is cancelled. */
export function CancelDialog({ appointment, onCancelled, onClose }: CancelDialogProps) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const { isBusy, hasFailed, ask } = useAsking(onCancelled);
  const path = `/demo/appointments/${encodeURIComponent(appointment.appointmentId)}/cancel`;
  return (
    <Dialog
      title={text.cancelTitle}
      confirm={text.cancelConfirm}
      giveUp={text.keep}
      isDangerous
      isBusy={isBusy}
      failure={hasFailed ? text.failed : null}
      onConfirm={() => ask(() => askDemo<Appointment>('POST', path, {}))}
      onClose={onClose}
    >
      <p>{text.cancelText}</p>
    </Dialog>
  );
}
