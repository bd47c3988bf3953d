import type { AuditPage, AuditQuery, Identity } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { Audit } from './ports.ts';

/** A page of the records. Operators only. @throws AppError `forbidden`, `page_out_of_range`. */
export async function listAudit(
  deps: { audit: Pick<Audit, 'list'> },
  identity: Identity,
  query: AuditQuery,
): Promise<AuditPage> {
  requireRole(identity.role, 'admin');
  return deps.audit.list(query);
}
