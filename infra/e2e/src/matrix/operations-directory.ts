import { PEOPLE, type Operation, type Sent } from './operation.ts';

const json = (body: unknown) => (): Sent => ({ json: body });
const service = { roles: ['service'] } as const satisfies Operation;
const user = { roles: ['service'], path: ['side', 'subject'] } as const satisfies Operation;
const appointment = { path: ['appointment'] } as const satisfies Partial<Operation>;
const erasure = { roles: ['service', 'admin'], path: ['erasure'] } as const satisfies Operation;
const EVERYBODY = [...PEOPLE, 'admin', 'service'] as const;
const NEXT_YEAR = new Date(Date.now() + 365 * 86_400_000).toISOString();

/** The directory, appointments, personal data, statistics and records: what back ends and operators use, and what people see of it. */
export const DIRECTORY_OPERATIONS: Readonly<Record<string, Operation>> = {
  'GET /v1/me': { roles: PEOPLE },
  'GET /v1/me/availability': { roles: ['professional'] },
  'PUT /v1/me/availability': { roles: ['professional'], sends: json({ available: true }) },
  'GET /v1/directory/people': {
    roles: EVERYBODY,
    names: ['name'],
    query: ({ name }) => `search=${encodeURIComponent(name)}`,
  },
  'GET /v1/directory/people/{id}': { roles: EVERYBODY, path: ['person'] },
  'GET /v1/presence': { roles: PEOPLE, names: ['person'], query: ({ person }) => `ids=${person}` },
  'PUT /v1/directory/users/{side}/{subject}': { ...user, sends: json({ name: 'Ariane Petit' }) },
  'DELETE /v1/directory/users/{side}/{subject}': user,
  'DELETE /v1/directory/users/{side}/{subject}/sessions': user,
  'POST /v1/directory/users/{side}/{subject}/export': user,
  'POST /v1/directory/users/{side}/{subject}/erasure': user,
  'PUT /v1/directory/links': { ...service, names: ['pair'], sends: ({ pair }) => ({ json: JSON.parse(pair) }) },
  'DELETE /v1/directory/links': { ...service, names: ['pair'], sends: ({ pair }) => ({ json: JSON.parse(pair) }) },

  'POST /v1/appointments': {
    ...service,
    names: ['pair'],
    sends: ({ pair }) => ({
      json: { appointmentId: `rendez-vous-${pair}`, ...JSON.parse(pair), label: 'Bilan', startsAt: NEXT_YEAR },
    }),
  },
  'GET /v1/appointments': { roles: PEOPLE },
  'GET /v1/appointments/{appointmentId}': { ...appointment, roles: [...PEOPLE, 'service'] },
  'PATCH /v1/appointments/{appointmentId}': { ...appointment, ...service, sends: json({ startsAt: NEXT_YEAR }) },
  'POST /v1/appointments/{appointmentId}/cancel': { ...appointment, ...service },

  'POST /v1/me/export': { roles: PEOPLE },
  'GET /v1/me/export/{id}': { roles: PEOPLE, path: ['export'] },
  'GET /v1/exports/{token}': { roles: 'public', path: ['exportLink'] },
  'POST /v1/me/erasure': { roles: PEOPLE, sends: json({ confirm: true }) },
  'GET /v1/me/erasure': { roles: PEOPLE, names: ['erasure'] },
  'DELETE /v1/me/erasure': { roles: PEOPLE, names: ['erasure'] },
  'GET /v1/privacy-requests': { roles: ['service', 'admin'] },
  'GET /v1/privacy-requests/{id}': erasure,
  'POST /v1/privacy-requests/{id}/confirm': erasure,
  'POST /v1/privacy-requests/{id}/refuse': erasure,

  'POST /v1/logout': { roles: PEOPLE },
  'GET /v1/admin/audit': { roles: ['admin'] },
  'GET /v1/stats/messaging': { roles: [...PEOPLE, 'admin'] },
  'GET /v1/stats/connections': { roles: ['admin', 'service'] },
  'GET /asyncapi.json': { roles: 'public' },
};
