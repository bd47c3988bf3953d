import type { AnchorHTMLAttributes } from 'react';
import { isPlainClick, useNavigation } from './location.ts';

export interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** An address of this application. */
  to: string;
}

/** A real link, which is followed without loading the page again. */
export function Link({ to, onClick, children, ...attributes }: LinkProps) {
  const navigation = useNavigation();
  return (
    <a
      {...attributes}
      href={to}
      onClick={(event) => {
        onClick?.(event);
        if (!isPlainClick(event)) return;
        event.preventDefault();
        navigation.go(to);
      }}
    >
      {children}
    </a>
  );
}
