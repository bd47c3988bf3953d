/**
 * Everything that pages of médecins and patients import from their `messaging` folder, in one place. It brings calls with it; whoever
 * wants messages alone imports from `@causerie/react`.
 */
export { ConferencePage, type ConferencePageProps } from './components/calls/conference-page.tsx';
export { IncomingCall, type IncomingCallProps } from './components/calls/incoming-call.tsx';
export {
  type CallsOption,
  ChatMessage,
  ChatWindow,
  ConnectionIndicator,
  MedecinMessaging,
  MessagingButton,
  MessagingIntegrationExample,
  MessagingWidget,
  SecureMessaging,
  type StandAloneIndicatorProps as ConnectionIndicatorProps,
} from './components/calls/messaging-with-calls.tsx';
export { VideoCallWindow, type VideoCallWindowProps } from './components/calls/video-call-window.tsx';
export { WebRTCButton, type WebRTCButtonProps } from './components/calls/web-rtc-button.tsx';
export { WebRTCWidget, type WebRTCWidgetProps } from './components/calls/web-rtc-widget.tsx';
export type { ChatMessageProps } from './components/ready-made/chat-message.tsx';
export type { ChatWindowProps } from './components/ready-made/chat-window.tsx';
export type { MessagingIntegrationExampleProps } from './components/ready-made/integration-example.tsx';
export type { MedecinMessagingProps } from './components/ready-made/medecin-messaging.tsx';
export type { MessagingButtonProps } from './components/ready-made/messaging-button.tsx';
export type { MessagingWidgetProps } from './components/ready-made/messaging-widget.tsx';
export type { SecureMessagingProps } from './components/ready-made/secure-messaging.tsx';
export type { ServiceEvents } from './components/ready-made/service-events.ts';
export { type CauserieDefaults, configureCauserie } from './components/ready-made/shared-client.ts';
export {
  signalingService as messagingApi,
  signalingService as messagingService,
  signalingService,
} from './components/ready-made/signaling-service.ts';
export type {
  LegacySendOptions,
  MessagesQuery,
  PastServiceCall,
  ServiceCall,
  ServiceCallHistoryQuery,
  ServiceWhom,
  SignalingService,
  UploadedFile,
  WebRTCSession,
  Whom,
  NewLegacyConversation,
} from './components/ready-made/service-shapes.ts';
export { type Chat, type ChatFilter, useChat } from './hooks/use-chat.ts';
export { type Messaging, useMessaging } from './hooks/use-messaging.ts';
export type { HookConversation, HookMessage } from './components/ready-made/hook-shapes.ts';
export { type MyNotifications, useNotifications } from './hooks/use-notifications.ts';
export { type SecureMessagingState, useSecureMessaging } from './hooks/use-secure-messaging.ts';
export { useWebRTC, type WebRTC } from './hooks/use-web-rtc.ts';
