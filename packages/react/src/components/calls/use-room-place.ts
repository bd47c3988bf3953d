import { useState, useSyncExternalStore } from 'react';

/** What a host may say of where a page of rooms is. What is null was not given. */
export interface RoomProps {
  /** The room of `/conference/:sessionId`. */
  sessionId?: string | null | undefined;
  /** The token of `/conference/join/:shareToken`. */
  shareToken?: string | null | undefined;
  /** Goes to the page of a room: `/conference/<sessionId>`. Without it, the address changes there. */
  onOpenSession?: ((sessionId: string) => void) | null | undefined;
  /** Goes to the page without a room: `/conference`. Without it, the address changes there. */
  onLeave?: (() => void) | null | undefined;
}

/** Which page of rooms is shown, and how to go to another one. */
export interface RoomPlace {
  sessionId: string | undefined;
  shareToken: string | undefined;
  open(sessionId: string): void;
  leave(): void;
}

/** Where the pages of rooms are below a host's own path, and which of them an address names. */
export interface RoomAddress {
  /** Path before `/conference`. */
  base: string;
  sessionId: string | undefined;
  shareToken: string | undefined;
}

const ADDRESS = /^(?<base>.*)\/conference(?:\/join(?:\/(?<token>[^/]+))?|\/(?<id>[^/]+))?\/*$/;

/** Reads the path of an address; null where it is none of a page of rooms. */
export function roomAddressOf(pathname: string): RoomAddress | null {
  const parts = ADDRESS.exec(pathname)?.groups;
  if (parts === undefined) return null;
  return { base: parts['base'] ?? '', sessionId: decoded(parts['id']), shareToken: decoded(parts['token']) };
}

function decoded(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    // Whoever mistyped an address is told that there is no such room.
    return part;
  }
}

/**
 * Where a page of rooms is: what the host says, else what the address says, else what was opened here. Null on a server where only
 * the address could tell.
 */
export function useRoomPlace({ sessionId, shareToken, onOpenSession, onLeave }: RoomProps): RoomPlace | null {
  const pathname = useSyncExternalStore(watchAddress, currentPath, () => null);
  const [kept, setKept] = useState<{ instead: string; sessionId: string | undefined } | null>(null);
  const isSaid = [sessionId, shareToken, onOpenSession].some((said) => said !== null && said !== undefined);
  if (pathname === null && !isSaid) return null;
  const address = roomAddressOf(pathname ?? '');
  const said = {
    sessionId: (isSaid ? sessionId : address?.sessionId) ?? undefined,
    shareToken: (isSaid ? shareToken : address?.shareToken) ?? undefined,
  };
  // What was opened here holds until the host says something else.
  const instead = JSON.stringify(said);
  const go = (to: string | undefined) => {
    if (address === null) setKept({ instead, sessionId: to });
    else goTo(`${address.base}/conference${to === undefined ? '' : `/${encodeURIComponent(to)}`}`);
  };
  const isKept = kept !== null && kept.instead === instead;
  return {
    ...(isKept ? { sessionId: kept.sessionId, shareToken: undefined } : said),
    open: onOpenSession ?? go,
    leave: () => (onLeave ? onLeave() : go(undefined)),
  };
}

function currentPath(): string {
  return globalThis.location.pathname;
}

/** Routers of hosts change the address without a word; browsers that have a `navigation` tell of it all the same. */
function watchAddress(changed: () => void): () => void {
  const { navigation } = window as { navigation?: EventTarget };
  window.addEventListener('popstate', changed);
  navigation?.addEventListener('currententrychange', changed);
  return () => {
    window.removeEventListener('popstate', changed);
    navigation?.removeEventListener('currententrychange', changed);
  };
}

/** Changes the address as a link would, and lets the host's router follow. */
function goTo(path: string): void {
  if (path === currentPath()) return;
  window.history.pushState(null, '', path);
  window.dispatchEvent(new PopStateEvent('popstate', { state: null }));
}
