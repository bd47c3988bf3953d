import { PreCallCheck } from '@causerie/react/calls';
import { useState } from 'react';
import { useLooks } from '../../looks.tsx';
import { settingsTexts } from '../../texts/settings.ts';

/** A rehearsal of a call, which asks for camera and microphone only once somebody wants it. */
export function DevicesCheck() {
  const { language } = useLooks();
  const text = settingsTexts[language];
  const [isTrying, setTrying] = useState(false);
  const end = () => setTrying(false);
  if (isTrying) {
    return (
      <div className="card">
        <PreCallCheck title={text.devices} onJoin={end} joinLabel={text.devicesDone} />
      </div>
    );
  }
  return (
    <div className="card">
      <p>{text.devicesHint}</p>
      <div className="row-actions">
        <button
          type="button"
          className="csr-button csr-button-outline"
          onClick={() => setTrying(true)}
          data-testid="rehearse"
        >
          {text.devicesCheck}
        </button>
      </div>
    </div>
  );
}
