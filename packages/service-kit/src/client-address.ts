import { BlockList, isIPv6 } from 'node:net';

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Reads who is behind a connection: the last address of `X-Forwarded-For` that none of our proxies has, and only as long as the
 * proxies that named it are ours. `trustProxy` is a list of networks as CIDR.
 */
export function createClientAddress(
  trustProxy: readonly string[],
): (remote: string, forwardedFor: string | undefined) => string {
  const ours = new BlockList();
  for (const network of trustProxy) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) ours.addAddress(address, family);
    else ours.addSubnet(address, Number(bits), family);
  }
  const isOurs = (address: string): boolean => ours.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return (remote, forwardedFor) => {
    let address = plain(remote);
    for (const named of (forwardedFor ?? '').split(',').toReversed()) {
      if (!isOurs(address)) return address;
      const next = plain(named.trim());
      if (next === '') return address;
      address = next;
    }
    return address;
  };
}

function plain(address: string): string {
  return IPV4_IN_IPV6.exec(address)?.[1] ?? address;
}
