export { signalingService, signalingService as default } from '../../components/ready-made/signaling-service.ts';
