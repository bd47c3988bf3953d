import { isWanted, type NotificationKind, type NotificationPreferences } from '@causerie/client';
import { useId } from 'react';
import { useSurroundings } from '../../provider.tsx';
import type { Save } from './notification-preferences.tsx';

type Channel = 'inApp' | 'push' | 'email';

const CHANNELS: readonly Channel[] = ['inApp', 'push', 'email'];
const KINDS: readonly NotificationKind[] = ['message', 'call', 'missed-call', 'appointment', 'system'];

/** E-mails are about unread messages only. */
function exists(kind: NotificationKind, channel: Channel): boolean {
  return channel !== 'email' || kind === 'message';
}

interface ChannelTableProps {
  preferences: NotificationPreferences;
  save: Save;
}

/** Kinds of notifications by the channels on which they are told. */
export function ChannelTable({ preferences, save, Heading }: ChannelTableProps & { Heading: 'h2' | 'h3' }) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  const captionId = useId();
  return (
    <div className="csr-preferences-group">
      <Heading id={captionId}>{words.channels}</Heading>
      <table className="csr-channels" aria-labelledby={captionId}>
        <thead>
          <tr>
            <th scope="col">
              <span className="csr-hidden">{words.title}</span>
            </th>
            {CHANNELS.map((channel) => (
              <th key={channel} scope="col">
                {words.channel[channel]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Everything preferences={preferences} save={save} />
          {KINDS.map((kind) => (
            <tr key={kind}>
              <th scope="row">{words.kinds[kind]}</th>
              {CHANNELS.map((channel) => (
                <td key={channel}>
                  {exists(kind, channel) && (
                    <Box
                      isOn={isWanted(preferences, kind, channel)}
                      label={words.kindOn(words.kinds[kind], words.channel[channel])}
                      onChange={(isOn) => save({ kinds: { [kind]: { [channel]: isOn } } })}
                      testId={`channel-${kind}-${channel}`}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="csr-preferences-hint">{words.channelsHint}</p>
    </div>
  );
}

/** The general choice of each channel, which sets what was chosen for single kinds as well. */
function Everything({ preferences, save }: ChannelTableProps) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  return (
    <tr className="csr-channels-all">
      <th scope="row">{words.everything}</th>
      {CHANNELS.map((channel) => {
        const kinds = KINDS.filter((kind) => exists(kind, channel));
        const wanted = kinds.filter((kind) => isWanted(preferences, kind, channel));
        const change = (isOn: boolean) => {
          const all = kinds.map((kind) => [kind, { [channel]: isOn }] as const);
          save({ [channel]: isOn, kinds: Object.fromEntries(all) });
        };
        return (
          <td key={channel}>
            <Box
              isOn={wanted.length === kinds.length}
              isMixed={wanted.length > 0 && wanted.length < kinds.length}
              label={words.kindOn(words.everything, words.channel[channel])}
              onChange={change}
              testId={`channel-all-${channel}`}
            />
          </td>
        );
      })}
    </tr>
  );
}

interface BoxProps {
  isOn: boolean;
  isMixed?: boolean;
  label: string;
  testId: string;
  onChange(isOn: boolean): void;
}

function Box({ isOn, isMixed = false, label, testId, onChange }: BoxProps) {
  const mix = (box: HTMLInputElement | null): void => {
    if (box !== null) box.indeterminate = isMixed;
  };
  return (
    <label className="csr-box">
      <input
        ref={mix}
        type="checkbox"
        aria-label={label}
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
        data-testid={testId}
      />
    </label>
  );
}
