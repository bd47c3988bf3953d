export * from './access.ts';
export * from './actors.ts';
export * from './claims.ts';
export * from './keys.ts';
export * from './verify.ts';
