/** Settings for stacks that are measured, or hurt on purpose: whoever counts answers must not count refusals. */
export const WITHOUT_LIMITS = {
  RATE_PERSON_PER_MINUTE: '0',
  RATE_IP_PER_MINUTE: '0',
  RATE_HANDSHAKE_PER_MINUTE: '0',
  RATE_SEND_PER_10S: '0',
  RATE_DEPLOYMENT_PER_SECOND: '0',
  RATE_CALL_START_PER_MINUTE: '0',
  RATE_CALL_ASK_IN_PER_MINUTE: '0',
  RATE_CALL_GUESSES_PER_MINUTE: '0',
} as const;
