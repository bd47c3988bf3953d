export { useWebRTC, useWebRTC as default } from '../../hooks/use-web-rtc.ts';
