import { readFile, writeFile } from 'node:fs/promises';

const DIRECTIVE = "'use client';\n";

/**
 * Marks a compiled module as one for browsers: frameworks that render on servers hydrate what it exports instead of taking it for a
 * component of the server. Its source map keeps pointing at the right lines.
 */
export async function markForBrowsers(file: string): Promise<void> {
  const code = await readFile(file, 'utf8');
  await writeFile(file, DIRECTIVE + code);
  const map = JSON.parse(await readFile(`${file}.map`, 'utf8')) as { mappings: string };
  await writeFile(`${file}.map`, JSON.stringify({ ...map, mappings: `;${map.mappings}` }));
}
