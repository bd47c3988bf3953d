/** Grows a field with its text up to the height that the style sheet allows. */
export function fitHeight(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight}px`;
}

/** A text with something put where the cursor is, which then stands behind it; the text itself where there is no room. */
export function insertAtCursor(
  field: HTMLTextAreaElement | null,
  text: string,
  piece: string,
  maxLength: number,
): string {
  if (text.length + piece.length > maxLength) return text;
  const start = field?.selectionStart ?? text.length;
  const end = field?.selectionEnd ?? text.length;
  const after = start + piece.length;
  // The value is set by React first; only then is there a place to stand in.
  requestAnimationFrame(() => {
    field?.focus();
    field?.setSelectionRange(after, after);
  });
  return text.slice(0, start) + piece + text.slice(end);
}
