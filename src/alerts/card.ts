import type { Incident, Severity } from '../store/incidents.js';
import { section, type ButtonOptions, type Message } from '../slack/blocks.js';
import { renderCard } from '../slack/card.js';
import { escapeText, name, plain } from '../slack/escape.js';
import { onProxy } from '../slack/proxy-name.js';
import { dateToken, duration } from '../slack/time.js';
import type { Description } from './check.js';

const SEVERITY: Readonly<Record<Severity, { readonly word: string; readonly emoji: string }>> = {
  critical: { word: 'Critical', emoji: '🔴' },
  warning: { word: 'Warning', emoji: '🟠' },
  notice: { word: 'Notice', emoji: '🔵' },
};

const seconds = (at: Date) => dateToken(at, '{time_secs}');

/** Pure: an incident's one message, as the incident is now. */
export function renderIncident(incident: Incident, description: Description): Message {
  return incident.state === 'resolved' ? renderResolved(incident, description) : renderOpen(incident, description);
}

function renderOpen(incident: Incident, { verdict, means, seen, next }: Description): Message {
  const { word, emoji } = SEVERITY[incident.severity];
  const isHeld = incident.state === 'acknowledged';
  const holder = incident.acknowledgedName ? `, ${escapeText(plain(incident.acknowledgedName, 80))} is on it` : '';
  return renderCard({
    tone: isHeld ? 'warning' : incident.severity,
    verdict: `${isHeld ? '🟠' : emoji} ${word}: ${verdict}`,
    notification: `${word}: ${unmarked(verdict)}, incident #${incident.id}${holder}.`,
    lead: [`Since ${seconds(incident.startedAt)}. ${means}`],
    evidence: seen,
    next,
    footer: [footer(incident)],
    buttons: buttons(incident),
  });
}

function footer(incident: Incident): string {
  const holder = incident.state === 'acknowledged'
    ? `*${name(incident.acknowledgedName ?? '')}* is on it since ${seconds(incident.acknowledgedAt ?? incident.startedAt)}`
    : 'Nobody has acknowledged it yet';
  const silence = incident.silencedUntil ? ` · silenced until ${dateToken(incident.silencedUntil)}` : '';
  return `${holder}${silence} · incident #${incident.id}${onProxy(incident.proxy)}`;
}

function buttons({ id, state, silencedUntil }: Incident): readonly ButtonOptions[] {
  const value = String(id);
  const acknowledge: ButtonOptions = { label: 'Acknowledge', action: 'incident/acknowledge', value, style: 'primary' };
  return [
    ...(state === 'firing' ? [acknowledge] : []),
    silencedUntil ? endSilence(value) : { label: 'Silence 1 h', action: 'incident/silence', value },
    { label: 'Status', action: 'command/status', value: 'status' },
  ];
}

const endSilence = (value: string): ButtonOptions => ({ label: 'End silence', action: 'incident/unsilence', value });

function renderResolved(incident: Incident, { resolved }: Description): Message {
  const end = incident.resolvedAt ?? incident.lastSeenAt;
  const length = duration(end.getTime() - incident.startedAt.getTime());
  const isQuiet = incident.silencedUntil !== null && incident.silencedUntil > end;
  const quiet = isQuiet ? [`Further ${name(incident.check)} alerts stay silent until ${dateToken(incident.silencedUntil as Date)}`] : [];
  return renderCard({
    tone: 'good',
    verdict: `✅ Resolved: ${resolved}, after ${length} (${seconds(incident.startedAt)}–${seconds(end)})`,
    notification: `Resolved after ${length}: ${unmarked(resolved)}, incident #${incident.id}.`,
    evidence: [acknowledgement(incident)],
    footer: [[...quiet, `incident #${incident.id}${onProxy(incident.proxy)}`].join(' · ')],
    ...(isQuiet && { buttons: [endSilence(String(incident.id))] }),
  });
}

function acknowledgement({ acknowledgedAt, acknowledgedName, firedAt, startedAt }: Incident): string {
  if (!acknowledgedAt) return 'Nobody acknowledged it.';
  return `*${name(acknowledgedName ?? '')}* acknowledged after ${duration(acknowledgedAt.getTime() - (firedAt ?? startedAt).getTime())}.`;
}

/** The thread below a resolved incident gets what the message no longer shows. */
export function renderResolvedNote(incident: Incident, { verdict, seen, resolved }: Description): Message {
  const end = incident.resolvedAt ?? incident.lastSeenAt;
  const length = duration(end.getTime() - incident.startedAt.getTime());
  return {
    text: `Resolved after ${length}: ${unmarked(resolved)}.`,
    blocks: [section([`Resolved after ${length}. Seen last: ${verdict} (${seconds(incident.startedAt)}–${seconds(end)}).`, ...seen].join('\n'))],
  };
}

/** A verdict for where no markup is shown; what Slack would take for control characters stays escaped. */
function unmarked(text: string): string {
  return text.replaceAll('`', '');
}
