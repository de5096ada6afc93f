import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startCron } from '../src/cron.js';

const HOUR_MS = 3_600_000;
const EVERY_SECOND = '* * * * * *';

interface Line { readonly level: string; readonly message: string }
let lines: Line[];
let written: string[];
let task: { stop(): Promise<void> } | undefined;

beforeEach(() => {
  [lines, written] = [[], []];
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12, 0, 0, 500) });
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation((chunk) => { written.push(String(chunk)); return true; });
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, method).mockImplementation((...words) => { written.push(words.join(' ')); });
});
afterEach(async () => {
  await task?.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Sets the wall clock, as an administrator or NTP does: nothing else passes. */
const step = (ms: number) => vi.setSystemTime(Date.now() + ms);
const said = (level: string) => lines.filter((line) => line.level === level).map(({ message }) => message);

function run(work: () => Promise<void>, expression = EVERY_SECOND): void {
  const write = (level: string) => (_: object, message: string) => { lines.push({ level, message }); };
  task = startCron(expression, 'look', work, { info: write('info'), debug: write('debug'), warn: write('warn'), error: write('error') });
}

describe('a task', () => {
  test('runs at its times, until it is stopped', async () => {
    let runs = 0;
    run(async () => { runs += 1; });
    await pass(3_000);
    expect(runs).toBe(3);
    await task?.stop();
    await pass(60_000);
    expect(runs).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([['back by an hour', -HOUR_MS], ['back by ten seconds', -10_000], ['ahead by an hour', HOUR_MS]])('goes on after the clock was set %s', async (_, ms) => {
    let runs = 0;
    run(async () => { runs += 1; });
    await pass(2_000);
    step(ms);
    // It may take until the next look at the clocks, and no longer.
    await pass(7_000);
    runs = 0;
    await pass(10_000);
    expect(runs).toBe(10);
    expect(said('info')).toEqual(['the clock was set; planned anew']);
  });

  test('is not planned anew where the clock is only trimmed', async () => {
    run(async () => {});
    for (let minute = 0; minute < 10; minute += 1) {
      await pass(60_000);
      step(-400);
    }
    expect(said('info')).toEqual([]);
  });

  test('never runs twice at once, however long it takes', async () => {
    let [running, most, runs] = [0, 0, 0];
    run(async () => {
      runs += 1;
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => { setTimeout(resolve, 2_400); });
      running -= 1;
    });
    await pass(30_000);
    expect(most).toBe(1);
    expect(runs).toBe(10);
  });

  test('never runs twice at once where the clock is set while it runs', async () => {
    let running = 0;
    run(() => new Promise(() => { running += 1; }));
    await pass(2_000);
    step(-HOUR_MS);
    await pass(20_000);
    expect(running).toBe(1);
  });

  test('goes on after work that threw, and says so', async () => {
    let runs = 0;
    run(async () => { runs += 1; throw new Error('broken'); });
    await pass(3_000);
    expect(runs).toBe(3);
    expect(said('error')).toEqual(Array.from({ length: 3 }, () => 'scheduled work failed'));
  });

  test('writes nothing past the log, also not after a sleep of the machine', async () => {
    run(() => new Promise((resolve) => { setTimeout(resolve, 2_400); }));
    await pass(5_000);
    step(HOUR_MS);
    await pass(20_000);
    step(-HOUR_MS);
    await pass(20_000);
    expect(written).toEqual([]);
    expect(said('warn')).toEqual([]);
    expect(said('debug').length).toBeLessThan(50);
  });
});
