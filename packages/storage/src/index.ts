export { createBlobStore, type StorageSettings } from './blob-store.ts';
export { createLinkTokens, type LinkSecrets } from './link-tokens.ts';
