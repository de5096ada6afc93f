/** Who the reader is: every person sees their own messages and may do other things. */
import { useEffect, useState } from 'preact/hooks';
import type { Person } from '../../slack/types.js';

interface Props {
  readonly people: readonly Person[];
  readonly me: Person;
  /** People of another team are guests, whatever their role says. */
  readonly team: string;
  readonly become: (person: Person) => void;
}

export function People({ people, me, team, become }: Props) {
  // Shown as chosen at once; what that person sees follows from the server.
  const [chosen, setChosen] = useState<string>();
  useEffect(() => setChosen(undefined), [me.id]);
  const choose = (person: Person) => {
    setChosen(person.id);
    become(person);
  };
  return (
    <fieldset class="people" role="radiogroup">
      <legend class="hidden">Who you are</legend>
      {people.map((person) => (
        <label key={person.id} title={person.realName}>
          <input type="radio" name="person" checked={person.id === (chosen ?? me.id)} onChange={() => choose(person)} />
          <span><b>{person.name}</b> <i>{person.teamId === team ? person.role : 'guest'}</i></span>
        </label>
      ))}
    </fieldset>
  );
}
