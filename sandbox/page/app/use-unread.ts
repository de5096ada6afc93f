/** Channels in which somebody else wrote since this person last looked. */
import { useRef } from 'preact/hooks';
import type { PageState } from '../protocol.js';

/** What was there before the page was opened counts as read. */
export function useUnread(state: PageState | undefined): ReadonlySet<string> {
  const seenByPerson = useRef(new Map<string, Map<string, string>>());
  if (!state) return new Set();
  const newest = new Map(state.channels.map(({ id, latest }) => [id, latest ?? '']));
  const seen = seenByPerson.current.get(state.me.id) ?? new Map(newest);
  seenByPerson.current.set(state.me.id, seen);
  seen.set(state.channel, newest.get(state.channel) ?? '');
  return new Set([...newest].filter(([id, latest]) => latest > (seen.get(id) ?? '')).map(([id]) => id));
}
