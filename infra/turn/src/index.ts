export { findTurnServer, startTurnServer, type TurnServer, type TurnServerOptions } from './turn-server.ts';
