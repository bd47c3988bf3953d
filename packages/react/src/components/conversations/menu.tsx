import type { ReactNode } from 'react';
import { moveFocus } from '../popover/move-focus.ts';
import { Popover } from '../popover/popover.tsx';

/** One thing to do. */
export interface MenuItem {
  id: string;
  label: string;
  icon: ReactNode;
  /** What cannot be taken back looks it. */
  hurts: boolean;
  onChoose(): void;
}

export interface MenuProps {
  /** What it opens at. */
  anchor: HTMLElement;
  label: string;
  items: readonly MenuItem[];
  onClose(): void;
}

/** A list of things to do, at the button that asked for it. */
export function Menu({ anchor, label, items, onClose }: MenuProps) {
  return (
    <Popover
      anchor={anchor}
      label={label}
      kind="menu"
      onClose={onClose}
      onKeyDown={(event) => moveFocus(event, event.currentTarget)}
    >
      {(close) =>
        items.map((item, index) => (
          <button
            key={item.id}
            type="button"
            role="menuitem"
            className="csr-menu-item"
            tabIndex={-1}
            data-stop
            data-focus-first={index === 0 || undefined}
            data-grave={item.hurts || undefined}
            data-testid={`menu-${item.id}`}
            onClick={() => {
              close();
              item.onChoose();
            }}
          >
            {item.icon}
            {item.label}
          </button>
        ))
      }
    </Popover>
  );
}
