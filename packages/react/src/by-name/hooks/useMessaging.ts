export { useMessaging, useMessaging as default } from '../../hooks/use-messaging.ts';
