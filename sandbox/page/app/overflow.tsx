/** The `⋯` menu of a message. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { plainText } from '../mrkdwn/parse.js';

interface Props {
  readonly options: readonly string[];
  readonly press: (option: string) => void;
}

export function Overflow({ options, press }: Props) {
  const [open, setOpen] = useState(false);
  const [leftwards, setLeftwards] = useState(false);
  const whole = useRef<HTMLSpanElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return undefined;
    const menu = whole.current?.querySelector('[role=menu]');
    setLeftwards((menu?.getBoundingClientRect().right ?? 0) > innerWidth);
    menu?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const elsewhere = ({ target }: Event) => {
      if (!whole.current?.contains(target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [open]);

  function close(): void {
    setOpen(false);
    opener.current?.focus();
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' || event.key === 'Tab') return close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const items = [...(whole.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    items.at((items.indexOf(document.activeElement as HTMLElement) + step) % items.length)?.focus();
  }

  return (
    <span class="overflow" ref={whole}>
      <button ref={opener} type="button" class="button" aria-label="More actions" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        ⋯
      </button>
      {open && (
        <span class={leftwards ? 'menu leftwards' : 'menu'} role="menu" onKeyDown={onKeyDown}>
          {options.map((option) => (
            <button key={option} type="button" role="menuitem" tabIndex={-1} onClick={() => (close(), press(option))}>
              {plainText(option)}
            </button>
          ))}
        </span>
      )}
    </span>
  );
}
