import { type ComponentType, type ReactNode } from 'react';
import { useNearbySurroundings } from '../../provider.tsx';
import { SignedOut } from '../ready-made/panes.tsx';
import { currentDefaults, type Identity } from '../ready-made/shared-client.ts';
import { StandAlone, useStanding } from '../ready-made/stand-alone.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { WithCalls } from './bring-calls.tsx';
import { useCalls } from './calls-provider.tsx';
import { Conference, type ConferenceProps } from './conference.tsx';
import { GuestConference } from './guest-conference.tsx';
import { type RoomPlace, type RoomProps, useRoomPlace } from './use-room-place.ts';
import { useSignedOut } from './use-signed-out.ts';

export interface ConferencePageProps extends Identity, RoomProps {
  /** Nobody is signed in: whoever comes says what they are called, and comes over a line of their own. Needs no `CallsProvider`. */
  guest?: boolean | null | undefined;
  /** Opens the thread of a conversation; its buttons show where this is given. */
  onOpenConversation?: ((conversationId: string) => void) | null | undefined;
  /** What is written beside the call. */
  chat?: ComponentType<{ conversationId: string }> | null | undefined;
  /** BCP 47, where the component stands alone. */
  locale?: string | null | undefined;
}

/**
 * The pages of rooms: without ids where one opens or finds a room and sees one's calls, with an id the room itself, with the token
 * of a link the door to it. It goes from one to the other by its callbacks, whatever the router; without any props it is the element
 * of the routes `/conference`, `/conference/:sessionId` and `/conference/join/:shareToken`, and goes by the address. Whoever follows a
 * link and is not signed in comes as a guest.
 */
export function ConferencePage({ guest, userId, role, token, url, locale, ...page }: ConferencePageProps) {
  const isAlone = useNearbySurroundings() === null;
  const place = useRoomPlace(page);
  const parts = { onOpenConversation: page.onOpenConversation ?? undefined, chat: page.chat ?? undefined };
  const way = place && <Guest place={place} url={url ?? currentDefaults().url ?? ''} />;
  const frame = (inside: ReactNode) => (
    <div
      className={isAlone ? 'csr-ready csr-conference csr-conference-alone' : 'csr-conference'}
      data-testid="conference"
    >
      {inside}
    </div>
  );
  return (
    <StandAlone {...{ userId, role, token, url, locale }} isNobody={guest === true}>
      {guest === true ? frame(way) : <WithCalls>{frame(<Page {...parts} place={place} guestWay={way} />)}</WithCalls>}
    </StandAlone>
  );
}

interface PageProps extends Omit<ConferenceProps, 'place'> {
  /** Null on a server, which does not know the address. */
  place: RoomPlace | null;
  guestWay: ReactNode;
}

function Page({ place, guestWay, ...parts }: PageProps) {
  const standing = useStanding();
  const isSignedOut = useSignedOut();
  const { state } = useCalls();
  // A call goes on when a session ends, and its screen with it: somebody has to hang up.
  if (isSignedOut && state.own === null) return place?.shareToken === undefined ? <SignedOut /> : guestWay;
  if (standing === 'waiting' || place === null) return <ListSkeleton />;
  return <Conference {...parts} place={place} />;
}

function Guest({ place, url }: { place: RoomPlace; url: string }) {
  const { sessionId, shareToken, leave } = place;
  return <GuestConference key={shareToken ?? sessionId} shareToken={shareToken} url={url} onLeave={leave} />;
}
