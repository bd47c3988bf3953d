import { z } from 'zod';
import { EXTRA_ORIGINS, settings } from './settings.ts';

type Shape = Readonly<Record<string, z.ZodType>>;
type Source = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings once, at the start of a process.
 *
 * An empty variable counts as absent. When `shape` asks for CORS_ORIGINS, the FRONTEND_URL names are merged into it.
 * Throws one Error that lists every wrong name and why, and never a value: values may be secrets.
 */
export function loadEnv<S extends Shape>(shape: S, source: Source = process.env): z.output<z.ZodObject<S>> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const extras = 'CORS_ORIGINS' in shape ? Object.fromEntries(EXTRA_ORIGINS.map((name) => [name, settings[name]])) : {};
  const result = z.object({ ...extras, ...shape }).safeParse(given);
  const problems = [
    ...(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${reasonOf(issue, given)}`)),
    ...missingKey(shape, given),
  ];
  if (!result.success || problems.length > 0) {
    throw new Error(`The environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
  const env: Record<string, unknown> = { ...result.data };
  if ('CORS_ORIGINS' in shape) {
    const found = EXTRA_ORIGINS.map((name) => env[name]).filter((value) => value !== undefined);
    env['CORS_ORIGINS'] = [...new Set([...(env['CORS_ORIGINS'] as string[]), ...(found as string[])])];
  }
  for (const name of Object.keys(extras)) if (!(name in shape)) delete env[name];
  return env as z.output<z.ZodObject<S>>;
}

/** A service that verifies tokens needs something to verify them with. */
function missingKey(shape: Shape, given: Record<string, string | undefined>): string[] {
  if (!('JWT_SECRET' in shape)) return [];
  const names = ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWT_JWKS_URL'];
  if (names.some((name) => given[name] !== undefined)) return [];
  return ['JWT_SECRET: is required unless JWT_PUBLIC_KEY or JWT_JWKS_URL is set'];
}

/** zod's own sentences may repeat the input, so only the kind of problem and its limits are told. */
function reasonOf(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  if (given[String(issue.path[0])] === undefined) return 'is required';
  switch (issue.code) {
    case 'too_small':
      return `is too short or too small (at least ${String(issue.minimum)})`;
    case 'too_big':
      return `is too long or too big (at most ${String(issue.maximum)})`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `must be a ${issue.expected}`;
    case 'custom':
      return issue.message;
    default:
      return 'is malformed';
  }
}
