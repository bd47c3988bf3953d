import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { filesBelow, has, read } from './repository.ts';

const Service = z.object({
  image: z.string(),
  profiles: z.array(z.string()).optional(),
  build: z
    .object({
      dockerfile: z.string(),
      args: z.object({ SERVICE: z.string() }).optional(),
      target: z.string().optional(),
    })
    .optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).optional(),
  volumes: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const Compose = z.object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.null()) });

const Manifest = z.looseObject({
  kind: z.string(),
  metadata: z.object({ name: z.string() }).optional(),
  spec: z.looseObject({}).optional(),
});

const { services, volumes } = Compose.parse(parse(read('docker-compose.yml'), { merge: true }));
const built = Object.entries(services).filter(([, service]) => service.build?.args !== undefined);
const defaultPort = (name: string): string =>
  /PORT: settings\.PORT\.default\((\d+)\)/.exec(read(`services/${name}/src/env.ts`))?.[1] ?? '';

const nginxAddresses = [...read('infra/api-gateway/nginx.conf').matchAll(/server ([a-z0-9-]+:\d+)/g)].map(
  ([, address]) => address ?? '',
);

describe('docker-compose.yml', () => {
  it('runs every service that is a process, the gateway twice under two names', () => {
    const processes = filesBelow('services', /^main\.ts$/).map((path) => path.split('/')[1]);
    expect(new Set(built.map(([, service]) => service.build?.args?.SERVICE))).toEqual(new Set(processes));
    expect(built.map(([name]) => name).filter((name) => name.startsWith('realtime-gateway'))).toHaveLength(2);
    expect(
      new Set(built.map(([name, service]) => (service.environment?.['REPLICA_ID'] === name ? 'own' : name))),
    ).toEqual(new Set(['own']));
  });

  it('has every address that nginx knows', () => {
    const addresses = built.map(([name, { environment }]) => `${name}:${environment?.['PORT']}`);
    expect(nginxAddresses.filter((address) => !addresses.includes(address))).toEqual([]);
  });

  it('gives each service the port that it and Prometheus agree on', () => {
    for (const [name, { environment, build }] of built) {
      const port = String(environment?.['PORT']);
      expect(port).toBe(defaultPort(build?.args?.SERVICE ?? ''));
      expect(read('infra/observability/prometheus.yml')).toContain(`- ${name}:${port}\n`);
    }
  });

  it('passes only settings that the product knows, and every setting that a service cannot do without', () => {
    const known = new Set([...read('.env.example').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name));
    for (const [, { environment = {} }] of built) {
      expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
      expect(Object.keys(environment)).toEqual(
        expect.arrayContaining(['DATABASE_URL', 'REDIS_URL', 'JWT_SECRET', 'LANES']),
      );
    }
  });

  it('names only files and volumes that exist, and waits only for services with a health check', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(has(service.build?.dockerfile ?? 'docker-compose.yml')).toBe(true);
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        // A certificate is the host’s own, and no part of the repository.
        const isHosts = source.startsWith('/etc/');
        const exists = source.startsWith('./') ? has(source) : source in volumes;
        expect(isHosts || exists, `${name}: ${source}`).toBe(true);
      }
      for (const other of Object.keys(service.depends_on ?? {})) {
        const { healthcheck, build } = services[other] ?? {};
        expect(healthcheck !== undefined || build !== undefined, `${name} waits for ${other}`).toBe(true);
      }
    }
  });
});

describe('redis.conf', () => {
  it('keeps its queue when it is killed and refuses instead of dropping', () => {
    const lines = read('infra/redis/redis.conf').split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction']),
    );
  });
});

describe('the manifests for Kubernetes', () => {
  const { resources } = z.object({ resources: z.array(z.string()) }).parse(parse(read('infra/k8s/kustomization.yaml')));
  const manifests = resources.flatMap((file) =>
    parseAllDocuments(read(`infra/k8s/${file}`)).map((document) => Manifest.parse(document.toJS())),
  );
  const named = (kind: string): string[] =>
    manifests.filter((manifest) => manifest.kind === kind).map((manifest) => manifest.metadata?.name ?? '');

  it('are all in the kustomization', () => {
    const files = filesBelow('infra/k8s', /\.yaml$/).map((path) => path.split('/').at(-1));
    expect(new Set(files)).toEqual(new Set(['kustomization.yaml', ...resources]));
  });

  it('run the services of docker-compose.yml, the gateway with replicas whose names stay', () => {
    const images = new Set(
      Object.values(services).flatMap(({ image }) => (image.startsWith('causerie/') ? [image] : [])),
    );
    const text = resources.map((file) => read(`infra/k8s/${file}`)).join('\n');
    expect(new Set([...text.matchAll(/image: (causerie\/\S+)/g)].map(([, image]) => image))).toEqual(images);
    expect(named('StatefulSet')).toEqual(['realtime-gateway']);
    expect(named('PodDisruptionBudget').toSorted()).toEqual(
      [...named('Deployment'), ...named('StatefulSet')].toSorted(),
    );
  });

  it('have a Service for every address that nginx knows', () => {
    const addresses = manifests
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata, spec }) => {
        const { ports } = z.looseObject({ ports: z.array(z.looseObject({ port: z.number() })) }).parse(spec);
        return `${metadata?.name}:${ports[0]?.port}`;
      });
    expect(nginxAddresses.length).toBeGreaterThan(3);
    expect(nginxAddresses.filter((address) => !addresses.includes(address))).toEqual([]);
  });
});

describe('the alerts', () => {
  it('use metrics that the services or Node export', () => {
    const sources = ['packages', 'services'].flatMap((room) => filesBelow(room, /\.ts$/)).map(read);
    const exported = (metric: string): boolean =>
      ['up', 'nodejs_eventloop_lag_p99_seconds'].includes(metric) ||
      sources.some((source) => source.includes(`'${metric.replace(/_(?:bucket|count|sum)$/, '')}'`));
    const expressions = [...read('infra/observability/alerts.yml').matchAll(/expr: (.+)$/gm)].map(
      ([, text]) => text ?? '',
    );
    const metrics = expressions.flatMap((text) => text.match(/\b[a-z]+(?:_[a-z0-9]+)+(?=[{[])|\bup(?=\{)/g) ?? []);
    expect(metrics.length).toBeGreaterThanOrEqual(expressions.length);
    expect(metrics.filter((metric) => !exported(metric))).toEqual([]);
  });
});
