import { expect, test } from 'vitest';
import { withoutSecrets } from '../src/log.js';

test.each<[string, unknown]>([
  ['a key', 'sk-geheim123'], ['a key in a header', 'Bearer sk-geheim123'], ['a bot token', 'xoxb-1-geheim'], ['an app token', 'xapp-1-geheim'], ['a user token', 'token=xoxp-geheim'],
  ['a key behind a line break, which JSON writes as a letter', 'first\nsk-geheim123'], ['a key behind a tab', 'a\tsk-geheim123'], ['a key behind a control character', '\u0007sk-geheim123'],
  ['a key in quotes', '"sk-geheim123"'], ['a key in a field of its own', { key: 'sk-geheim123' }], ['a key as the name of a field', { 'sk-geheim123': 1 }],
  ['a key in a text of JSON', JSON.stringify({ a: JSON.stringify({ key: 'sk-geheim123' }) })],
])('%s is cut out of a line', (_, value) => {
  const line = withoutSecrets(JSON.stringify({ level: 30, msg: value }));
  expect(line).not.toContain('geheim');
  expect(() => { JSON.parse(line); }).not.toThrow();
});

test.each(['my-sk-notes', 'desk-lamp', 'sk-', 'sk-...1q9w'])('%s stays', (text) => {
  expect(withoutSecrets(JSON.stringify({ msg: text }))).toContain(text);
});
