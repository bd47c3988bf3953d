import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { machineEnvironment } from '@causerie/dev';
import { DATA_DIRECTORY_MARK, freshDataDirectory } from '../src/leftovers.ts';

test.runIf(process.platform === 'linux')(
  'servers of a run that was killed are ended, those of a living one are not',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'causerie-bench-'));
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const abandoned = join(folder, `data-${dead.pid}-x`, 'redis');
    const inUse = join(folder, `data-${process.pid}-y`, 'redis');
    const idle = ['-e', 'process.stdout.write("up"); setInterval(() => {}, 1000)'];
    const marked = { ...machineEnvironment(), [DATA_DIRECTORY_MARK]: dirname(abandoned) };
    const places = [{ cwd: abandoned }, { cwd: folder, env: marked }, { cwd: inUse }];
    const servers = await Promise.all(
      places.map(async (place) => {
        await mkdir(place.cwd, { recursive: true });
        const server = spawn(process.execPath, idle, place);
        await once(server.stdout, 'data');
        return server;
      }),
    );
    try {
      const ended = Promise.all(servers.slice(0, 2).map((server) => once(server, 'exit')));
      const fresh = await freshDataDirectory(folder);
      await ended;
      expect([existsSync(abandoned), existsSync(inUse), existsSync(fresh)]).toEqual([false, true, true]);
      expect(servers[2]!.exitCode ?? servers[2]!.signalCode).toBeNull();
    } finally {
      for (const server of servers) server.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
  },
);
