import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { GATEWAY_URL } from './env.ts';
import { pushWorker } from './push-worker-plugin.ts';

/** Everything that is not this page belongs to the API gateway, as it does in production, where both share one origin. */
const proxied = { target: GATEWAY_URL, changeOrigin: false };
const socket = { ...proxied, ws: true };
const proxy = {
  '/v1': proxied,
  '/demo': proxied,
  '/docs': proxied,
  '/readyz': proxied,
  '/socket.io': socket,
  '/ws': socket,
};

export default defineConfig({
  plugins: [react(), pushWorker()],
  // The browsers that know light-dark(): written out for older ones, it would no longer follow the look of a part of a page.
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], sourcemap: false },
  server: { proxy },
  preview: { proxy },
});
