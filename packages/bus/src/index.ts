export * from './announcer.ts';
export * from './frames.ts';
export * from './intake.ts';
export * from './lane-handler.ts';
export * from './lane.ts';
export * from './memory.ts';
export * from './presences.ts';
export * from './send-lanes.ts';
