import type { ComponentType } from 'react';
import { ConnectionIndicator as PlainIndicator, type ConnectionIndicatorProps } from '../connection-indicator.tsx';
import { ChatMessage as PlainChatMessage } from '../ready-made/chat-message.tsx';
import { ChatWindow as PlainChatWindow } from '../ready-made/chat-window.tsx';
import { MessagingIntegrationExample as PlainExample } from '../ready-made/integration-example.tsx';
import { MedecinMessaging as PlainMedecinMessaging } from '../ready-made/medecin-messaging.tsx';
import { MessagingButton as PlainMessagingButton } from '../ready-made/messaging-button.tsx';
import { MessagingWidget as PlainMessagingWidget } from '../ready-made/messaging-widget.tsx';
import { SecureMessaging as PlainSecureMessaging } from '../ready-made/secure-messaging.tsx';
import type { Identity } from '../ready-made/shared-client.ts';
import { StandAlone, useStanding } from '../ready-made/stand-alone.tsx';
import { useSurroundings } from '../../provider.tsx';
import { BringCalls } from './bring-calls.tsx';

/** What ready-made messages take beside their own props where calls come with them. */
export interface CallsOption {
  /** False leaves calls out: no buttons that call, no ring, no window of a call. */
  calls?: boolean | null | undefined;
}

/** What all of them take. */
type Person = Identity & { locale?: string | null | undefined };

/** The same props, in which null says that nothing was given. */
type OrNull<Props> = {
  [Key in keyof Props]: Props[Key] | (Partial<Pick<Props, Key>> extends Pick<Props, Key> ? null : never);
};

/** The same component with calls. `usualRole` is the one that it takes itself when none is given. */
function withCalls<Props extends Person>(Plain: ComponentType<Props>, usualRole?: string) {
  function WithCalls({ calls, ...props }: OrNull<Props> & CallsOption) {
    const own = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null)) as Props;
    const { userId, role = usualRole, token, url, locale } = own;
    return (
      <StandAlone {...{ userId, role, token, url, locale }}>
        <BringCalls isOn={calls !== false}>
          <Plain {...own} />
        </BringCalls>
      </StandAlone>
    );
  }
  WithCalls.displayName = Plain.displayName ?? Plain.name;
  return WithCalls;
}

/** The whole page of messaging, with calls. */
export const ChatMessage = withCalls(PlainChatMessage);
/** List and thread in a window of the host's page, with calls. */
export const ChatWindow = withCalls(PlainChatWindow);
/** The professional's view, with calls. */
export const MedecinMessaging = withCalls(PlainMedecinMessaging, 'medecin');
/** A button that opens messaging, with calls. */
export const MessagingButton = withCalls(PlainMessagingButton);
/** A compact panel, with calls. */
export const MessagingWidget = withCalls(PlainMessagingWidget);
/** One thread in the host's page, with calls. */
export const SecureMessaging = withCalls(PlainSecureMessaging);
/** All that is ready-made on one page, with calls. */
export const MessagingIntegrationExample = withCalls(PlainExample);

export type StandAloneIndicatorProps = ConnectionIndicatorProps & Person;

/** Whether messages flow right now, for pages without a provider. */
export function ConnectionIndicator({ userId, role, token, url, locale, ...shown }: StandAloneIndicatorProps) {
  return (
    <StandAlone {...{ userId, role, token, url, locale }}>
      <Indicator {...shown} />
    </StandAlone>
  );
}

function Indicator(props: ConnectionIndicatorProps) {
  const { readyMade: text } = useSurroundings().strings;
  const isSignedOut = useStanding() === 'signed-out';
  return (
    <div className="csr-ready">{isSignedOut ? <output>{text.signedOut}</output> : <PlainIndicator {...props} />}</div>
  );
}
