import { createServer, type Socket } from 'node:net';

/** What a fake clamd does with a stream. */
export type Behaviour = 'examine' | 'hang up' | 'too large' | 'nonsense';

/** A clamd that finds harm in every stream with the word EICAR. */
export interface FakeClamd {
  port: number;
  behaviour: Behaviour;
  /** What came as streams, whole. */
  examined: string[];
  close(): Promise<void>;
}

/** Listens on a free port and speaks INSTREAM as clamd does. */
export async function startFakeClamd(): Promise<FakeClamd> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let received = Buffer.alloc(0);
    socket.on('data', (part) => {
      received = Buffer.concat([received, part]);
      if (fake.behaviour === 'hang up') return void socket.destroy();
      if (fake.behaviour === 'too large') return void socket.end('INSTREAM size limit exceeded. ERROR\0');
      if (fake.behaviour === 'nonsense') return void socket.end('who are you?\0');
      const stream = streamOf(received);
      if (stream === undefined) return;
      fake.examined.push(stream);
      // In two parts, as the network may bring it.
      socket.write('stream: ');
      socket.end(stream.includes('EICAR') ? 'Eicar-Test-Signature FOUND\0' : 'OK\0');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeClamd = {
    port: (server.address() as { port: number }).port,
    behaviour: 'examine',
    examined: [],
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}

/** The stream behind the command, once its end (a part of length 0) has come. */
function streamOf(received: Buffer): string | undefined {
  const command = 'zINSTREAM\0';
  if (received.length < command.length) return undefined;
  if (received.toString('latin1', 0, command.length) !== command) throw new Error('not the command');
  let at = command.length;
  let text = '';
  while (at + 4 <= received.length) {
    const length = received.readUInt32BE(at);
    if (length === 0) return text;
    text += received.toString('latin1', at + 4, at + 4 + length);
    at += 4 + length;
  }
  return undefined;
}
