import { useId } from 'react';

interface SwitchProps {
  isOn: boolean;
  label: string;
  /** What it means, under the label. */
  hint?: string;
  testId: string;
  onChange(isOn: boolean): void;
}

/** Something that is on or off at once: a native checkbox, so that every key and every reader knows it. */
export function Switch({ isOn, label, hint, testId, onChange }: SwitchProps) {
  const hintId = useId();
  return (
    <label className="csr-switch">
      <span className="csr-switch-text">
        <span className="csr-switch-label">{label}</span>
        {hint !== undefined && (
          <span className="csr-switch-hint" id={hintId}>
            {hint}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-label={label}
        aria-checked={isOn}
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
        {...(hint === undefined ? {} : { 'aria-describedby': hintId })}
        data-testid={testId}
      />
    </label>
  );
}
