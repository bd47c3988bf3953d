import { writeFileSync } from 'node:fs';
import { productionOptions, renderNginx } from './nginx.ts';

writeFileSync(new URL('../nginx.conf', import.meta.url), renderNginx(productionOptions));
