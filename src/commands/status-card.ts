import { UpstreamError } from '../errors.js';
import { saysDatabaseLost } from '../litellm/health.js';
import { describeCause, type Cause, type CauseKind } from '../litellm/classify.js';
import type { FailureReport, ModelHealth } from '../litellm/failures/failures.js';
import type { Listener } from '../litellm/listener.js';
import type { ButtonOptions, Message } from '../slack/blocks.js';
import { renderCard, type Tone } from '../slack/card.js';
import { code, name } from '../slack/escape.js';
import { proxyTitle } from '../slack/proxy-name.js';
import { ago, count, duration, money, timeToken } from '../slack/time.js';
import type { Incident } from '../store/incidents.js';
import { reasonOf } from './answer.js';
import type { Snapshot } from './snapshot.js';

/** lite has no database, full has one; `unknown` where readiness could not be read. */
type Mode = 'lite' | 'full' | 'unknown';

interface View extends Snapshot {
  readonly mode: Mode;
  /** Whether the proxy has a database and has lost it. */
  readonly isDatabaseLost: boolean;
  readonly address: string;
  /** Lite mode knows the master key alone: whatever else the bot has says nothing there. */
  readonly isKeyless: boolean;
}

/** Buttons to acknowledge with; further incidents are only listed. */
const MOST_BUTTONS = 3;
const MOST_LISTED = 5;
/** A single failed request is listed, and is no verdict on its model. */
const WORTH_A_VERDICT = 2;
/** What somebody asked for was wrong, and the model is well. */
const OF_THE_REQUEST: ReadonlySet<CauseKind> = new Set<CauseKind>(['bad-request', 'content-policy', 'context-window']);

/** Pure: the status card, the worst first. */
export function renderStatus(snapshot: Snapshot): Message {
  const view = viewOf(snapshot);
  const { tone, verdict, notification, means } = judge(view);
  return renderCard({
    tone,
    verdict,
    notification,
    lead: means,
    evidence: [listening(view), database(view), models(view), ...failing(view), spend(view)].filter((line) => line !== ''),
    footer: [incidents(view, tone)].filter((line) => line !== ''),
    buttons: buttons(view),
  });
}

function viewOf(snapshot: Snapshot): View {
  const { readiness, proxy } = snapshot;
  const db = readiness.ok ? readiness.value.db : undefined;
  const mode: Mode = db === undefined ? 'unknown' : db === 'Not connected' ? 'lite' : 'full';
  const parts = [snapshot.keys, snapshot.spend, snapshot.models, snapshot.version];
  const address = proxy.target ? `${proxy.target.host}:${proxy.target.port}` : proxy.baseUrl.host;
  return {
    ...snapshot,
    address: code(address, 120),
    mode,
    isKeyless: mode === 'lite' && !proxy.keyIsMaster,
    // Without its database, or without itself, the proxy records nothing: what its tables hold is from before.
    failing: mode === 'full' ? snapshot.failing : { ok: false, error: new Error('nothing is recorded') },
    isDatabaseLost: db === 'disconnected' || db === 'stalled' || (mode === 'full' && parts.some((part) => !part.ok && saysDatabaseLost(part.error))),
  };
}

interface Judgement { readonly tone: Tone; readonly verdict: string; readonly notification: string; readonly means: readonly string[] }

/** Pure: what matters most, in one line. */
function judge(view: View): Judgement {
  const who = proxyTitle(view.proxy.name);
  const sentence = (text: string) => `${text.replaceAll('`', '')}.`;
  const as = (tone: Tone, verdict: string, means: readonly string[] = []): Judgement => ({ tone, verdict, notification: sentence(verdict), means });
  if (view.listener.kind !== 'answers') return as('critical', `${who} ${outage(view.listener, view.address)}`, [`Seen: ${code(view.listener.seen, 200)}`]);
  if (view.isDatabaseLost) {
    return as('critical', `${who}: database lost`, ['Requests with virtual keys are refused (503); only the master key still works. It reconnects by itself once the database is back.']);
  }
  if (isOurKeyRefused(view)) return as('warning', `${who} runs, and refuses the bot's own key`, ['Check `LITELLM_ADMIN_KEY` or `LITELLM_MASTER_KEY`: what needs it cannot be shown.']);
  const broken = view.failing.ok ? view.failing.value.models.filter(({ failures, cause }) => failures >= WORTH_A_VERDICT && !OF_THE_REQUEST.has(cause.kind)) : [];
  const [first, second] = broken;
  if (first && !second) return as('warning', `${who}: ${code(first.model, 80)} is failing, ${headline(first.cause)}`);
  if (first) return as('warning', `${who}: ${broken.length} model groups are failing`);
  if (view.failing.ok && view.failing.value.unread > 0) return as('warning', `${who} answers, with more failed requests than can be read`);
  const missing = [view.readiness, ...(view.isKeyless ? [] : [view.models, view.version]), ...(view.mode === 'lite' ? [] : [view.keys, view.spend, ...(view.readiness.ok ? [view.failing] : [])])].filter((part) => !part.ok).length;
  if (missing > 0) return as('warning', `${who} answers, but ${missing === 1 ? 'one thing' : `${missing} things`} could not be read`);
  return as('good', `${who} is healthy${view.mode === 'lite' ? ' (lite mode)' : ''}`);
}

function outage(listener: Exclude<Listener, { kind: 'answers' }>, address: string): string {
  switch (listener.kind) {
    case 'refused': return `is down: nothing listens on ${address}`;
    case 'unreachable': return `cannot be reached on ${address}`;
    case 'hung': return `accepts connections on ${address} and does not answer`;
    case 'closed': return `accepts connections on ${address} and closes them`;
    case 'other-service': return `is not there: something else answers on ${address}`;
    case 'wrong-answer': return `answers on ${address} with an error`;
  }
}

function isOurKeyRefused({ models, readiness }: View): boolean {
  // Without its database LiteLLM answers 401 to good keys as well.
  return readiness.ok && readiness.value.db === 'connected' && !models.ok && models.error instanceof UpstreamError && [401, 403].includes(models.error.details.status ?? 0);
}

function listening({ listener, version, mode, address, isKeyless }: View): string {
  if (listener.kind !== 'answers') return '';
  const release = version.ok ? code(version.value, 40) : `version unknown${isKeyless ? '' : `: ${reasonOf(version.error)}`}`;
  return `Listening on ${address} · answers in ${Math.max(1, Math.round(listener.ms))} ms · ${release} · ${mode === 'unknown' ? 'mode unknown' : `${mode} mode`}`;
}

function database(view: View): string {
  const { readiness, mode, isDatabaseLost, listener } = view;
  if (listener.kind !== 'answers' && !readiness.ok) return pastTheProxy(view);
  if (!readiness.ok) return `Readiness and database cannot be read: ${reasonOf(readiness.error)} · ${keys(view)}`;
  if (mode === 'lite') return 'No database in lite mode: no virtual keys, no spend; only the master key works.';
  if (isDatabaseLost) return `${stateOfLost(readiness.value.db)} · keys and spend cannot be read without it`;
  return `Database ${readiness.value.db === 'connected' ? 'connected' : code(readiness.value.db, 40)} · ${isOurKeyRefused(view) ? 'keys and spend are not for this key' : keys(view)}`;
}

/** What LiteLLM's database tells while the proxy itself does not answer. */
function pastTheProxy(view: View): string {
  if (!view.keys.ok) return 'Models, keys and spend cannot be read while it does not answer.';
  return `Its database answers the bot · ${keys(view)}${view.spend.ok ? ` · ${money(view.spend.value)} spent today (UTC)` : ''}`;
}

/** Readiness keeps its last answer for 15 s: until then LiteLLM's refusals know better. */
function stateOfLost(db: string): string {
  return db === 'connected' ? 'Database lost within the last seconds' : `Database ${code(db, 40)}`;
}

function keys({ keys: part }: View): string {
  if (!part.ok) return `keys cannot be read: ${reasonOf(part.error)}`;
  const { total, blocked, expiring, isIncomplete } = part.value;
  const expire = expiring === 1 && !isIncomplete ? '1 expires' : `${expiring}${isIncomplete ? ' or more' : ''} expire`;
  return `${count(total, 'key')} (${blocked} blocked, ${expire} within 7 days)`;
}

function models(view: View): string {
  const { models: part, failing: broken, listener, mode, isDatabaseLost, isKeyless } = view;
  if (isKeyless) return 'Models cannot be read in lite mode, where only the master key works; the bot has an admin key.';
  if (listener.kind !== 'answers') return '';
  if (!part.ok) return `Models cannot be read: ${reasonOf(part.error)}`;
  const groups = count(part.value.length, 'model group');
  if (broken.ok) return `${groups}, ${recent(broken.value)}`;
  if (mode === 'lite' || isDatabaseLost) return `${groups} · recent failures cannot be read without the database`;
  return `${groups} · recent failures cannot be read: ${reasonOf(broken.error)}`;
}

function recent({ models: broken, unread }: FailureReport): string {
  if (unread > 0) return `${broken.length === 0 ? 'no failure of a model' : `failures of ${broken.length}`} among the latest requests; ${count(unread, 'failed request')} of the last 15 min could not be read`;
  return broken.length === 0 ? 'none failed in the last 15 min' : `${broken.length} failed in the last 15 min:`;
}

function failing({ failing: part, at }: View): readonly string[] {
  if (!part.ok) return [];
  const { models: broken, unread } = part.value;
  const lines = broken.slice(0, MOST_LISTED).map((model) => failure(model, unread > 0, at));
  const rest = broken.length - lines.length;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

function failure({ model, failures, successes, lastFailure, cause }: ModelHealth, isLeast: boolean, now: Date): string {
  const answered = successes === undefined ? '' : successes === 0 ? ', none answered' : `, ${successes} answered`;
  return `• ${code(model, 80)}: ${headline(cause)}, ${isLeast ? 'at least ' : ''}${failures} failed${answered}; last ${ago(lastFailure, now)}: ${code(cause.words, 160)}`;
}

/** `out of credit (Zhipu GLM)` */
function headline({ kind, provider }: Cause): string {
  const { title } = describeCause(kind);
  return provider === undefined ? title : `${title} (${name(provider)})`;
}

function spend(view: View): string {
  const { spend: part, mode, isDatabaseLost, listener } = view;
  if (mode === 'lite' || isDatabaseLost || listener.kind !== 'answers' || isOurKeyRefused(view)) return '';
  return part.ok ? `${money(part.value)} spent today (UTC)` : `Spend cannot be read: ${reasonOf(part.error)}`;
}

/** That there is no incident would calm nobody who reads that the proxy is down. */
function incidents({ incidents: part, at }: View, tone: Tone): string {
  if (!part.ok) return 'Open incidents cannot be read: the bot\'s own database does not answer.';
  if (part.value.length === 0) return tone === 'critical' ? '' : 'No open incident';
  const listed = part.value.slice(0, MOST_LISTED).map((incident) => `#${incident.id} ${name(incident.check)} (${holder(incident, at)})`);
  const rest = part.value.length - listed.length;
  return `${count(part.value.length, 'open incident')}: ${listed.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function holder({ state, acknowledgedName, acknowledgedAt, startedAt }: Incident, now: Date): string {
  if (state !== 'acknowledged') return `nobody yet, ${duration(now.getTime() - startedAt.getTime())}`;
  return `${name(acknowledgedName ?? '')} since ${timeToken(acknowledgedAt ?? startedAt, now)}`;
}

function buttons({ incidents: part }: View): readonly ButtonOptions[] {
  const open = part.ok ? part.value.filter(({ state }) => state === 'firing').slice(0, MOST_BUTTONS) : [];
  return [
    ...open.map(({ id }): ButtonOptions => ({ label: `Acknowledge #${id}`, action: `incident/acknowledge/${id}`, value: String(id), style: 'primary' })),
    { label: 'Share in channel', action: 'status/share', value: 'status' },
  ];
}
