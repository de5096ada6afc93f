/** Where one types; Enter sends, Shift and Enter starts a line, the up arrow brings back what was sent. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { CloseIcon, SendIcon } from './icons.js';

interface Props {
  /** `#ops`, or `llm` for a direct message. */
  readonly place: string;
  /** Author of the message whose thread is written in. */
  readonly replyingTo: string | undefined;
  readonly connected: boolean;
  readonly leaveThread: () => void;
  readonly send: (text: string) => void;
}

export function Composer({ place, replyingTo, connected, leaveThread, send }: Props) {
  const [text, setText] = useState('');
  const [before, setBefore] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const thread = replyingTo !== undefined;

  useEffect(() => {
    if (thread) field.current?.focus();
  }, [thread]);

  function submit(): void {
    if (text.trim() === '' || !connected) return;
    send(text.trim());
    setBefore(text.trim());
    setText('');
  }
  function onKeyDown(event: KeyboardEvent): void {
    // While an input method composes, Enter belongs to it.
    if (event.isComposing) return;
    if (event.key === 'Escape' && thread) leaveThread();
    if (event.key === 'ArrowUp' && text === '' && before !== undefined) setText(before);
    else if (event.key === 'Enter' && !event.shiftKey) submit();
    else return;
    event.preventDefault();
  }

  return (
    <form class="composer" onSubmit={(event) => (event.preventDefault(), submit())}>
      {thread && (
        <p class="thread">
          Replying to {replyingTo} in a thread
          <button type="button" aria-label="Leave the thread" onClick={leaveThread}><CloseIcon /></button>
        </p>
      )}
      <div class="row">
        <textarea
          ref={field}
          rows={Math.min(8, text.split('\n').length)}
          value={text}
          aria-label={thread ? 'Reply' : `Message ${place}`}
          placeholder={thread ? 'Reply…' : 'Write, or type /llm help'}
          autocomplete="off"
          enterkeyhint="send"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="submit" aria-label="Send" disabled={text.trim() === '' || !connected}><SendIcon /></button>
      </div>
    </form>
  );
}
