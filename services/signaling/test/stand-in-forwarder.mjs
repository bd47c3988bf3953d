// Stands in for the process that forwards media: answers each seat with an offer, and ends as native code would when it is told.
process.on('message', ({ order, callId, participantIds = [], signal }) => {
  if (order === 'receive' && signal.type === 'restart') process.kill(process.pid, 'SIGKILL');
  for (const participantId of participantIds) {
    process.send({ callId, participantId, signal: { type: 'offer', sdp: `${process.pid}` } });
  }
});
process.once('disconnect', () => process.exit(0));
