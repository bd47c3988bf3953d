import { settings } from './settings.ts';

const LINE_WIDTH_CHARS = 110;

/** The text of `.env.example`: every setting with its meaning; those that have a default are commented out. */
export function renderEnvExample(): string {
  const blocks = Object.entries(settings).map(([name, field]) => {
    const described = field.meta() ?? {};
    const example = described['example'];
    const comment = wrap(described.description ?? '')
      .map((line) => `# ${line}`)
      .join('\n');
    if (typeof example === 'string') return `${comment}\n${name}=${example}`;
    const standard = defaultOf(field);
    return `${comment}\n# ${name}=${standard}`;
  });
  const head = '# Settings of Causerie. Copy to .env and change. A line that starts with # shows the default.';
  return `${head}\n\n${blocks.join('\n\n')}\n`;
}

function defaultOf(field: (typeof settings)[keyof typeof settings]): string {
  const result = field.def.type === 'default' ? field.safeParse(undefined) : undefined;
  if (result === undefined || !result.success || field === settings.REPLICA_ID) return '';
  return Array.isArray(result.data) ? result.data.join(',') : String(result.data);
}

function wrap(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length + 1 > LINE_WIDTH_CHARS) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
