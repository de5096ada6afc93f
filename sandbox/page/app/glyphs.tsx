/**
 * Text in which the signs of severity are drawn, as Slack draws its own: they then look alike everywhere,
 * and are there on computers without an emoji font. Other emoji are left to the font.
 */
import type { ComponentChildren } from 'preact';

const CIRCLES: Readonly<Record<string, readonly [name: string, fill: string]>> = {
  '🔴': ['red circle', '#dd2e44'],
  '🟠': ['orange circle', '#f4900c'],
  '🟡': ['yellow circle', '#fdcb58'],
  '🟢': ['green circle', '#78b159'],
  '🔵': ['blue circle', '#55acee'],
  '⚪': ['white circle', '#e6e7e8'],
};
const DRAWN = /(🔴|🟠|🟡|🟢|🔵|⚪\uFE0F?|✅|❌|⚠️)/u;

export function Glyphs({ text }: { text: string }) {
  if (!DRAWN.test(text)) return <>{text}</>;
  return <>{text.split(DRAWN).map((part, index) => (index % 2 === 0 ? part : <Glyph key={index} of={part} />))}</>;
}

function Glyph({ of }: { of: string }) {
  const circle = CIRCLES[of.replace('\uFE0F', '')];
  if (circle) return <Drawing name={circle[0]}><circle cx="10" cy="10" r="9" fill={circle[1]} /></Drawing>;
  if (of === '✅') {
    return (
      <Drawing name="check mark">
        <rect x="1" y="1" width="18" height="18" rx="4" fill="#5c9e3f" />
        <path d="m5 10.5 3.5 3.500L15 6" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" />
      </Drawing>
    );
  }
  if (of === '❌') return <Drawing name="cross"><path d="m3 3 14 14M17 3 3 17" stroke="#dd2e44" stroke-width="4" stroke-linecap="round" /></Drawing>;
  return (
    <Drawing name="warning">
      <path d="M10 2 19 18H1Z" fill="#ffcc4d" stroke="#ffcc4d" stroke-width="2" stroke-linejoin="round" />
      <path d="M10 7v5.500M10 15.6v.1" stroke="#231f20" stroke-width="2.2" stroke-linecap="round" />
    </Drawing>
  );
}

function Drawing({ name, children }: { name: string; children: ComponentChildren }) {
  return <svg class="glyph" viewBox="0 0 20 20" role="img" aria-label={name}>{children}</svg>;
}
