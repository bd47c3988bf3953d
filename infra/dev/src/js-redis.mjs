// Runs js-redis-server as a process of its own: the last resort where no real Redis can be had. Plain JavaScript, because
// it is started by Node itself, without a loader.
import { subscribe } from 'node:diagnostics_channel';
import { createRedisMock } from 'js-redis-server';

// The package leaves Nagle's algorithm on: every small answer would wait up to 40 ms for company.
subscribe('net.server.socket', (message) => message.socket.setNoDelay(true));

const port = Number(process.argv[2]);
const server = await createRedisMock({ host: '127.0.0.1', port });
console.log('Ready to accept connections');

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    void server.close().finally(() => process.exit(0));
  });
}
