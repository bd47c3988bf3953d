import { useCauserie } from '@causerie/react';
import { useState } from 'react';
import { Dialog } from '../../dialog.tsx';
import { useLooks } from '../../looks.tsx';
import { settingsTexts } from '../../texts/settings.ts';
import { useAsking } from '../../use-asking.ts';

/** Ends every session of the person, this one with them. */
export function LogoutCard({ onLeave }: { onLeave(): void }) {
  const { language } = useLooks();
  const text = settingsTexts[language];
  const client = useCauserie();
  const [isAsking, setAsking] = useState(false);
  const { isBusy, hasFailed, ask } = useAsking<'out'>(onLeave);
  const logout = async () => {
    await client.logout();
    return 'out' as const;
  };
  return (
    <article className="card">
      <p>{text.logoutHint}</p>
      <div className="row-actions">
        <button
          type="button"
          className="csr-button csr-button-outline"
          onClick={() => setAsking(true)}
          data-testid="logout-everywhere"
        >
          {text.logout}
        </button>
      </div>
      {isAsking && (
        <Dialog
          title={text.logoutTitle}
          confirm={text.logoutConfirm}
          giveUp={text.giveUp}
          isBusy={isBusy}
          failure={hasFailed ? text.refused : null}
          onConfirm={() => ask(logout)}
          onClose={() => setAsking(false)}
        >
          <p>{text.logoutText}</p>
        </Dialog>
      )}
    </article>
  );
}
