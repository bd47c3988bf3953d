export { createMemoryRepositories, type MemoryRepositories } from './memory/repositories.ts';
export { migrate, type MigrateOptions } from './migrate.ts';
export { createRepositories, type Repositories } from './repositories.ts';
export { StatementFailed } from './guard.ts';
