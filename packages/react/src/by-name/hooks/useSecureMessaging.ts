export { useSecureMessaging, useSecureMessaging as default } from '../../hooks/use-secure-messaging.ts';
