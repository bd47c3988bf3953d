import { useSurroundings } from '../../provider.tsx';
import { useThreadContext } from '../thread/thread-context.ts';

/** Writes who some people are: me last and as "you", and once for all whom nobody here knows any more. */
export function usePeopleNames(): (personIds: readonly string[]) => string {
  const { strings, locale } = useSurroundings();
  const { me, others } = useThreadContext();
  return (personIds) => {
    const known = others.filter(({ id }) => personIds.includes(id)).map(({ name }) => name);
    const isKnown = (id: string) => id === me.id || others.some((other) => other.id === id);
    const unknown = personIds.every(isKnown) ? [] : [strings.message.somebody];
    const mine = personIds.includes(me.id) ? [strings.you.toLocaleLowerCase(locale)] : [];
    return new Intl.ListFormat(locale).format([...known, ...unknown, ...mine]);
  };
}
