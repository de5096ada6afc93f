/** Slack's `confirm` object: asked before a click is sent. */
import { useEffect, useId, useRef } from 'preact/hooks';
import { TextObject } from './mrkdwn.js';
import { type Json, words } from './read.js';

interface Props {
  readonly question: Json;
  readonly onAnswer: (yes: boolean) => void;
}

export function Confirm({ question, onAnswer }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const danger = question['style'] === 'danger';
  useEffect(() => {
    dialog.current?.showModal();
    // Enter must not do by itself what cannot be undone.
    dialog.current?.querySelector<HTMLElement>(`button[value=${danger ? 'no' : 'yes'}]`)?.focus();
  }, []);
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby={title} onClose={() => onAnswer(dialog.current?.returnValue === 'yes')}>
      <form method="dialog">
        <h2 id={title}>{words(question['title']) || 'Are you sure?'}</h2>
        <TextObject value={question['text']} />
        <div class="answers">
          <button type="submit" value="no" class="button">
            {words(question['deny']) || 'Cancel'}
          </button>
          <button type="submit" value="yes" class={`button ${danger ? 'danger' : 'primary'}`}>
            {words(question['confirm']) || 'Yes'}
          </button>
        </div>
      </form>
    </dialog>
  );
}
