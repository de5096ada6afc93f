import { expect, test } from 'vitest';
import { unwrapText } from '../../src/slack/unwrap.js';

test.each<[string, string, string]>([
  ['a link', '<https://example.com/a?b=c>', 'https://example.com/a?b=c'],
  ['a link with a label: what was typed is the label', 'key new <http://ci.example|ci.example>', 'key new ci.example'],
  ['an e-mail address', '<mailto:a@example.com|a@example.com>', 'a@example.com'],
  ['a telephone number', '<tel:+123|+123>', '+123'],
  ['two links', '<http://a.b|a.b> <http://c.d|c.d>', 'a.b c.d'],
  ['a link of capitals', '<HTTP://A.B|A.B>', 'A.B'],
  ['an escaped ampersand in an address', '<http://a.b/?x=1&amp;y=2>', 'http://a.b/?x=1&y=2'],
  ['a mention with a name', '<@U0OMAR|omar>', '<@U0OMAR>'],
  ['a mention', '<@U0OMAR>', '<@U0OMAR>'],
  ['a channel', '<#C0ALERTS|llm-alerts>', '<#C0ALERTS>'],
  ['entities', 'a &lt;b&gt; &amp; c', 'a <b> & c'],
  // Somebody typed "&lt;" themselves: Slack escapes its ampersand.
  ['an entity that was typed as such', '&amp;lt;', '&lt;'],
  ['what looks like a link once its entities are undone', '&lt;http://a.b|c&gt;', '<http://a.b|c>'],
  ['curly quotes', '“gpt-4o, glm-4” ‘x’', '"gpt-4o, glm-4" \'x\''],
  ['German and French quotes', '„a“ «b»', '"a" "b"'],
  ['an em dash before a flag', 'x —models a', 'x --models a'],
  ['an en dash before a flag, at the beginning', '–budget=10', '--budget=10'],
  ['a dash within a word', 'a—b', 'a—b'],
  ['a dash that stands alone', 'a — b', 'a — b'],
  ['a dash before a number', '—5', '—5'],
  ['a flag after a blank that does not break', 'x\u00A0—models\u00A0a', 'x --models a'],
  ['narrow blanks', '1\u202F000\u2007x', '1 000 x'],
  ['what is plain already', 'key new ci-nightly --per 30d', 'key new ci-nightly --per 30d'],
  ['nothing', '', ''],
])('%s', (_, typed, meant) => {
  expect(unwrapText(typed)).toBe(meant);
});
