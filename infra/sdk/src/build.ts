import { join, relative } from 'node:path';
import { repositoryRoot } from '@causerie/dev';
import { packSdk } from './pack.ts';
import { sdkPackages } from './packages.ts';
import { measureSizes } from './sizes.ts';

const files = await packSdk(join(repositoryRoot, 'dist'));
for (const file of files) console.log(relative(process.cwd(), file));
console.log('\nwhat a page loads, compressed, without React unless it is built in:');
for (const { page, gzipBytes } of await measureSizes(sdkPackages())) {
  console.log(`${(gzipBytes / 1000).toFixed(1).padStart(6)} KB  ${page}`);
}
