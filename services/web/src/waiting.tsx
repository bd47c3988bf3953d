import { useLooks } from './looks.tsx';
import { Mark } from './logo.tsx';
import { shellTexts } from './texts/shell.ts';

/** While a page is fetched. */
export function Waiting() {
  const { language } = useLooks();
  return (
    <output className="waiting">
      <Mark size={48} />
      <span className="csr-hidden">{shellTexts[language].loading}</span>
    </output>
  );
}
