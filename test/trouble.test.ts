import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTrouble, type Trouble } from '../src/trouble.js';

let lines: string[];
let trouble: Trouble;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  const write = (level: string) => (fields: object, message: string) => { lines.push(`${level} ${message} ${(fields as { times: number }).times}`); };
  trouble = createTrouble({ info: write('info'), error: write('error') }, 'no database');
});
afterEach(() => { vi.useRealTimers(); });

test('a trouble is told when it begins, once a minute, and when it is over', () => {
  for (let second = 0; second < 121; second += 1) {
    trouble.tell(new Error('away'));
    vi.advanceTimersByTime(1_000);
  }
  trouble.over();
  expect(lines).toEqual(['error no database 1', 'error no database 61', 'error no database 121', 'info no longer: no database 121']);
});

test('what goes well says nothing', () => {
  trouble.over();
  trouble.over();
  expect(lines).toEqual([]);
});

test('the next trouble is told at once, however soon it comes', () => {
  trouble.tell(new Error('away'));
  trouble.over();
  trouble.tell(new Error('away'));
  expect(lines).toEqual(['error no database 1', 'info no longer: no database 1', 'error no database 1']);
});

test('a clock that is set back silences nothing', () => {
  trouble.tell(new Error('away'));
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(60_000);
  trouble.tell(new Error('away'));
  expect(lines).toHaveLength(2);
});
