import { describe, expect, test } from 'vitest';
import type { Part, Snapshot } from '../../src/commands/snapshot.js';
import { renderStatus } from '../../src/commands/status-card.js';
import { StoreError, UpstreamError } from '../../src/errors.js';
import type { ModelHealth } from '../../src/litellm/failures/failures.js';
import { at, incident } from '../alerts/support/incident.js';
import { buttonsOf, textOf } from '../support/house.js';
import { expectAccepted, expectHarmless } from '../support/slack-limits.js';

const had = <T>(value: T): Part<T> => ({ ok: true, value });
const failed = (error: Error): { ok: false; error: Error } => ({ ok: false, error });
const refusal = (status: number, words: string) => failed(new UpstreamError(words, { kind: 'status', status, request: 'GET /x' }));
const silence = failed(new UpstreamError('no answer in time', { kind: 'timeout', request: 'GET /x' }));
const failing = (change: Partial<ModelHealth> = {}): ModelHealth => ({ model: 'glm-4', failures: 5, successes: 0, lastFailure: at(1), cause: { kind: 'out-of-credit', provider: 'Zhipu GLM', words: '余额不足', evidence: 'a row' }, ...change });

const healthy: Snapshot = {
  at: at(10),
  proxy: { name: 'default', baseUrl: new URL('http://127.0.0.1:4000'), target: { host: '127.0.0.1', port: 4000 }, keyIsMaster: true },
  listener: { kind: 'answers', ms: 4.4 },
  readiness: had({ status: 'connected', db: 'connected' }),
  version: had('1.106.2'),
  models: had(['gpt-4o', 'glm-4']),
  failing: had({ models: [], unread: 0 }),
  keys: had({ total: 214, blocked: 2, expiring: 3, isIncomplete: false }),
  spend: had(41.2),
  incidents: had([]),
};
const down: Partial<Snapshot> = { readiness: silence, version: silence, models: silence, failing: silence, keys: silence, spend: silence };
const card = (change: Partial<Snapshot> = {}) => {
  const message = renderStatus({ ...healthy, ...change });
  const whole = { blocks: [], attachments: [], ...message } as unknown as Parameters<typeof textOf>[0];
  return { message, text: textOf(whole), first: textOf(whole).split('\n')[1] ?? '', buttons: buttonsOf(whole), color: message.attachments?.[0]?.color };
};

describe('the status card', () => {
  test.each<[string, Partial<Snapshot>, RegExp, readonly RegExp[]]>([
    ['of a healthy proxy', {}, /LiteLLM is healthy/, [/Listening on `127\.0\.0\.1:4000` · answers in 4 ms · `1\.106\.2` · full mode/, /Database connected · 214 keys \(2 blocked, 3 expire within 7 days\)/, /2 model groups, none failed/, /\$41\.20 spent today/, /No open incident/]],
    ['of one that nobody listens for', { ...down, listener: { kind: 'refused', seen: 'TCP 127.0.0.1:4000: connection refused' } }, /nothing listens on `127\.0\.0\.1:4000`/, [/Seen: `TCP/, /cannot be read while it does not answer/]],
    ['of a frozen one', { ...down, listener: { kind: 'hung', seen: 'no answer' } }, /accepts connections on .* and does not answer/, [/Seen/]],
    ['of an unreachable one', { ...down, listener: { kind: 'unreachable', seen: 'no route' } }, /cannot be reached/, [/no route/]],
    ['of another service', { ...down, listener: { kind: 'other-service', seen: 'HTTP 200: nginx' } }, /something else answers/, [/nginx/]],
    ["of a gateway's error", { ...down, listener: { kind: 'wrong-answer', seen: 'HTTP 502' } }, /answers on .* with an error/, [/HTTP 502/]],
    ['without its database', { readiness: had({ status: 'disconnected', db: 'disconnected' }), keys: refusal(503, 'no db'), spend: refusal(503, 'no db'), failing: refusal(503, 'no db') }, /database lost/, [/refused \(503\); only the master key/, /2 model groups · recent failures cannot be read without the database/]],
    ['with a stalled database', { readiness: had({ status: 'stalled', db: 'stalled' }) }, /database lost/, [/`stalled`/]],
    ['in lite mode', { readiness: had({ status: 'healthy', db: 'Not connected' }), keys: refusal(500, 'no db'), spend: refusal(500, 'no db') }, /is healthy \(lite mode\)/, [/No database in lite mode/]],
    ['that refuses our key', { models: refusal(401, 'bad'), keys: refusal(401, 'bad'), spend: refusal(401, 'bad'), version: refusal(401, 'bad') }, /refuses the bot's own key/, [/LITELLM_ADMIN_KEY/, /LiteLLM answered 401: `bad`/]],
    ['of which one thing cannot be read', { spend: silence }, /one thing could not be read/, [/Spend cannot be read: there was no answer in time/, /214 keys/]],
    ['of which most cannot be read', { keys: silence, spend: silence, models: silence }, /3 things could not be read/, [/Listening on/]],
    ['with a failing model', { failing: had({ models: [failing()], unread: 0 }) }, /`glm-4` is failing, out of credit \(Zhipu GLM\)/, [/2 model groups, 1 failed[^]*`glm-4`: out of credit \(Zhipu GLM\), 5 failed, none answered; last .*: `余额不足`/]],
    ['with a model that fails now and then', { failing: had({ models: [failing({ successes: 40 })], unread: 0 }) }, /failing/, [/5 failed, 40 answered; .*`余额不足`/]],
    ['with more failures than are read', { failing: had({ models: [failing()], unread: 4_000 }) }, /`glm-4` is failing/, [/failures of 1 among the latest requests; 4,000 failed requests of the last 15 min could not be read\n• `glm-4`: .*, at least 5 failed/]],
    ['with more failures than are read, none of a model', { failing: had({ models: [], unread: 4_000 }) }, /more failed requests than can be read/, [/no failure of a model among the latest/]],
    ['with one failed request, which is no verdict', { failing: had({ models: [failing({ failures: 1 })], unread: 0 }) }, /is healthy/, [/1 failed in the last 15 min:/]],
    ['with requests that were wrong themselves', { failing: had({ models: [failing({ cause: { kind: 'context-window', words: 'too long', evidence: 'a row' } })], unread: 0 }) }, /is healthy/, [/the request is too long, 5 failed/]],
    ['with models of which successes are not known', { failing: had({ models: [failing({ successes: undefined })], unread: 0 }) }, /failing/, [/5 failed; last/]],
    ['with exactly one key that expires', { keys: had({ total: 1, blocked: 0, expiring: 1, isIncomplete: false }) }, /healthy/, [/1 key \(0 blocked, 1 expires within/]],
    ['with more keys than were looked at', { keys: had({ total: 5_000, blocked: 0, expiring: 1, isIncomplete: true }) }, /healthy/, [/5,000 keys \(0 blocked, 1 or more expire within/]],
    ["without the bot's own database", { incidents: failed(new StoreError('gone')) }, /healthy/, [/Open incidents cannot be read: the bot's own database/]],
    ['of everything lost at once', { ...down, listener: { kind: 'refused', seen: 'x' }, incidents: failed(new StoreError('gone')) }, /nothing listens/, [/Open incidents cannot be read/]],
    ['with an incident that nobody has', { incidents: had([incident({ messageTs: '1' })]) }, /healthy/, [/1 open incident: #41 listener \(nobody yet, 10 min\)/]],
    ['with one that somebody has', { incidents: had([incident({ state: 'acknowledged', acknowledgedName: 'ada', acknowledgedAt: at(4) })]) }, /healthy/, [/#41 listener \(ada/]],
  ])('%s', (_, change, verdict, lines) => {
    const { message, text, first } = card(change);
    expect(first).toMatch(verdict);
    for (const line of lines) expect(text).toMatch(line);
    expect(text).not.toMatch(/undefined|\[object|NaN|Error:/);
    expect(message.text).toMatch(/^[^`*<]+\.$/);
    expectAccepted(message);
  });

  test('is red when it is down, amber when something is wrong, green when all is well', () => {
    const colors = [card({ ...down, listener: { kind: 'hung', seen: 'x' } }), card({ failing: had({ models: [failing()], unread: 0 }) }), card()].map(({ color }) => color);
    expect(new Set(colors).size).toBe(3);
  });

  test('offers to acknowledge what nobody has, three at the most, and to share', () => {
    const open = Array.from({ length: 8 }, (_, index) => incident({ id: index + 1, state: index === 0 ? 'acknowledged' : 'firing', acknowledgedName: 'ada' }));
    const { buttons, text } = card({ incidents: had(open) });
    expect(buttons).toEqual(['Acknowledge #2', 'Acknowledge #3', 'Acknowledge #4', 'Share in channel']);
    expect(text).toMatch(/8 open incidents: #1 .* and 3 more/);
  });

  test('lists the first of two hundred failing models and counts the rest', () => {
    const { message, text } = card({ failing: had({ models: Array.from({ length: 200 }, (_, index) => failing({ model: `model-${index}` })), unread: 0 }) });
    expect(text).toMatch(/200 model groups are failing[^]*`model-4`[^]*and 195 more/);
    expect(text).toContain('spent today');
    expectAccepted(message);
  });

  test('lets no text from outside loose, however much there is of it', () => {
    const hostile = '<!channel> *_~`x`\n\u202E<@U0OMAR|x> sk-abcdef123456 &'.repeat(300);
    const parts = refusal(500, hostile);
    for (const change of [
      { version: had(hostile), failing: had({ models: Array.from({ length: 9 }, () => failing({ model: hostile, cause: { kind: 'unknown', provider: hostile, words: hostile, evidence: hostile } })), unread: 0 }) },
      { version: parts, models: parts, keys: parts, spend: parts, failing: parts, readiness: parts },
      { ...down, listener: { kind: 'other-service', seen: hostile } as const },
      { readiness: had({ status: hostile, db: hostile }), proxy: { ...healthy.proxy, name: hostile, target: undefined } },
      { incidents: had(Array.from({ length: 9 }, () => incident({ check: hostile, state: 'acknowledged', acknowledgedName: hostile }))) },
    ]) {
      const { message } = card(change);
      expectAccepted(message);
      expectHarmless(message);
    }
  });
});
