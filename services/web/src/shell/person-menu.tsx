import { Avatar, LeaveIcon, useDisclosure, useSelected } from '@causerie/react';
import { useId } from 'react';
import { Link } from '../link.tsx';
import { useLooks } from '../looks.tsx';
import { shellTexts } from '../texts/shell.ts';
import { LanguageChoice, ThemeChoice } from './choices.tsx';
import { glyphs } from './icons.tsx';

export interface PersonMenuProps {
  onLeave(): void;
  /** Whether one is a person of the demonstration, who can be somebody else in a moment. */
  isDemo: boolean;
  /** Whether the page with both sides is offered. */
  hasDuo: boolean;
}

/** Who one is here: how the page looks to them, and the way out. */
export function PersonMenu({ onLeave, isDemo, hasDuo }: PersonMenuProps) {
  const { language } = useLooks();
  const text = shellTexts[language];
  const me = useSelected((state) => state.me);
  const { open, root, button, toggle, close } = useDisclosure();
  const panelId = useId();
  return (
    <div className="person-menu" ref={root}>
      <button
        ref={button}
        type="button"
        className="person-menu-button"
        aria-expanded={open}
        aria-controls={panelId}
        onClick={toggle}
        data-testid="me"
      >
        {me === null ? <span className="csr-skeleton csr-skeleton-round" /> : <Avatar person={me} size="small" />}
        <span className="csr-hidden">{me?.name ?? text.me}</span>
      </button>
      <div className="person-menu-panel" id={panelId} hidden={!open} data-testid="person-menu">
        <p className="person-menu-name">{me?.name ?? ''}</p>
        <LanguageChoice />
        <ThemeChoice />
        <div className="person-menu-actions">
          {hasDuo && (
            <Link to="/duo" onClick={close}>
              {glyphs.duo}
              {text.duo}
            </Link>
          )}
          <button type="button" onClick={onLeave} data-testid="leave">
            <LeaveIcon size={22} />
            {isDemo ? text.leaveDemo : text.leave}
          </button>
        </div>
      </div>
    </div>
  );
}
