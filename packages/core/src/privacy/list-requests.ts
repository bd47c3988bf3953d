import type { Identity, PrivacyRequestPage, PrivacyRequestsQuery } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { PrivacyRequests } from './ports.ts';

/** A page of exports and erasures of everybody, such as those that wait for a decision. Back ends and operators only. @throws AppError `forbidden`, `page_out_of_range`. */
export async function listPrivacyRequests(
  { privacyRequests }: { privacyRequests: Pick<PrivacyRequests, 'list'> },
  { role }: Pick<Identity, 'role'>,
  query: PrivacyRequestsQuery,
): Promise<PrivacyRequestPage> {
  requireRole(role, 'service', 'admin');
  return privacyRequests.list(query);
}
