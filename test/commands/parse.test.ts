import { describe, expect, test } from 'vitest';
import { defineCommand, usageOf } from '../../src/commands/command.js';
import { parseInput, splitWords } from '../../src/commands/parse.js';

describe('words', () => {
  test.each<[string, readonly string[]]>([
    ['', []], ['  \t\n ', []], ['status', ['status']], ['  key   new  ci ', ['key', 'new', 'ci']], ['a\nb\tc', ['a', 'b', 'c']],
    ['"a b" c', ['a b', 'c']], ["'a b'", ['a b']], ['--models="a, b" x', ['--models=a, b', 'x']], ["--models='a b'", ['--models=a b']],
    // Inside the other kind a quote is a letter, and an apostrophe within a word is no quote.
    [`"it's"`, ["it's"]], ["it's", ["it's"]], ['5" x', ['5"', 'x']], [`'say "hi"'`, ['say "hi"']],
    ['""', ['']], ['--team=""', ['--team=']], ['--team ""', ['--team', '']], ['a=b=c', ['a=b=c']], ['"a b"c', ['a bc']], ['👍 余', ['👍', '余']],
  ])('%j are %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test.each([['"open', '"'], ["--team='plat form", "'"], ['"a" "', '"']])('%s is refused: its quote is never closed', (text, quote) => {
    expect(() => splitWords(text)).toThrow(`The quote \`${quote}\` is never closed.`);
  });

  test('beyond four thousand characters are not read', () => {
    expect(splitWords('x'.repeat(4_000))).toHaveLength(1);
    expect(() => splitWords('x'.repeat(4_001))).toThrow(/4,001 characters; at most 4,000/);
  });
});

const command = defineCommand({
  name: 'key new', summary: '', examples: [],
  positionals: [{ name: 'alias', isRequired: true }, { name: 'note', isRequired: false }],
  flags: { models: { value: 'a,b', help: '' }, budget: { value: '10', help: '' }, per: { value: '30d', help: '' } },
  run: () => Promise.reject(new Error('not run here')),
});
const bare = defineCommand({ ...command, name: 'status', positionals: [], flags: {} });
const parse = (text: string, of = command) => parseInput(of, splitWords(text));

describe('input', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['ci', ['ci'], {}],
    ['ci --budget 10 --per 30d', ['ci'], { budget: '10', per: '30d' }],
    ['--budget=10 ci --per 30d note', ['ci', 'note'], { budget: '10', per: '30d' }],
    ['ci --BUDGET 10', ['ci'], { budget: '10' }],
    ['ci --models "a, b"', ['ci'], { models: 'a, b' }],
    ['ci --models=a=b', ['ci'], { models: 'a=b' }],
    // A dash in front makes no flag; two behind an equals sign neither.
    ['-ci --budget -5', ['-ci'], { budget: '-5' }],
    ['ci --models=--per', ['ci'], { models: '--per' }],
    ['ci --models=', ['ci'], { models: '' }],
  ])('%s', (text, positionals, flags) => {
    expect(parse(text)).toEqual({ positionals, flags });
  });

  test.each<[string, RegExp, RegExp]>([
    ['', /needs the alias/, /Type `\/llm key new &lt;alias&gt; \[note\] \[--models a,b\]/],
    ['a b c', /`c` is one word too many/, /put quotes around/],
    ['a --model x', /No flag `--model`\. Did you mean `--models`\?/, /takes `--models`, `--budget`, `--per`/],
    ['a --nonsense', /No flag `--nonsense`\.$/, /`--models`/],
    ['a --', /No flag `--`\./, /`--models`/],
    ['a --__proto__ x', /No flag `--__proto__`\.$/, /`--models`/],
    ['a --constructor=x', /No flag `--constructor`\.$/, /`--models`/],
    ['a --<!channel> x', /No flag `--&lt;!channel&gt;`/, /`--models`/],
    ['a --budget', /`--budget` needs a value/, /`--budget 10`/],
    ['a --budget --per 30d', /`--budget` needs a value/, /`--budget 10`/],
    ['a --budget 1 --BUDGET 2', /`--budget` is there twice/, /Give it once/],
  ])('%s is refused with what would be right', (text, message, hint) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) as string, hint: expect.stringMatching(hint) as string }) as Error);
  });

  test('of a command without flags says that it takes none', () => {
    expect(() => parse('--x', bare)).toThrow(expect.objectContaining({ hint: '`/llm status` takes no flags.' }) as Error);
    expect(usageOf(bare)).toBe('/llm status');
  });
});
