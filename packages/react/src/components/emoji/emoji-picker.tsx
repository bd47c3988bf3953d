import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { SearchIcon } from '../icons.tsx';
import { moveFocus } from '../popover/move-focus.ts';
import { Popover } from '../popover/popover.tsx';
import { choseEmoji, type EmojiSection, findEmoji } from './find-emoji.ts';

export interface EmojiPickerProps {
  /** Beside what it opens. */
  anchor: RefObject<Element | null>;
  onChoose(emoji: string): void;
  onClose(): void;
}

/** A choice of emoji in groups, with a search; arrow keys move in all directions. */
export function EmojiPicker({ anchor, onChoose, onClose }: EmojiPickerProps) {
  const { strings, locale } = useSurroundings();
  const [search, setSearch] = useState('');
  const grid = useRef<HTMLDivElement>(null);
  const sections = findEmoji(search, locale);
  const first = sections[0]?.emoji[0];
  return (
    <Popover anchor={anchor} label={strings.message.emojiTitle} kind="emoji" onClose={onClose}>
      {(close) => {
        const choose = (symbol: string) => {
          choseEmoji(symbol);
          close();
          onChoose(symbol);
        };
        const searchKeys = (event: KeyboardEvent) => {
          if (event.key === 'Enter' && first !== undefined) {
            event.preventDefault();
            choose(first.symbol);
          } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            grid.current?.querySelector('button')?.focus();
          }
        };
        return (
          <>
            <label className="csr-search">
              <SearchIcon size={18} />
              <span className="csr-hidden">{strings.message.emojiSearch}</span>
              <input
                type="search"
                value={search}
                placeholder={strings.message.emojiSearch}
                autoComplete="off"
                data-testid="emoji-search"
                data-focus-first
                onChange={({ target }) => setSearch(target.value)}
                onKeyDown={searchKeys}
              />
            </label>
            {/* Keys only move between the buttons. */}
            {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
            <div className="csr-emoji-groups" ref={grid} onKeyDown={(event) => moveFocus(event, event.currentTarget)}>
              {sections.map((section) => (
                <EmojiGroupGrid
                  key={section.group}
                  section={section}
                  isFirst={section === sections[0]}
                  {...{ choose }}
                />
              ))}
            </div>
            <output className="csr-emoji-none">{sections.length === 0 && strings.message.emojiNone}</output>
          </>
        );
      }}
    </Popover>
  );
}

interface GridProps {
  section: EmojiSection;
  isFirst: boolean;
  choose(symbol: string): void;
}

function EmojiGroupGrid({ section: { group, emoji }, isFirst, choose }: GridProps) {
  const { strings } = useSurroundings();
  const title = strings.message.emojiGroups[group];
  return (
    <fieldset aria-label={title}>
      <p className="csr-emoji-heading" aria-hidden="true">
        {title}
      </p>
      <div className="csr-emoji-grid">
        {emoji.map(({ symbol, name }, index) => (
          <button
            key={symbol}
            type="button"
            // One stop for the Tab key; within, arrow keys move.
            tabIndex={isFirst && index === 0 ? 0 : -1}
            aria-label={name}
            title={name}
            data-stop
            data-focus-touch={(isFirst && index === 0) || undefined}
            data-testid="emoji"
            data-emoji={symbol}
            onClick={() => choose(symbol)}
          >
            {symbol}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
