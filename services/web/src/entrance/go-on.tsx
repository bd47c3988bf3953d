import { Avatar, useSelected } from '@causerie/react';
import { Link } from '../link.tsx';
import { conversationHref } from '../location.ts';
import { useLooks } from '../looks.tsx';
import { entranceTexts } from '../texts/entrance.ts';

/** Back to one's messages, for somebody who came to the first screen while they are signed in. */
export function GoOn() {
  const { language } = useLooks();
  const me = useSelected((state) => state.me);
  if (me === null) return null;
  return (
    <Link to={conversationHref(null)} className="go-on" data-testid="go-on">
      <Avatar person={me} size="small" />
      <span>{entranceTexts[language].continueAs(me.name)}</span>
    </Link>
  );
}
