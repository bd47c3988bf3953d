export * from './choose.ts';
export * from './dialect.ts';
export * from './rooms/input.ts';
export * from './rooms/rooms.ts';
export * from './rooms/rows.ts';
export * from './v1/v1.ts';
