import { defineConfig } from 'drizzle-kit';

/** Migrations are generated from the schema without a database: `pnpm db:generate`. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/schema/*.ts',
  out: './migrations',
});
