import { routes, type Route, type UpstreamName } from './routes.ts';
import {
  HASHED_ASSETS_CACHE,
  HASHED_ASSETS_PREFIX,
  OTHER_FILES_CACHE,
  webSecurityHeaders,
} from './security-headers.ts';

/** Larger than the largest upload a service accepts; the service gives the exact answer. */
const MAX_BODY = '64m';
/** Longer than Socket.IO's ping interval and timeout together. */
const SOCKET_TIMEOUT = '90s';

/** Where things are in production. Addresses are `host:port`. */
export interface NginxOptions {
  listen: string;
  conversationApi: string;
  signaling: string;
  /** In any order; `id` is the REPLICA_ID the process was given. */
  replicas: readonly { id: string; address: string }[];
  webRoot: string;
  /** Folder for the pid file and temporary files. */
  scratch: string;
}

/** The compose file's names and ports. */
export const productionOptions: NginxOptions = {
  listen: '3000',
  conversationApi: 'conversation-api:4001',
  signaling: 'signaling:4003',
  replicas: [
    { id: 'realtime-gateway-1', address: 'realtime-gateway-1:4002' },
    { id: 'realtime-gateway-2', address: 'realtime-gateway-2:4002' },
  ],
  webRoot: '/usr/share/nginx/html',
  scratch: '/tmp',
};

/** Renders a whole nginx.conf from the route table. Paths must not contain quotes. */
export function renderNginx(options: NginxOptions): string {
  return `# Made from src/routes.ts by src/write-nginx.ts; a test fails when it is out of date.
worker_processes auto;
pid "${options.scratch}/nginx.pid";
# Request lines can carry session ids and share tokens: neither access nor ordinary errors are written down.
error_log stderr crit;

events {
  worker_connections 20480;
}

http {
  include /etc/nginx/mime.types;
  types { application/manifest+json webmanifest; }
  default_type application/octet-stream;
  access_log off;
  server_tokens off;
  sendfile on;
  gzip_static on;
  keepalive_timeout 5s;
  client_max_body_size ${MAX_BODY};
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path "${options.scratch}/${name}";`).join('\n')}

${upstreamBlocks(options)}

  # A Socket.IO session belongs to the replica whose id its sid begins with; a new one goes to any.
  map $arg_sid $realtime_gateway {
    default realtime_gateway;
${options.replicas.map(({ id }) => `    "~^${id}\\." ${upstreamId(id)};`).join('\n')}
  }
  map $http_upgrade $connection_header {
    default upgrade;
    "" "";
  }

  server {
    listen ${options.listen};
    root "${options.webRoot}";

    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_connect_timeout 2s;
    # A large download waits for its reader in the service, not in a file of ours.
    proxy_max_temp_file_size 0;

    location = /healthz {
      default_type application/json;
      return 200 '{"ok":true,"service":"api-gateway"}';
    }
    location = /readyz {
      proxy_pass http://conversation_api;
    }

${routes.map(locationBlocks).join('\n')}

    location ${HASHED_ASSETS_PREFIX} {
${webHeaders(HASHED_ASSETS_CACHE)}
    }
    location / {
      try_files $uri /index.html;
${webHeaders(OTHER_FILES_CACHE)}
    }
  }
}
`;
}

function upstreamBlocks({ conversationApi, signaling, replicas }: NginxOptions): string {
  const blocks: [string, string[]][] = [
    ['conversation_api', [conversationApi]],
    ['signaling', [signaling]],
    ['realtime_gateway', replicas.map(({ address }) => address)],
    ...replicas.map(({ id, address }): [string, string[]] => [upstreamId(id), [address]]),
  ];
  return blocks
    .map(([name, addresses]) => {
      // One address that failed is passed over for a moment; a lone one is always tried.
      const suffix = addresses.length > 1 ? ' max_fails=1 fail_timeout=2s' : '';
      return `  upstream ${name} {\n${addresses.map((one) => `    server ${one}${suffix};`).join('\n')}\n    keepalive 64;\n  }`;
    })
    .join('\n');
}

function locationBlocks({ prefix, upstream, websocket, upload }: Route): string {
  const special = [...(websocket ? socketLines : []), ...(upload ? uploadLines : [])];
  const lines = [`proxy_pass http://${proxyTarget(upstream)};`, ...special];
  const body = lines.map((line) => `      ${line}`).join('\n');
  return [`= ${prefix}`, `${prefix}/`].map((match) => `    location ${match} {\n${body}\n    }`).join('\n');
}

const socketLines = [
  // Headers set here replace every inherited one, so all of them are repeated.
  'proxy_set_header Host $http_host;',
  'proxy_set_header Upgrade $http_upgrade;',
  'proxy_set_header Connection $connection_header;',
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
  'proxy_set_header X-Forwarded-Proto $scheme;',
  'proxy_set_header X-Forwarded-Host $http_host;',
  'proxy_buffering off;',
  `proxy_read_timeout ${SOCKET_TIMEOUT};`,
  `proxy_send_timeout ${SOCKET_TIMEOUT};`,
];

/** The service knows the limit; a body that is passed on while it arrives can be resumed where it was cut. */
const uploadLines = ['client_max_body_size 0;', 'proxy_request_buffering off;'];

function proxyTarget(upstream: UpstreamName): string {
  return upstream === 'realtime-gateway' ? '$realtime_gateway' : upstreamId(upstream);
}

function upstreamId(name: string): string {
  return name.replaceAll('-', '_');
}

function webHeaders(cache: string): string {
  return Object.entries({ ...webSecurityHeaders, 'cache-control': cache })
    .map(([name, value]) => `      add_header ${name} "${value}" always;`)
    .join('\n');
}
