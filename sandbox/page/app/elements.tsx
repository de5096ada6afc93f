/** What can be pressed in a message: buttons, overflow menus, selects. */
import { useState } from 'preact/hooks';
import type { Message } from '../../slack/types.js';
import { plainText } from '../mrkdwn/parse.js';
import { Confirm } from './confirm.js';
import { Glyphs } from './glyphs.js';
import { Overflow } from './overflow.js';
import { type Json, list, record, string, webAddress, words } from './read.js';
import { useSurroundings } from './surroundings.js';

interface Props {
  readonly element: Json;
  readonly message: Message;
}

export function Element({ element, message }: Props) {
  const { click } = useSurroundings();
  const [asking, setAsking] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const question = record(element['confirm']);

  async function send(what: string): Promise<void> {
    setAsking(undefined);
    setBusy(true);
    setProblem(undefined);
    setProblem(await click(message, what));
    setBusy(false);
  }
  function press(what: string): void {
    // Not `disabled` meanwhile, which would take the keyboard's focus away.
    if (busy) return;
    if (question) setAsking(what);
    else void send(what);
  }

  return (
    <span class="element">
      <Control element={element} message={message} busy={busy} press={press} />
      {asking !== undefined && question && (
        <Confirm question={question} onAnswer={(yes) => (yes ? void send(asking) : setAsking(undefined))} />
      )}
      {problem !== undefined && <span class="problem" role="alert">{problem}</span>}
    </span>
  );
}

function Control({ element, message, busy, press }: Props & { busy: boolean; press: (what: string) => void }) {
  const name = plainText(words(element['text']) || words(element['placeholder']));
  const options = list(element['options']).map((option) => words(option['text']));
  switch (element['type']) {
    case 'button':
      return <Button element={element} name={name} busy={busy} press={() => press(nameToClick(element, message))} />;
    case 'overflow':
      return <Overflow options={options} press={press} />;
    case 'static_select':
      return (
        <select aria-label={name || 'Choose'} disabled={busy} value="" onChange={({ currentTarget }) => press(currentTarget.value)}>
          <option value="">{name || 'Choose'}</option>
          {options.map((option) => <option key={option} value={option}>{plainText(option)}</option>)}
        </select>
      );
    default:
      return <span class="unknown">[{string(element['type']) ?? 'an element without a type'}]</span>;
  }
}

function Button({ element, name, busy, press }: { element: Json; name: string; busy: boolean; press: () => void }) {
  const style = string(element['style']);
  const url = webAddress(element['url']);
  const label = string(element['accessibility_label']);
  const common = { class: `button ${style === 'primary' || style === 'danger' ? style : ''}`, ...(label === undefined ? {} : { 'aria-label': label }) };
  // Slack opens the address, and tells the app as well.
  if (url !== undefined) return <a {...common} href={url} target="_blank" rel="noreferrer noopener" onClick={press}><Glyphs text={name} /></a>;
  return <button {...common} type="button" aria-busy={busy} onClick={press}><Glyphs text={name} /></button>;
}

/** The `action_id`, or the text where several buttons of the message share one. */
function nameToClick(element: Json, message: Message): string {
  const action = string(element['action_id']);
  const same = JSON.stringify([message.blocks, message.attachments]).split(`"action_id":${JSON.stringify(action)}`).length - 1;
  return action !== undefined && same === 1 ? action : words(element['text']);
}
