export { Avatar, type AvatarProps, initialsOf, toneOf } from './components/avatar.tsx';
export { Composer, type ComposerProps } from './components/composer/composer.tsx';
export { ConnectionIndicator, type ConnectionIndicatorProps } from './components/connection-indicator.tsx';
export { ConnectionNotice } from './components/connection-notice.tsx';
export { ConversationList, type ConversationListProps } from './components/conversation-list.tsx';
export { EmptyState, type EmptyStateProps } from './components/empty-state.tsx';
export { ChatIcon, ComposeIcon, Icon, LeaveIcon, SearchIcon } from './components/icons.tsx';
export { MessageBubble, type MessageBubbleProps } from './components/message/message-bubble.tsx';
export { AttentionSignals, type AttentionSignalsOptions, useAttentionSignals } from './hooks/use-attention-signals.ts';
export { ConversationMute, type ConversationMuteProps } from './components/notifications/conversation-mute.tsx';
export { NotificationBell, type NotificationBellProps } from './components/notifications/notification-bell.tsx';
export {
  NotificationHistory,
  type NotificationHistoryProps,
} from './components/notifications/notification-history.tsx';
export {
  NotificationPreferences,
  type NotificationPreferencesProps,
} from './components/notifications/notification-preferences.tsx';
export { NotificationPrompt } from './components/notifications/notification-prompt.tsx';
export { PeoplePicker, type PeoplePickerProps } from './components/people-picker.tsx';
export { Thread, type ThreadProps } from './components/thread.tsx';
export {
  type ComposerTarget,
  ThreadContext,
  type ThreadContextValue,
  useThreadContext,
} from './components/thread/thread-context.ts';
export { createDates, type Dates } from './dates.ts';
export { useCauserie, useSelected } from './hooks/use-causerie.ts';
export { useConnection } from './hooks/use-connection.ts';
export { type Disclosure, useDisclosure } from './hooks/use-disclosure.ts';
export { type Conversations, useConversations } from './hooks/use-conversations.ts';
export { useNow } from './hooks/use-now.ts';
export { useObservable } from './hooks/use-observable.ts';
export { type PeopleSearch, usePeopleSearch } from './hooks/use-people-search.ts';
export { type Thread as ThreadState, useThread } from './hooks/use-thread.ts';
export { type MyNotifications, useNotifications } from './hooks/use-notifications.ts';
export { useTyping } from './hooks/use-typing.ts';
export { type BetweenProps, CauserieProvider, type CauserieProviderProps, useSurroundings } from './provider.tsx';
export { en } from './strings/en.ts';
export { fr } from './strings/fr.ts';
export type { Strings } from './strings/strings.ts';
export { ChatMessage, type ChatMessageProps } from './components/ready-made/chat-message.tsx';
export { ChatWindow, type ChatWindowProps } from './components/ready-made/chat-window.tsx';
export { ConversationPanes, type ConversationPanesProps } from './components/ready-made/conversation-panes.tsx';
export type { ContextType } from './components/ready-made/context-conversation.ts';
export {
  MessagingIntegrationExample,
  type MessagingIntegrationExampleProps,
} from './components/ready-made/integration-example.tsx';
export type { HookConversation, HookMessage } from './components/ready-made/hook-shapes.ts';
export { MedecinMessaging, type MedecinMessagingProps } from './components/ready-made/medecin-messaging.tsx';
export { MessagingButton, type MessagingButtonProps } from './components/ready-made/messaging-button.tsx';
export { MessagingWidget, type MessagingWidgetProps } from './components/ready-made/messaging-widget.tsx';
export type { ConversationRouter } from './components/ready-made/router.ts';
export { SecureMessaging, type SecureMessagingProps } from './components/ready-made/secure-messaging.tsx';
export { type CauserieDefaults, configureCauserie, type Identity } from './components/ready-made/shared-client.ts';
export { storedToken } from './components/ready-made/tokens.ts';
export { MessageSearch, type MessageSearchProps } from './components/search/message-search.tsx';
export type { ConversationFilter, ConversationSelection } from './conversation-selection.ts';
export { type Chat, type ChatFilter, useChat } from './hooks/use-chat.ts';
export { useMessageSearch } from './hooks/use-message-search.ts';
export { type Messaging, useMessaging } from './hooks/use-messaging.ts';
export type { Found } from './hooks/use-search.ts';
export { type SecureMessagingState, useSecureMessaging } from './hooks/use-secure-messaging.ts';
