export { useNotifications, useNotifications as default } from '../../hooks/use-notifications.ts';
