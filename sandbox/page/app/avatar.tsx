/** A picture of the author: initials on a colour of their own, a pulse for the bot. */
import type { Author } from './surroundings.js';

const TONES = 5;

export function Avatar({ author }: { author: Author }) {
  if (author.kind === 'app') return <span class="avatar app" aria-hidden="true"><Pulse /></span>;
  const sum = Array.from(author.name).reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const initials = author.name.split(/\s+/).slice(0, 2).map((word) => word[0] ?? '').join('').toUpperCase();
  return <span class={`avatar tone-${sum % TONES}`} aria-hidden="true">{initials}</span>;
}

function Pulse() {
  return (
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <path d="M5 17h6l3-9 4 16 3-7h6" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
