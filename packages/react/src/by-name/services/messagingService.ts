export {
  signalingService as messagingService,
  signalingService as default,
} from '../../components/ready-made/signaling-service.ts';
