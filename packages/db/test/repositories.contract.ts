import { describe } from 'vitest';
import { describeConversationChanges } from './conversation-changes.contract.ts';
import { describeConversations, describeLists } from './conversations.contract.ts';
import { describeDirectory } from './directory.contract.ts';
import { describeMessageChanges } from './message-changes.contract.ts';
import { describeMessages } from './messages.contract.ts';
import { describeReceipts } from './receipts.contract.ts';
import type { Stage } from './scene.ts';

/** The one suite that every implementation of the ports must pass. */
export function describeRepositories(stage: () => Stage): void {
  describe('messages', () => describeMessages(stage));
  describe('changes of messages', () => describeMessageChanges(stage));
  describe('conversations', () => describeConversations(stage));
  describe('lists', () => describeLists(stage));
  describe('conversation changes', () => describeConversationChanges(stage));
  describe('receipts', () => describeReceipts(stage));
  describe('directory', () => describeDirectory(stage));
}
