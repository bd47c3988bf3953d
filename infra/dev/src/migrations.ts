import { migrate } from '@causerie/db';
import { Pool } from 'pg';

/** Brings the database up to date and says in words what was done. The services check again when they start. */
export async function migrateDatabase(databaseUrl: string): Promise<string> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  pool.on('error', () => undefined);
  try {
    const { applied } = await migrate(pool);
    return applied === 0 ? 'the database is up to date' : `${applied} migration${applied === 1 ? '' : 's'} applied`;
  } finally {
    await pool.end();
  }
}
