/** Path of the pnpm that runs us; undefined when something else does. */
export function runningPnpm(): string | undefined {
  const program = process.env['npm_execpath'];
  return program?.includes('pnpm') === true ? program : undefined;
}
