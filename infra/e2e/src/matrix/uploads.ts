const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What every request of a resumable upload says. */
export const TUS = { 'tus-resumable': '1.0.0' };

/** A small file, as a browser's form sends it. */
export function aFile(name: string, content: string): FormData {
  const form = new FormData();
  form.append('file', new Blob([content], { type: 'text/plain' }), name);
  return form;
}

/** The head of a resumable upload. */
export function uploadHead(conversation: string, filename: string, bytes: number): Record<string, string> {
  const metadata = `conversationId ${base64(conversation)},filename ${base64(filename)}`;
  return { ...TUS, 'upload-length': String(bytes), 'upload-metadata': metadata };
}
