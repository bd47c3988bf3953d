import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot, runProgram, withLock } from '@causerie/dev';
import { markForBrowsers } from './browser-modules.ts';
import { compile } from './compile.ts';
import { bundleEmbed } from './embed.ts';
import { runningPnpm } from './env.ts';
import { sdkPackages, type SdkPackage } from './packages.ts';
import { flatStyles } from './styles.ts';

const PACK_TIMEOUT_MS = 60_000;

/**
 * Builds the packages that others install and packs each into a file.
 * @param folder where the files go; it is made
 * @returns absolute paths of the files, in the order in which the packages need each other
 */
export async function packSdk(folder: string): Promise<string[]> {
  const scratch = join(repositoryRoot, '.causerie/build');
  await mkdir(scratch, { recursive: true });
  await mkdir(folder, { recursive: true });
  return withLock(join(scratch, 'sdk.lock'), async () => {
    const packages = sdkPackages();
    for (const [index, pack] of packages.entries()) {
      await compile(pack, packages.slice(0, index), join(scratch, 'sdk'));
      await finish(pack);
    }
    const files: string[] = [];
    for (const pack of packages) files.push(await packOne(pack, folder));
    return files;
  });
}

/** What is not compiled: the style sheet, the file for pages without React, and the mark of what belongs to browsers. */
async function finish({ name, folder, entries }: SdkPackage): Promise<void> {
  for (const [entry, { file, types }] of entries) {
    if (entry === './styles.css') {
      await writeFile(file, await flatStyles(join(folder, 'src/styles/index.css'), { minify: false }));
      // Compilers that check every import want to know that there is one.
      await writeFile(types, 'export {};\n');
    } else if (entry === './embed') await bundleEmbed(join(folder, 'src/embed.tsx'), file);
    else if (name === '@causerie/react') await markForBrowsers(file);
    for (const path of [file, types]) {
      if (!existsSync(path)) throw new Error(`${name} exports ${path}, which was not built`);
    }
  }
}

/** pnpm puts `publishConfig` and the versions of what is needed into the manifest. */
async function packOne({ name, folder }: SdkPackage, destination: string): Promise<string> {
  const args = ['pack', '--pack-destination', destination, '--json'];
  // The pnpm that runs us need not be on PATH: `npx pnpm@…` puts it nowhere.
  const running = runningPnpm() ?? 'pnpm';
  const [command, first] = /\.[cm]?js$/.test(running) ? [process.execPath, [running]] : [running, []];
  const { ok, stdout, stderr } = await runProgram(command, [...first, ...args], {
    cwd: folder,
    timeoutMs: PACK_TIMEOUT_MS,
  });
  if (!ok) throw new Error(`${name} could not be packed\n${stdout}${stderr}`);
  return (JSON.parse(stdout) as { filename: string }).filename;
}
