import { AppError, type Appointment } from '@causerie/contracts';
import type { AppointmentTold, Appointments } from '@causerie/core';
import type { Pool } from 'pg';
import { readConversation } from './conversation-lists.ts';
import { StatementFailed } from './guard.ts';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

/** What `book_appointment_v1` raises when the appointment is of other people. */
const OF_OTHERS = 'AP409';
/** What it raises when one of the people was erased. */
const OF_ERASED = 'AP410';
const FIND = 'select appointment_json_v1(a) from appointments a where a.appointment_id = $1';

/** By the index of each side; a person stands on one of them. */
const LIST = `
  select appointment_json_v1(a)
  from appointments a
  where (a.professional_id = $1 or a.client_id = $1)
    and ($2::timestamptz is null or a.starts_at >= $2)
    and ($3::timestamptz is null or a.starts_at < $3)
    and ($4::timestamptz is null or (a.starts_at, a.appointment_id collate "C") > ($4, $5 collate "C"))
  order by a.starts_at, a.appointment_id collate "C"
  limit $6`;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Appointments on Postgres. */
export function createAppointments(pool: Pool): Appointments {
  const book = prepare(pool, 'book_appointment_v1', 'select * from book_appointment_v1($1)');
  const change = prepare(pool, 'change_appointment_v1', 'select * from change_appointment_v1($1)');
  const find = prepare(pool, 'appointment_find_v1', FIND);
  const list = prepare(pool, 'appointment_list_v1', LIST);
  return {
    async book({ words, ...input }) {
      const [row] = await book([JSON.stringify({ ...input, ...words })]).catch((error: unknown) => {
        if (!(error instanceof StatementFailed)) throw error;
        if (error.code === OF_OTHERS) throw new AppError('conflict');
        if (error.code === OF_ERASED) throw new AppError('unprocessable', 'one of the people was erased');
        throw error;
      });
      if (row === undefined) throw new Error('book_appointment_v1 answered nothing');
      return { ...readTold(row, 2), opened: row[1] === 't' };
    },
    async change({ words, ...input }) {
      const [row] = await change([JSON.stringify({ ...input, ...words })]);
      if (row === undefined) throw new Error('change_appointment_v1 answered nothing');
      if (row[0] === 'n') return null;
      return row[0] === 's' ? 'stale' : readTold(row, 1);
    },
    async find(appointmentId) {
      const [row] = await find([appointmentId]);
      return row === undefined ? null : readAppointment(row, 0);
    },
    async list({ personId, from, to, limit, cursor }) {
      if (!isId(personId)) return { items: [], nextCursor: null };
      const [afterStart, afterId] = cursor === undefined ? [null, null] : readCursor(cursor);
      const rows = await list([personId, from ?? null, to ?? null, afterStart, afterId, limit + 1]);
      const items = rows.slice(0, limit).map((row) => readAppointment(row, 0));
      const last = items.at(-1);
      return { items, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
    },
  };
}

function readAppointment(row: TextRow, column: number): Appointment {
  return JSON.parse(required(row, column)) as Appointment;
}

/** `[…, appointment, conversation, message]`, the message empty when the system said nothing. */
function readTold(row: TextRow, column: number): AppointmentTold {
  const message = row[column + 2] ?? null;
  return {
    appointment: readAppointment(row, column),
    conversation: readConversation(row, column + 1),
    message: message === null ? null : (JSON.parse(message) as AppointmentTold['message']),
  };
}

function cursorOf({ startsAt, appointmentId }: Appointment): string {
  return Buffer.from(`${startsAt}/${appointmentId}`).toString('base64url');
}

/** @throws AppError `page_out_of_range` when the text is not a cursor of ours. */
function readCursor(cursor: string): [startsAt: string, appointmentId: string] {
  const [startsAt = '', ...id] = Buffer.from(cursor, 'base64url').toString('utf8').split('/');
  const isOurs = INSTANT.test(startsAt) && !Number.isNaN(Date.parse(startsAt)) && id.length > 0;
  if (!isOurs || id.join('/').includes('\0')) throw new AppError('page_out_of_range', 'cursor: not one of ours');
  return [startsAt, id.join('/')];
}
