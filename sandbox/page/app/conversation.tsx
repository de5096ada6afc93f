/** The middle: messages, oldest first, kept at the newest while the reader is there. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../../slack/types.js';
import { arrange } from './arrange.js';
import { MessageRow } from './message.js';
import { useSurroundings } from './surroundings.js';

/** Pixels from the end within which the reader counts as being there. */
const NEAR = 60;

interface Props {
  readonly name: string;
  readonly messages: readonly Message[];
  readonly earlier: number;
}

export function Conversation({ name, messages, earlier }: Props) {
  const { reader } = useSurroundings();
  const log = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const toEnd = () => log.current?.scrollTo({ top: log.current.scrollHeight });

  useLayoutEffect(() => {
    if (atEnd) toEnd();
  }, [messages]);
  useLayoutEffect(() => {
    // The box shrinks when the composer grows, and when the window does.
    const watching = new ResizeObserver(() => atEnd && toEnd());
    if (log.current) watching.observe(log.current);
    return () => watching.disconnect();
  }, [atEnd]);

  function onScroll(): void {
    const box = log.current;
    if (box) setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR);
  }

  return (
    <div class="conversation">
      {/* `log` is a polite live region: new messages are read out as they come. */}
      <div class="log" role="log" aria-relevant="additions" aria-label={`Messages in ${name}`} tabIndex={0} ref={log} onScroll={onScroll}>
        {earlier > 0 && <p class="earlier">{earlier} earlier messages are not shown</p>}
        {messages.length === 0 && <Empty name={name} />}
        {arrange(messages, reader).map((row) => <MessageRow key={row.message.ts} row={row} />)}
      </div>
      {!atEnd && <button type="button" class="to-end" onClick={toEnd}>To the newest ↓</button>}
    </div>
  );
}

function Empty({ name }: { name: string }) {
  return (
    <div class="empty">
      <p>Nothing has been said in {name} yet.</p>
      <p>Type <code>/llm status</code> to see the proxy, or <code>/llm help</code> for all commands. Then stop the listener under Faults, on the right, and watch for the alert.</p>
      <p>Who you are is chosen at the top: a viewer looks, an operator acknowledges, an admin makes and revokes keys.</p>
    </div>
  );
}
