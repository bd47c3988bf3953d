import { createContext, useContext, useEffect } from 'react';

/** Whether the titles of pages are those of the window: a pane among others has no say in it. */
export const TitleContext = createContext(true);

/** Names the window after the page. */
export function useTitle(title: string): void {
  const isOurs = useContext(TitleContext);
  useEffect(() => {
    if (isOurs) document.title = title === '' ? 'Causerie' : `${title} · Causerie`;
  }, [isOurs, title]);
}
