/** Every page of the application. */
export type PageName =
  | 'entrance'
  | 'messenger'
  | 'conference'
  | 'people'
  | 'appointments'
  | 'notifications'
  | 'settings'
  | 'integration'
  | 'duo'
  | 'operator'
  | 'gallery'
  | 'unknown';

/** A page with what its address says. */
export interface Route {
  page: PageName;
  /** The call of `/conference/{sessionId}`. */
  sessionId?: string;
  /** The link of `/conference/join/{shareToken}`, which opens without a session. */
  shareToken?: string;
  /** `/conference/join`: whoever was told a code types it, with a session or without. */
  isDoor?: true;
}

const PAGES: ReadonlyMap<string, PageName> = new Map([
  ['/', 'entrance'],
  ['/chat-message', 'messenger'],
  ['/conference', 'conference'],
  ['/people', 'people'],
  ['/appointments', 'appointments'],
  ['/notifications', 'notifications'],
  ['/settings', 'settings'],
  ['/integration', 'integration'],
  ['/duo', 'duo'],
  ['/operator', 'operator'],
  ['/gallery', 'gallery'],
]);

/** The page of a path; a slash at its end means nothing. */
export function routeOf(path: string): Route {
  const plain = path.length > 1 ? path.replace(/\/+$/, '') : path;
  const page = PAGES.get(plain === '' ? '/' : plain);
  if (page !== undefined) return { page };
  const [, conference, first = '', second, ...rest] = plain.split('/').map(decoded);
  if (conference !== 'conference' || first === '' || rest.length > 0) return { page: 'unknown' };
  if (second === undefined) {
    return first === 'join' ? { page: 'conference', isDoor: true } : { page: 'conference', sessionId: first };
  }
  return first === 'join' && second !== '' ? { page: 'conference', shareToken: second } : { page: 'unknown' };
}

/** A part of a path as it was meant; one that nobody can have meant stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Pages that belong to one person; the others open without a session. */
const PERSONAL: ReadonlySet<PageName> = new Set([
  'messenger',
  'conference',
  'people',
  'appointments',
  'notifications',
  'settings',
  'integration',
]);

/** Whether a page needs somebody who is signed in. */
export function needsSession(route: Route): boolean {
  return PERSONAL.has(route.page) && !isForGuests(route);
}

/** Whether a page lets people without an account into a call. */
export function isForGuests({ shareToken, isDoor }: Route): boolean {
  return shareToken !== undefined || isDoor === true;
}
