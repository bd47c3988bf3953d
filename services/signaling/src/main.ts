import { FORWARDER_FLAG } from './sfu/forwarding-process.ts';

// One program is both the service and, in a process that the service starts, what forwards media.
if (process.argv.includes(FORWARDER_FLAG)) {
  const [{ runForwarder }, { env }] = await Promise.all([import('./sfu/forwarder.ts'), import('./env.ts')]);
  runForwarder({
    bindAddress: env.FORWARDING_BIND_ADDRESS,
    portMin: env.FORWARDING_PORT_MIN,
    portMax: env.FORWARDING_PORT_MAX,
    stunUrls: env.STUN_URLS,
  });
} else {
  await import('./serve.ts');
}
