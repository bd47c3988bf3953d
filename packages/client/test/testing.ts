/** Twins of server and line for tests of other packages; published with nothing. */
export { FakeLine, participant, ringingCall, withMe } from './calls-fake-line.ts';
export { FakeLog } from './fake-log.ts';
export { type FakeReplica, startReplica } from './fake-server.ts';
export { createUploads } from '../src/files/uploads.ts';
