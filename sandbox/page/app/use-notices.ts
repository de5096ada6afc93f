/** What Slack itself says to one person, such as that a command failed: among the messages, until a reload. */
import { useState } from 'preact/hooks';
import type { Message } from '../../slack/types.js';
import type { PageState } from '../protocol.js';
import { SLACKBOT } from './surroundings.js';

/** @returns the messages of the state with the notices between them, and how to add one. */
export function useNotices(state: PageState | undefined): [readonly Message[], (text: string) => void] {
  const [notices, setNotices] = useState<readonly Message[]>([]);
  if (!state) return [[], () => undefined];
  const { me, channel, messages } = state;
  const add = (text: string) => setNotices((before) => [...before, noticeOf(text, me.id, channel)]);
  const mine = notices.filter((notice) => notice.channel === channel && notice.ephemeralTo === me.id);
  return [mine.length === 0 ? messages : [...messages, ...mine].sort((a, b) => Number(a.ts) - Number(b.ts)), add];
}

function noticeOf(text: string, person: string, channel: string): Message {
  const block = { type: 'section', text: { type: 'plain_text', text, emoji: false } };
  const ts = (Date.now() / 1000).toFixed(6);
  return { channel, ts, user: SLACKBOT, text, blocks: [block], attachments: [], ephemeralTo: person, edited: false, payload: undefined };
}
