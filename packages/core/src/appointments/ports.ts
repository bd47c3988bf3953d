import type {
  Appointment,
  AppointmentFacts,
  AppointmentPage,
  BookAppointmentBody,
  Conversation,
  Message,
} from '@causerie/contracts';

/** What the system says of an appointment, in the language of its people. */
export interface AppointmentWords {
  text: string;
  facts: AppointmentFacts;
}

/** Input of {@link Appointments.book}. */
export interface BookAppointment extends BookAppointmentBody {
  /** Ids for what has to be created. */
  conversationId: string;
  professionalId: string;
  clientId: string;
  messageId: string;
  words: AppointmentWords;
}

/** Input of {@link Appointments.change}: the appointment as it shall be. */
export interface ChangeAppointment extends Pick<
  Appointment,
  'appointmentId' | 'label' | 'startsAt' | 'endsAt' | 'timeZone'
> {
  /** `updatedAt` of the appointment that the caller saw and whose words it chose. */
  was: string;
  cancelled: boolean;
  messageId: string;
  words: AppointmentWords;
}

/** What an appointment has become. `message` is what the system said of it, null when nothing changed or nobody is left to hear it. */
export interface AppointmentTold {
  appointment: Appointment;
  conversation: Conversation;
  message: Message | null;
}

/** Appointments of the product team's system. */
export interface Appointments {
  /**
   * In one transaction: the two people are known and linked, their conversation is open (`opened`: by this call), the
   * appointment is kept and the system has said so. Once more changes nothing: `message` is null.
   * @throws AppError `conflict` when the appointment is of other people, `unprocessable` when one of them was erased and nobody has made
   * them known again since.
   */
  book(input: BookAppointment): Promise<AppointmentTold & { opened: boolean }>;
  /** `stale` when it is no longer what the caller saw; null when there is none. */
  change(input: ChangeAppointment): Promise<AppointmentTold | 'stale' | null>;
  find(appointmentId: string): Promise<Appointment | null>;
  /** Those of a person that start from `from` on and before `to`, the earliest first. */
  list(query: {
    personId: string;
    from?: string | undefined;
    to?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<AppointmentPage>;
}
