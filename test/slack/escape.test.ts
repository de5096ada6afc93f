import { describe, expect, test } from 'vitest';
import { code, cut, cutMarkup, escapeText, looksLikeSecret, name, plain, redact } from '../../src/slack/escape.js';

describe('a secret', () => {
  test.each([
    ['alone', 'sk-abcdef123456'], ['short', 'sk-1234'], ['in a header', 'Authorization: Bearer sk-abcdef'], ['behind an equals sign', 'OPENAI_API_KEY=sk-abcdef'],
    ['in quotes', '"sk-abcdef"'], ['in curly quotes', '“sk-abcdef”'], ['in single quotes', "{'key': 'sk-abcdef'}"], ['in brackets', '(sk-abcdef)'], ['in code', '`sk-abcdef`'],
    ['behind a colon', 'key:sk-abcdef'], ['in an address', 'https://host/key/info?key=sk-abcdef'], ['in a path', '/key/sk-abcdef/regenerate'], ['in italics', '_sk-abcdef_'],
    ['as a flag', '--sk-abcdef'], ['on the next line', 'key\nsk-abcdef'], ['with dashes and underscores', 'sk-proj-ab_c-d'], ['behind a comma', 'a,sk-abcdef'],
  ])('%s is seen and cut out: %s', (_, text) => {
    expect(looksLikeSecret(text)).toBe(true);
    expect(redact(text)).toContain('sk-…');
    expect(redact(text)).not.toMatch(/abc|123/);
  });

  test.each(['my-sk-foo', 'team-sk-nightly', 'my_sk-foo', 'desk-lamp', 'risk-report', 'Disk-full-alert', 'sk-', 'sk-a', 'ask-me-anything', 'sk', 'sk-...1q9w', 'task-sk-runner'])('%s is none', (text) => {
    expect(looksLikeSecret(text)).toBe(false);
    expect(redact(text)).toBe(text);
  });

  test('is cut out as often as it is there, and asking twice gives the same answer', () => {
    expect(redact('sk-abcdef and sk-ghijkl')).toBe('sk-… and sk-…');
    expect([looksLikeSecret('sk-abcdef'), looksLikeSecret('sk-abcdef')]).toEqual([true, true]);
  });

  // An invisible character between the letters would hide it from the eye of the rule and nobody else's.
  test('is cut out of what is shown, also with invisible characters in it', () => {
    for (const show of [code, plain, name]) expect(show('s\u200Bk-abc\u2060def123')).not.toMatch(/abcdef/);
  });
});

describe('text from outside', () => {
  test.each<[string, string, string]>([
    ['a broadcast', '<!channel>', '`&lt;!channel&gt;`'],
    ['a mention', '<@U0OMAR>', '`&lt;@U0OMAR&gt;`'],
    ['what is escaped already', '&lt;!here&gt;', '`&amp;lt;!here&amp;gt;`'],
    ['a code span of its own', '`x` ```y```', '`ˋxˋ ˋˋˋyˋˋˋ`'],
    ['lines', 'a\r\nb\tc\u0000d', '`a b c d`'],
    ['marks that turn the direction', 'a\u202Eb\u2066c\u200Fd', '`abcd`'],
    ['nothing', '', '` `'],
    ['nothing visible', '\u200B\u2060\n', '` `'],
    ['blanks', '   a   b   ', '`a b`'],
    ['another alphabet', '余额不足 – ok 👍', '`余额不足 – ok 👍`'],
  ])('in code: %s', (_, text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test('is cut before it is escaped, so that no entity is torn', () => {
    expect(code('&'.repeat(400), 10)).toBe(`\`${'&amp;'.repeat(9)}…\``);
    expect(code('x'.repeat(400))).toHaveLength(302);
  });

  test('as a name is no markup and no mention', () => {
    expect(name('*Bob* _the_ ~builder~')).toBe('\u200B*Bob\u200B* \u200B_the\u200B_ \u200B~builder\u200B~');
    expect(name('<!here>')).toBe('&lt;!here&gt;');
    expect(name('x'.repeat(200))).toHaveLength(80);
  });

  test('without markup keeps its signs', () => {
    expect(plain('a <b> & *c*\n`d`')).toBe('a <b> & *c* ˋdˋ');
    expect(escapeText('a <b> & "c"')).toBe('a &lt;b&gt; &amp; "c"');
  });
});

describe('cutting', () => {
  test.each<[string, number, string]>([
    ['abc', 3, 'abc'], ['abcd', 3, 'ab…'], ['👍👍', 4, '👍👍'], ['a👍👍', 3, 'a…'], ['👍👍👍', 4, '👍…'],
  ])('%s to %d is %s', (text, limit, expected) => {
    expect(cut(text, limit)).toBe(expected);
  });

  test('of markup leaves nothing half open, whatever stands at the limit', () => {
    const text = 'abc &lt;!channel&gt; `code &amp; more` <!date^1700000000^{time}|2023-11-14 22:13 UTC> 👍 `x` <@U0OMAR> &amp;'.repeat(3);
    for (let limit = 4; limit <= text.length + 1; limit += 1) {
      const result = cutMarkup(text, limit);
      expect(result.length).toBeLessThanOrEqual(limit);
      expect(result.split('`').length % 2).toBe(1);
      expect(result).not.toMatch(/&(?!lt;|gt;|amp;)|<[^>]*$|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
    }
    expect(cutMarkup(text, text.length)).toBe(text);
  });
});
