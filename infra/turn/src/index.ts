export {
  BINDING_REQUEST,
  findTurnServer,
  startTurnServer,
  type TurnServer,
  type TurnServerOptions,
} from './turn-server.ts';
