import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { GATEWAY_URL } from './env.ts';

/** Everything that is not this page belongs to the API gateway, as it does in production, where both share one origin. */
const proxied = { target: GATEWAY_URL, changeOrigin: false };

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2022', sourcemap: false },
  server: {
    proxy: { '/v1': proxied, '/demo': proxied, '/socket.io': { ...proxied, ws: true } },
  },
  preview: {
    proxy: { '/v1': proxied, '/demo': proxied, '/socket.io': { ...proxied, ws: true } },
  },
});
