/** The right side: what can be broken, and what this sandbox runs. */
import { useEffect, useId, useState } from 'preact/hooks';
import type { Ask, DatabaseState, ListenerState, PageState } from '../protocol.js';

interface Choice<T> {
  readonly value: T;
  readonly label: string;
  readonly meaning: string;
}

const LISTENER: readonly Choice<ListenerState>[] = [
  { value: 'running', label: 'Running', meaning: 'the proxy answers' },
  { value: 'stopped', label: 'Stopped', meaning: 'connections are refused' },
  { value: 'frozen', label: 'Frozen', meaning: 'it accepts, and never answers' },
];
const DATABASE: readonly Choice<DatabaseState>[] = [
  { value: 'connected', label: 'Connected', meaning: 'keys and spend can be read' },
  { value: 'lost', label: 'Lost', meaning: 'the proxy runs on without it' },
];

interface Props {
  readonly state: PageState;
  readonly ask: (what: Ask) => Promise<string | undefined>;
}

export function Faults({ state, ask }: Props) {
  const { faults, about } = state;
  const reason = useId();
  return (
    <section aria-label="Faults">
      <h2>Faults</h2>
      {faults.unavailable !== undefined && <p class="reason" id={reason}>{faults.unavailable}</p>}
      <Switch title="Listener" choices={LISTENER} now={faults.listener} reason={faults.unavailable && reason} to={(to) => ask({ type: 'listener', to })} />
      <Switch title="Database" choices={DATABASE} now={faults.database} reason={faults.unavailable && reason} to={(to) => ask({ type: 'database', to })} />
      {faults.unavailable === undefined && <p class="hint">The bot notices a stop after some 6 seconds, and a freeze after up to 35.</p>}
      <h2>About</h2>
      <dl>
        <dt>Proxy</dt>
        <dd><code>{about.proxyUrl}</code></dd>
        <dt>Bot</dt>
        <dd>{about.botNote}</dd>
      </dl>
    </section>
  );
}

interface SwitchProps<T extends string> {
  readonly title: string;
  readonly choices: readonly Choice<T>[];
  readonly now: T;
  /** Id of the words that say why nothing can be switched. */
  readonly reason: string | undefined;
  readonly to: (value: T) => Promise<string | undefined>;
}

function Switch<T extends string>({ title, choices, now, reason, to }: SwitchProps<T>) {
  const [asked, setAsked] = useState<T>();
  const [problem, setProblem] = useState<string>();
  // What was asked for stands until the server says what is.
  useEffect(() => setAsked(undefined), [now]);
  async function choose(value: T): Promise<void> {
    setAsked(value);
    setProblem(undefined);
    const failed = await to(value);
    if (failed !== undefined) setAsked(undefined);
    setProblem(failed);
  }
  return (
    <fieldset class="switch" role="radiogroup" disabled={reason !== undefined} aria-describedby={reason} aria-busy={asked !== undefined && asked !== now}>
      <legend>{title}</legend>
      {choices.map(({ value, label, meaning }, index) => (
        <label key={value} class={index > 0 ? 'broken' : ''}>
          <input type="radio" name={title} aria-label={label} checked={(asked ?? now) === value} onChange={() => void choose(value)} />
          <span><b>{label}</b> <i>{meaning}</i></span>
        </label>
      ))}
      {problem !== undefined && <p class="problem" role="alert">{problem}</p>}
    </fieldset>
  );
}
