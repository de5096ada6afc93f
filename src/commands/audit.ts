import { UserError } from '../errors.js';
import { section } from '../slack/blocks.js';
import { code, name } from '../slack/escape.js';
import { onProxy } from '../slack/proxy-name.js';
import { fitMessage } from '../slack/limits.js';
import { ago } from '../slack/time.js';
import { listAudit, type AuditOutcome, type AuditRow } from '../store/audit.js';
import { defineCommand } from './command.js';

const DEFAULT_ROWS = 10;
const MOST_ROWS = 100;
/** Rows in one section: each takes some 200 of its 3,000 characters. */
const ROWS_A_BLOCK = 10;

const WORDS: Readonly<Record<AuditOutcome, string>> = {
  started: 'begun; its end is not recorded yet',
  done: 'done',
  refused: 'refused',
  failed: 'failed',
  unknown: 'outcome unknown',
  cancelled: 'cancelled',
};

export const audit = defineCommand({
  name: 'audit',
  summary: 'The latest changes, and refused ones: who, when, what, how it ended',
  positionals: [{ name: 'n', isRequired: false }],
  flags: {},
  examples: ['/llm audit', '/llm audit 50'],
  async run({ store, clock }, { positionals }) {
    const limit = parseLimit(positionals[0]);
    const rows = await listAudit(store, limit);
    const lines = rows.map((row) => line(row, clock()));
    const title = rows.length === 0 ? 'Nothing has been changed yet' : `The latest ${rows.length === 1 ? 'change' : `${rows.length} changes`}, newest first`;
    const groups = Array.from({ length: Math.ceil(lines.length / ROWS_A_BLOCK) }, (_, index) => lines.slice(index * ROWS_A_BLOCK, (index + 1) * ROWS_A_BLOCK));
    return { message: fitMessage({ text: `${title}.`, blocks: [section(`*${title}*`), ...groups.map((group) => section(group.join('\n')))] }) };
  },
});

function parseLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_ROWS;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1) throw new UserError(`${code(text, 40)} is no number of rows.`, { hint: `Expected 1 to ${MOST_ROWS}, as in \`/llm audit 50\`.` });
  return Math.min(limit, MOST_ROWS);
}

function line(row: AuditRow, now: Date): string {
  const why = typeof row.detail.why === 'string' ? ` (${name(row.detail.why)})` : '';
  const target = row.target === '' ? '' : ` ${code(row.target, 80)}`;
  return `${ago(row.at, now)}  *${name(row.actorName)}* (${name(row.actor)})  ${row.action}${target}${onProxy(row.proxy)}: ${WORDS[row.outcome]}${why}`;
}
