import { demoPeople } from './people.ts';

/** What the panel tells. */
export interface PanelFacts {
  url: string;
  postgres: string;
  redis: string;
  logs: string;
  replicas: number;
  /** Whether the web page can offer the demo people. */
  demo: boolean;
  seconds: number;
  /** Things a person should know, one sentence each. */
  notes: readonly string[];
}

const SIDE_WORDS = { professional: 'professional', client: 'client' } as const;

/** The last thing `start` prints: where to go and what is running. */
export function renderPanel(facts: PanelFacts): string {
  const rows: [string, string][] = [
    ['Open', facts.url],
    ['API docs', `${facts.url}/docs`],
    ['Postgres', facts.postgres],
    ['Redis', facts.redis],
    ['Gateways', `${facts.replicas} replica${facts.replicas === 1 ? '' : 's'} (pnpm start --scale gateway=N)`],
    ['Logs', facts.logs],
  ];
  if (facts.demo) {
    rows.push(['Both sides', `${facts.url}/duo`], ['Operations', `${facts.url}/operator`]);
    demoPeople.forEach(({ name, side, subject, headline }, index) => {
      const role = `${SIDE_WORDS[side]} ${subject}`.padEnd(16);
      rows.push([index === 0 ? 'Demo people' : '', `${name.padEnd(18)} ${role} ${headline.fr}`]);
    });
  }
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  const title = `  Causerie is ready (${facts.seconds.toFixed(1)} s). Ctrl-C stops everything; the data stays.`;
  const rule = '─'.repeat(Math.max(...[title, ...lines].map((line) => line.length)) + 2);
  const notes = facts.notes.map((note) => `  Note: ${note}`);
  return ['', rule, title, '', ...lines, ...(notes.length > 0 ? ['', ...notes] : []), rule, ''].join('\n');
}
