import type { IncomingMessage } from 'node:http';

/** Adds the caller's address to what earlier proxies said; services decide by TRUST_PROXY whom to believe. */
export function forwardedHeaders(request: IncomingMessage): Record<string, string> {
  const before = request.headers['x-forwarded-for'];
  const address = request.socket.remoteAddress ?? '';
  const chain = [...(before === undefined ? [] : [String(before)]), address].filter((part) => part !== '').join(', ');
  return {
    'x-forwarded-for': chain,
    'x-forwarded-proto': String(request.headers['x-forwarded-proto'] ?? 'http'),
    'x-forwarded-host': String(request.headers['x-forwarded-host'] ?? request.headers.host ?? ''),
  };
}
