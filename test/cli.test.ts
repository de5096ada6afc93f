import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryDatabases, type TemporaryDatabases } from './support/postgres.js';
import { root } from './support/tree.js';
import { sql } from './store/support/processes.js';

let databases: TemporaryDatabases;
beforeAll(async () => { databases = await temporaryDatabases(); });
afterAll(() => databases.close());

interface Run { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs a verb as its own process, with nothing of our environment but the paths. */
async function run(verb: string | undefined, { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {}): Promise<Run> {
  const child = spawn(process.execPath, ['--import=tsx', 'src/cli.ts', ...(verb === undefined ? [] : [verb])], {
    cwd: root, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, stdio: 'pipe',
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
  return { code, out, err };
}

const on = async (name: string) => ({ DATABASE_URL: await databases.databaseUrl(name) });

describe('an export', () => {
  test('has a line a row and no blank ones, nothing else on standard output, and is taken back by import', async () => {
    const from = await on('from');
    expect(await run('migrate', { env: from })).toMatchObject({ code: 0, out: '', err: 'The database is up to date.\n' });
    await sql(from.DATABASE_URL, `insert into litellm_chatops.audit (actor, action, outcome, detail) select 'U1', 'key new', 'done', jsonb_build_object('n', n, 'text', repeat(E'ü\\n', 50)) from generate_series(1, 1500) n`);
    const exported = await run('export', { env: from });
    expect(exported).toMatchObject({ code: 0, err: '' });
    const lines = exported.out.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines).toHaveLength(1_502);
    expect(lines.filter((line) => line.trim() === '')).toEqual([]);
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object).join())).toEqual(['litellm_chatops_export,migrations', ...Array.from({ length: 1_500 }, () => 'table,row'), 'rows']);

    const to = await on('to');
    expect(await run('import', { env: to, input: exported.out })).toMatchObject({ code: 0, out: '', err: expect.stringMatching(/^Imported 1500 audit/) as string });
    expect((await run('export', { env: to })).out).toBe(exported.out);
  }, 60_000);

  test('that is cut is refused by import, without a stack trace', async () => {
    const exported = await run('export', { env: await on('cut') });
    const refused = await run('import', { env: await on('cut'), input: exported.out.split('\n')[0] ?? '' });
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/^The export is cut: it holds 0 rows of an unknown number\.\n$/);
  }, 60_000);
});

describe('a start', () => {
  test('without its variables names each of them', async () => {
    const { code, err } = await run('start');
    expect(code).toBe(2);
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'ALERT_CHANNEL', 'LITELLM_ADMIN_KEY']) expect(err).toContain(name);
    expect(err).not.toMatch(/^\s+at /m);
  });

  // A slash in a password is the usual mistake, and the address must not be shown for it.
  test.each(['LITELLM_DATABASE_URL', 'DATABASE_URL'])('with an address in %s that is none says so, without its password', async (name) => {
    const env = {
      SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: 'http://127.0.0.1:1/api/', ALERT_CHANNEL: 'C0ALERTS', LITELLM_MASTER_KEY: 'sk-1',
      ...await on('address'), [name]: 'postgresql://me:pass/word@127.0.0.1/x',
    };
    const { code, out, err } = await run('start', { env });
    expect(code).toBe(2);
    expect(err).toContain(name);
    expect(out + err).not.toContain('pass/word');
    expect(err).not.toMatch(/^\s+at /m);
  });
});

test.each([[undefined, 0], ['help', 0], ['version', 0], ['nonsense', 2]])('verb %s ends with %d', async (verb, code) => {
  const answer = await run(verb);
  expect(answer.code).toBe(code);
  expect(answer.out + answer.err).toMatch(verb === 'version' ? /^\d+\.\d+\.\d+\n$/ : /Usage: litellm-chatops <verb>/);
});
