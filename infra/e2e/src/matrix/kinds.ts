/** What the parameters of operations and events can name. */
export type Kind =
  | 'conversation'
  /** A conversation by its integer id. */
  | 'room'
  /** A message of mine, and one of the other person. */
  | 'message'
  | 'heard'
  /** A file of mine that no message has, and one of the other person. */
  | 'draft'
  | 'otherDraft'
  /** A file of mine that a message has. */
  | 'file'
  /** A resumable upload of mine that is not finished, and one of the other person. */
  | 'upload'
  | 'otherUpload'
  | 'notification'
  /** The other person: by our id, by what they are called, and as the product team names them. */
  | 'person'
  | 'name'
  | 'side'
  | 'subject'
  /** The two people as the body of a link. */
  | 'pair'
  | 'appointment'
  /** An export of mine, and an erasure that I asked for. */
  | 'export'
  | 'erasure'
  /** Keys that stand in links and need no token. */
  | 'fileLink'
  | 'exportLink'
  | 'unsubscribeKey'
  /** A message by its integer id. */
  | 'number'
  /** A call that rings for me, and a room that I began and take part in: with somebody who waits, and a link. */
  | 'call'
  | 'hosted'
  | 'waiting'
  /** The part of the other person in it. */
  | 'peer'
  /** A room that I began without saying on which device. */
  | 'session'
  | 'share'
  | 'shareToken'
  /** Both of the link, as JSON. */
  | 'shareLink'
  /** A word of a message. */
  | 'word'
  | 'emoji';

/** Things of these kinds, as paths and bodies name them. */
export type Things = Readonly<Record<Kind, string>>;

const UNKNOWN_ID = '01900000-0000-7000-8000-00000000dead';
const FORGED_LINK = `${'A'.repeat(64)}.${'A'.repeat(43)}`;

/** Well-formed names of nothing. */
export const MISSING: Things = {
  conversation: UNKNOWN_ID,
  room: '999999999',
  message: UNKNOWN_ID,
  heard: UNKNOWN_ID,
  draft: UNKNOWN_ID,
  otherDraft: UNKNOWN_ID,
  file: UNKNOWN_ID,
  upload: UNKNOWN_ID,
  otherUpload: UNKNOWN_ID,
  notification: UNKNOWN_ID,
  person: UNKNOWN_ID,
  name: 'Personne',
  side: 'client',
  subject: '999999999',
  pair: JSON.stringify({ professional: '999999998', client: '999999999' }),
  appointment: 'no-such-appointment',
  export: UNKNOWN_ID,
  erasure: UNKNOWN_ID,
  fileLink: FORGED_LINK,
  exportLink: FORGED_LINK,
  unsubscribeKey: UNKNOWN_ID,
  number: '999999999',
  call: UNKNOWN_ID,
  hosted: UNKNOWN_ID,
  waiting: UNKNOWN_ID,
  peer: UNKNOWN_ID,
  session: UNKNOWN_ID,
  share: UNKNOWN_ID,
  shareLink: '{}',
  shareToken: 'A'.repeat(43),
  word: 'introuvable',
  emoji: '👍',
};
