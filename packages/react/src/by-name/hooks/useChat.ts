export { useChat, useChat as default } from '../../hooks/use-chat.ts';
