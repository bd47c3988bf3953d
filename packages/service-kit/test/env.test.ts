import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadEnv, renderEnvExample, settings } from '../src/index.ts';

const SECRET = 'a-secret-of-more-than-thirty-two-characters';

test('every wrong setting is listed by name, and no value is', () => {
  const source = {
    PORT: 'hunter2',
    JWT_SECRET: 'too-short-hunter2',
    DATABASE_URL: 'mysql://root:hunter2@host/db',
    LOG_LEVEL: 'hunter2',
  };
  const { PORT, JWT_SECRET, DATABASE_URL, REDIS_URL, LOG_LEVEL } = settings;
  const load = (): unknown => loadEnv({ PORT, JWT_SECRET, DATABASE_URL, REDIS_URL, LOG_LEVEL }, source);
  for (const name of ['PORT', 'JWT_SECRET', 'DATABASE_URL', 'REDIS_URL', 'LOG_LEVEL'])
    expect(load).toThrow(`- ${name}: `);
  expect(load).toThrow('REDIS_URL: is required');
  expect(load).not.toThrow('hunter2');
});

test('an empty variable counts as absent', () => {
  expect(loadEnv({ LANES: settings.LANES, WEB_ROOT: settings.WEB_ROOT }, { LANES: '', WEB_ROOT: '' })).toEqual({
    LANES: 1,
  });
});

test('a service that verifies tokens does not start without a key or with a short secret', () => {
  const { JWT_SECRET, JWT_PUBLIC_KEY, JWT_JWKS_URL } = settings;
  const shape = { JWT_SECRET, JWT_PUBLIC_KEY, JWT_JWKS_URL };
  expect(() => loadEnv(shape, {})).toThrow('JWT_SECRET');
  expect(() => loadEnv(shape, { JWT_SECRET: 'x'.repeat(31) })).toThrow('at least 32');
  expect(loadEnv(shape, { JWT_SECRET: SECRET })).toEqual({ JWT_SECRET: SECRET });
  expect(loadEnv(shape, { JWT_JWKS_URL: 'https://id.example/jwks' })).toEqual({
    JWT_JWKS_URL: 'https://id.example/jwks',
  });
});

test.each(['true', '1', '2', '0.0.0.0/0', '::/0', 'loopback', '10.0.0.0/33', '*'])(
  'TRUST_PROXY refuses "%s"',
  (value) => {
    expect(() => loadEnv({ TRUST_PROXY: settings.TRUST_PROXY }, { TRUST_PROXY: value })).toThrow('TRUST_PROXY');
  },
);

test('TRUST_PROXY takes networks and addresses', () => {
  expect(loadEnv({ TRUST_PROXY: settings.TRUST_PROXY }, { TRUST_PROXY: '10.0.0.0/8, ::1/128,192.0.2.1' })).toEqual({
    TRUST_PROXY: ['10.0.0.0/8', '::1/128', '192.0.2.1'],
  });
});

test('the FRONTEND_URL names join the allowed origins, without path or repetition', () => {
  const env = loadEnv(
    { CORS_ORIGINS: settings.CORS_ORIGINS },
    {
      CORS_ORIGINS: 'https://a.example, https://b.example/',
      FRONTEND_URL: 'https://salon.example/rdv',
      FRONTEND_URL_FR_BIS: 'https://a.example',
    },
  );
  expect(env).toEqual({ CORS_ORIGINS: ['https://a.example', 'https://b.example', 'https://salon.example'] });
  expect(() => loadEnv({ CORS_ORIGINS: settings.CORS_ORIGINS }, { CORS_ORIGINS: '*' })).toThrow('CORS_ORIGINS');
  expect(() => loadEnv({ CORS_ORIGINS: settings.CORS_ORIGINS }, { FRONTEND_URL: 'salon' })).toThrow('FRONTEND_URL');
});

test('a service may have a default of its own', () => {
  const shape = { PORT: settings.PORT.default(4001), REPLICA_ID: settings.REPLICA_ID };
  expect(loadEnv(shape, {}).PORT).toBe(4001);
  expect(loadEnv(shape, { PORT: '8080' }).PORT).toBe(8080);
  expect(loadEnv(shape, {}).REPLICA_ID).not.toBe(loadEnv(shape, {}).REPLICA_ID);
});

test('.env.example is what the settings say', () => {
  const file = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
  expect(file).toBe(renderEnvExample());
  for (const name of Object.keys(settings)) expect(file).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
});
