const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether Postgres can read the text as a UUID; what is no id names nothing, which is an answer and not a failure. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
