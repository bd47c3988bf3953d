import type { ConnectionStats, Identity } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { Connections, Directory } from '../ports.ts';

/** People whom the answer names; where there are more, those with the most sockets. */
const DETAILS_MAX = 10_000;

/**
 * The sockets of everybody, over all replicas. For operators and back ends.
 * A subject that names a person on each side is told with the side in front: they are two people (ID-6).
 * @throws AppError `forbidden`, `unavailable`.
 */
export async function connectionStats(
  { connections, directory }: { connections: Pick<Connections, 'counts'>; directory: Pick<Directory, 'findAll'> },
  { role }: Pick<Identity, 'role'>,
): Promise<ConnectionStats> {
  requireRole(role, 'admin', 'service');
  const counts = [...(await connections.counts())];
  const several = counts.filter(([, count]) => count > 1).toSorted(([, a], [, b]) => b - a);
  const named = new Map(several.slice(0, DETAILS_MAX));
  const people = await directory.findAll([...named.keys()]);
  const timesUsed = new Map<string, number>();
  for (const { subject } of people) timesUsed.set(subject, (timesUsed.get(subject) ?? 0) + 1);
  const details = people.map(({ id, side, subject }) => {
    const name = timesUsed.get(subject) === 1 ? subject : `${side}:${subject}`;
    return [name, named.get(id) ?? 0] as const;
  });
  return {
    connections: counts.reduce((sum, [, count]) => sum + count, 0),
    users: counts.length,
    multipleConnections: several.length,
    connectionDetails: Object.fromEntries(details),
  };
}
