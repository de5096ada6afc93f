import { expect, test } from 'vitest';
import { closest } from '../../src/commands/closest.js';

const COMMANDS = ['help', 'status', 'audit', 'key new', 'key revoke'];

test.each<[string, readonly string[], string | undefined]>([
  ['statsu', COMMANDS, 'status'], ['STATUS', COMMANDS, 'status'], ['stat', COMMANDS, 'status'], ['hlep', COMMANDS, 'help'], ['key nwe', COMMANDS, 'key new'], ['keyrevoke', COMMANDS, 'key revoke'],
  ['nightly-biuld', ['nightly-build', 'nightly'], 'nightly-build'], ['model', ['models', 'budget'], 'models'], ['gpt-4x', ['glm-4', 'gpt-4o'], 'gpt-4o'], ['余额', ['余'], '余'],
  ['frobnicate', COMMANDS, undefined], ['', COMMANDS, undefined], ['x', [], undefined],
  // Two letters of two are near to nothing, however small their distance.
  ['ab', ['xy'], undefined], ['a', ['me'], undefined], ['', ['ab'], undefined],
])('%j is nearest to %j in %j', (word, candidates, expected) => {
  expect(closest(word, candidates)).toBe(expected);
});

test('what is of about the same length alone is compared: thousands of letters against hundreds of long names end at once', () => {
  expect(closest('x'.repeat(4_000), Array.from({ length: 5_000 }, () => 'y'.repeat(2_000)))).toBeUndefined();
});
