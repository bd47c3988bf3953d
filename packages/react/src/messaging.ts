/**
 * Everything that pages of médecins and patients import from their `messaging` folder, in one place. It brings calls with it; whoever
 * wants messages alone imports from `@causerie/react`.
 */
export { ConferencePage, type ConferencePageProps } from './components/calls/conference-page.tsx';
export {
  WebRTCButton,
  type WebRTCButtonProps,
  WebRTCWidget,
  type WebRTCWidgetProps,
} from './components/calls/web-rtc-widget.tsx';
export { ChatMessage, type ChatMessageProps } from './components/ready-made/chat-message.tsx';
export { ChatWindow, type ChatWindowProps } from './components/ready-made/chat-window.tsx';
export {
  MessagingIntegrationExample,
  type MessagingIntegrationExampleProps,
} from './components/ready-made/integration-example.tsx';
export { MedecinMessaging, type MedecinMessagingProps } from './components/ready-made/medecin-messaging.tsx';
export { MessagingButton, type MessagingButtonProps } from './components/ready-made/messaging-button.tsx';
export { MessagingWidget, type MessagingWidgetProps } from './components/ready-made/messaging-widget.tsx';
export { SecureMessaging, type SecureMessagingProps } from './components/ready-made/secure-messaging.tsx';
export type { ServiceEvents } from './components/ready-made/service-events.ts';
export { type CauserieDefaults, configureCauserie } from './components/ready-made/shared-client.ts';
export {
  signalingService as messagingApi,
  signalingService as messagingService,
  signalingService,
} from './components/ready-made/signaling-service.ts';
export type {
  SignalingService,
  WebRTCSession,
  Whom,
  NewLegacyConversation,
} from './components/ready-made/service-shapes.ts';
export { type Chat, type ChatFilter, useChat } from './hooks/use-chat.ts';
export { type Messaging, useMessaging } from './hooks/use-messaging.ts';
export { type SecureMessagingState, useSecureMessaging } from './hooks/use-secure-messaging.ts';
