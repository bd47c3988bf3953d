import { totalUnread } from '@causerie/client';
import { useSelected } from '@causerie/react';
import { type ReactNode, useContext } from 'react';
import { Link } from '../link.tsx';
import { useLooks } from '../looks.tsx';
import type { PageName } from '../routes.ts';
import { shellTexts } from '../texts/shell.ts';
import { TitleContext } from '../title.tsx';
import { glyphs } from './icons.tsx';

/** More than this is told as "99+". */
const BADGE_MAX = 99;

const ITEMS = [
  ['messenger', 'messages', '/chat-message'],
  ['conference', 'calls', '/conference'],
  ['people', 'people', '/people'],
  ['appointments', 'appointments', '/appointments'],
  ['notifications', 'notifications', '/notifications'],
  ['settings', 'settings', '/settings'],
] as const;

/** The pages, beside each other on a phone and above each other on a desk. */
export function Rail({ page }: { page: PageName }) {
  const { language } = useLooks();
  const text = shellTexts[language];
  const me = useSelected((state) => state.me);
  const isWholePage = useContext(TitleContext);
  // What else there is to hear about, the bell counts.
  const counts: Partial<Record<PageName, number>> = { messenger: useSelected(totalUnread) };
  return (
    <nav
      className="rail"
      aria-label={isWholePage ? text.navigation : `${text.navigation}, ${me?.name ?? ''}`}
      data-testid="rail"
    >
      <ul>
        {ITEMS.map(([name, key, href]) => (
          <li key={name}>
            <Link to={href} aria-current={page === name ? 'page' : undefined} data-testid={`rail-${name}`}>
              <span className="rail-icon">
                {glyphs[key]}
                <Badge count={counts[name] ?? 0}>{text.unread(counts[name] ?? 0)}</Badge>
              </span>
              <span className="rail-name">{text[key]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Badge({ count, children }: { count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <>
      <span className="rail-badge" aria-hidden="true">
        {count > BADGE_MAX ? `${BADGE_MAX}+` : count}
      </span>
      <span className="csr-hidden">{children}</span>
    </>
  );
}
