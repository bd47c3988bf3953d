export {
  signalingService as messagingApi,
  signalingService as default,
} from '../../components/ready-made/signaling-service.ts';
