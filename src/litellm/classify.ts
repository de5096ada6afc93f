import type { UpstreamKind } from '../errors.js';
import type { Cause, CauseKind, Failure } from './classify/cause.js';
import { isAnybody, maySpeak, providerId, PROVIDERS } from './classify/providers.js';
import { AMBIGUOUS, CREDIT } from './classify/rows-credit.js';
import { PARTICULAR } from './classify/rows-particular.js';
import { CLASSES, PROXY, STATUS_OF } from './classify/rows-proxy.js';
import { RATE, WEAK_RATE } from './classify/rows-rate.js';
import { REQUEST } from './classify/rows-request.js';
import type { Row } from './classify/rows.js';
import { unwrap, type Wording } from './classify/words.js';

export { CAUSE_KINDS, type Cause, type CauseKind, type Failure } from './classify/cause.js';
export { describeCause, type Description } from './classify/describe.js';

/** Characters of the provider's words in which a cause is looked for; behind them it quotes the request. */
const LOOKED_AT = 600;

/** How our own call ended without an answer. A `status` has one. */
const OWN: Readonly<Partial<Record<UpstreamKind, CauseKind>>> = {
  refused: 'proxy-unreachable', unreachable: 'proxy-unreachable', reset: 'proxy-unreachable', timeout: 'timeout', malformed: 'not-litellm',
};

/** In this order: 402 is always credit, particular rows contradict general ones, and a rate overrides credit. */
const TABLE: readonly Row[] = [...PARTICULAR, ...RATE, ...CREDIT, ...REQUEST, ...WEAK_RATE, ...AMBIGUOUS];
/** With these statuses the words speak of the request, and may quote it: what only sounds like a limit counts for the others. */
const OF_THE_REQUEST = new Set([400, 404, 413, 422]);

/** Causes that have a provider to name. */
const OF_PROVIDER: ReadonlySet<CauseKind> = new Set<CauseKind>([
  'out-of-credit', 'rate-limited', 'ambiguous-quota', 'provider-refuses-credential', 'provider-forbids', 'model-not-found-at-provider', 'upstream-down', 'timeout',
  'bad-request', 'content-policy', 'context-window',
]);
const LIMITS: ReadonlySet<CauseKind> = new Set<CauseKind>(['rate-limited', 'ambiguous-quota']);

interface Told {
  readonly kind: CauseKind;
  readonly evidence: string;
  readonly provider?: string;
}

/**
 * Names the cause of a failure from LiteLLM's fields where they tell, and from the provider's words where only they do.
 * @returns the cause; never throws, whatever the message is, and takes time in proportion to a bounded part of it
 */
export function classify(failure: Failure): Cause {
  const wording = unwrap(failure.message);
  const told = ofOwnCall(failure) ?? ofClass(failure, wording) ?? ofProxy(wording) ?? ofProvider(failure, wording) ?? ofStatus(failure, wording);
  const named = told.provider ?? provider(failure, wording);
  const known = PROVIDERS.get(named);
  const needsMoney = told.kind === 'out-of-credit' || told.kind === 'ambiguous-quota';
  return {
    kind: told.kind,
    ...(named !== '' && OF_PROVIDER.has(told.kind) && { provider: known?.name ?? named }),
    ...(known && needsMoney && { topUpUrl: known.topUpUrl }),
    words: wording.words,
    evidence: told.evidence,
  };
}

function ofOwnCall({ kind }: Failure): Told | undefined {
  const cause = kind && OWN[kind];
  return cause && { kind: cause, evidence: `our own call: ${kind}` };
}

function ofClass({ errorClass = '', budgetEntity }: Failure, { classNames }: Wording): Told | undefined {
  if (budgetEntity) return { kind: 'virtual-budget', evidence: `error_budget_entity_type ${budgetEntity}` };
  const name = [errorClass, ...classNames].find((candidate) => CLASSES.has(candidate)) ?? '';
  const kind = CLASSES.get(name);
  return kind && { kind, evidence: `LiteLLM's class ${name}` };
}

/** LiteLLM's own words. A provider may be a LiteLLM too: what it says is wrapped in its name. */
function ofProxy(wording: Wording): Told | undefined {
  if (wording.provider !== undefined) return undefined;
  return first(PROXY, wording, '');
}

function ofProvider(failure: Failure, wording: Wording): Told | undefined {
  const id = provider(failure, wording);
  if (!isProviders(failure, wording)) return undefined;
  const status = statusOf(failure, wording);
  const rows = OF_THE_REQUEST.has(status ?? 0) ? TABLE.filter((row) => row.provider !== '*' || !LIMITS.has(row.kind)) : TABLE;
  const told = first(rows, { ...wording, codes: `${wording.codes} ${codeOf(failure)}` }, id);
  if (status === 402) return { kind: 'out-of-credit', evidence: 'status 402', ...(told?.provider !== undefined && { provider: told.provider }) };
  return told;
}

function first(rows: readonly Row[], { words, codes }: Wording, id: string): Told | undefined {
  const said = words.slice(0, LOOKED_AT).replace(/https?:\/\/\S+/g, ' ');
  for (const row of rows) {
    const match = maySpeak(row, id, words) ? row.pattern.exec(row.in === 'codes' ? codes : said) : undefined;
    if (!match) continue;
    const tells = row.provider !== '*' && isAnybody(id);
    return { kind: row.kind, evidence: `"${match[0]}" (${row.source})`, ...(tells && { provider: row.provider }) };
  }
  return undefined;
}

/** What is left to go by. */
function ofStatus(failure: Failure, wording: Wording): Told {
  const status = statusOf(failure, wording);
  if (status === undefined) return { kind: 'unknown', evidence: 'no row, no status' };
  return { kind: isProviders(failure, wording) ? providerStatus(status) : proxyStatus(status), evidence: `status ${status}, no row` };
}

function isProviders(failure: Failure, wording: Wording): boolean {
  return provider(failure, wording) !== '' || wording.classNames.length > 0;
}

function providerStatus(status: number): CauseKind {
  if (status === 401) return 'provider-refuses-credential';
  if (status === 403) return 'provider-forbids';
  if (status === 404) return 'model-not-found-at-provider';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'upstream-down';
  return status >= 400 ? 'bad-request' : 'unknown';
}

function proxyStatus(status: number): CauseKind {
  if (status === 408 || status === 504) return 'timeout';
  if (status >= 500) return 'proxy-error';
  return status === 400 || status === 413 || status === 422 ? 'bad-request' : 'unknown';
}

function statusOf({ status, code = '', errorClass = '' }: Failure, { classNames }: Wording): number | undefined {
  const candidates = [status, /^\d{3}$/.test(code) ? Number(code) : undefined, ...[errorClass, ...classNames].map((name) => STATUS_OF.get(name))];
  return candidates.find((value) => value !== undefined && value >= 100 && value <= 599);
}

/** What the fields hold besides a status: LiteLLM stores a provider's code as `error_code`. */
function codeOf({ code = '', status }: Failure): string {
  return `${code.slice(0, 200)} ${status !== undefined && (status < 100 || status > 599) ? status : ''}`.trim();
}

function provider(failure: Failure, wording: Wording): string {
  return providerId(failure.provider) || providerId(wording.provider);
}
