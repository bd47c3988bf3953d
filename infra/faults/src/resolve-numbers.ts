import type { History, HistoryEvent, SeenMessage } from './history.ts';

/** The id of a message whose door shows only its integer name. */
export function numberId(number: number): string {
  return `#${number}`;
}

/**
 * Gives messages that were shown with their integer name the id and the place that the log has under that name. A name
 * that the log does not know stays as it is, and the checker finds that there is no such message.
 */
export function resolveNumbers(history: History): History {
  const rows = new Map(history.rows.map((row) => [numberId(row.number ?? 0), row]));
  const resolve = (message: SeenMessage): SeenMessage => {
    const row = rows.get(message.id);
    return row === undefined ? message : { ...message, id: row.id, seq: row.seq };
  };
  const resolveEvent = (event: HistoryEvent): HistoryEvent => {
    if (event.type === 'pushed') return { ...event, message: resolve(event.message) };
    if (event.type === 'answered' && event.outcome.kind === 'ok') {
      return { ...event, outcome: { ...event.outcome, message: resolve(event.outcome.message) } };
    }
    if (event.type === 'paged' && event.outcome.kind === 'page') {
      return { ...event, outcome: { ...event.outcome, messages: event.outcome.messages.map(resolve) } };
    }
    return event;
  };
  return {
    ...history,
    events: history.events.map(resolveEvent),
    views: history.views.map((view) => ({ ...view, messages: view.messages.map(resolve) })),
  };
}
