import { buildServices } from '@causerie/dev';

// The builder of `pnpm start`; only the way to the packages of others differs, because an image has them in one flat folder.
await buildServices({ externals: 'bare', onProgress: (line) => console.log(line) });
