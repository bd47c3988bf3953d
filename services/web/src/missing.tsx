import { Link } from './link.tsx';
import { useLooks } from './looks.tsx';
import { Mark } from './logo.tsx';
import { useArrival } from './page.tsx';
import { shellTexts } from './texts/shell.ts';
import { useTitle } from './title.tsx';

/** Where no page is. */
export function Missing() {
  const { language } = useLooks();
  const text = shellTexts[language];
  const heading = useArrival();
  useTitle(text.missingTitle);
  return (
    <div className="standing" data-testid="page-missing">
      <Mark size={56} />
      <h1 ref={heading} tabIndex={-1} data-testid="page-title">
        {text.missingTitle}
      </h1>
      <p>{text.missingText}</p>
      <Link to="/" className="csr-button">
        {text.missingAction}
      </Link>
    </div>
  );
}
