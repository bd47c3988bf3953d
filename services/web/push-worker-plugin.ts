import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const ENTRY = fileURLToPath(new URL('src/push-worker.ts', import.meta.url));
/** At the root, because a worker serves the pages below its own address, and without a hash, because its address is its identity. */
const FILE_NAME = 'push-worker.js';

/** Builds the service worker as a file of its own that imports nothing, which is what every browser can register. */
export function pushWorker(): Plugin {
  return {
    name: 'causerie:push-worker',
    configureServer({ middlewares }) {
      middlewares.use(`/${FILE_NAME}`, (_request, response, next) => {
        bundled().then((code) => response.setHeader('content-type', 'text/javascript').end(code), next);
      });
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE_NAME, source: await bundled() });
    },
  };
}

async function bundled(): Promise<string> {
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: { write: false, target: 'es2022', rolldownOptions: { input: ENTRY, output: { format: 'iife' } } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  if (first === undefined || !('output' in first)) throw new Error('the service worker was not built');
  return first.output[0].code;
}
