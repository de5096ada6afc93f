import type { Incident, Severity } from '../store/incidents.js';
import type { ButtonOptions, Message } from '../slack/blocks.js';
import { renderCard, type Tone } from '../slack/card.js';
import { escapeText, name, plain } from '../slack/escape.js';
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

function renderOpen(incident: Incident, { verdict, evidence, next }: Description): Message {
  const { word, emoji } = SEVERITY[incident.severity];
  const tone: Tone = incident.state === 'acknowledged' ? 'warning' : incident.severity;
  return renderCard({
    tone,
    verdict: `${emoji} ${word}: ${verdict}`,
    notification: `${word}: ${unmarked(verdict)}, incident #${incident.id}${incident.acknowledgedName ? `, ${escapeText(plain(incident.acknowledgedName, 80))} is on it` : ''}.`,
    evidence: [`Since ${seconds(incident.startedAt)}, noticed after ${duration((incident.firedAt ?? incident.startedAt).getTime() - incident.startedAt.getTime())}.`, ...evidence],
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
  return `${holder}${silence} · incident #${incident.id} · proxy ${name(incident.proxy)}`;
}

function buttons(incident: Incident): readonly ButtonOptions[] {
  const value = String(incident.id);
  const acknowledge: ButtonOptions = { label: 'Acknowledge', action: 'incident/acknowledge', value, style: 'primary' };
  const silence: ButtonOptions = { label: 'Silence 1 h', action: 'incident/silence', value };
  return [
    ...(incident.state === 'firing' ? [acknowledge] : []),
    ...(incident.silencedUntil ? [] : [silence]),
    { label: 'Status', action: 'command/status', value: 'status' },
  ];
}

function renderResolved(incident: Incident, { resolved }: Description): Message {
  const end = incident.resolvedAt ?? incident.lastSeenAt;
  const length = duration(end.getTime() - incident.startedAt.getTime());
  return renderCard({
    tone: 'good',
    verdict: `✅ Resolved: ${resolved}`,
    notification: `Resolved after ${length}: ${unmarked(resolved)}, incident #${incident.id}.`,
    evidence: [`It lasted ${length} (${seconds(incident.startedAt)}–${seconds(end)}).`, acknowledgement(incident)],
    footer: [`incident #${incident.id} · proxy ${name(incident.proxy)}`],
  });
}

function acknowledgement({ acknowledgedAt, acknowledgedName, firedAt, startedAt }: Incident): string {
  if (!acknowledgedAt) return 'Nobody acknowledged it.';
  return `*${name(acknowledgedName ?? '')}* acknowledged after ${duration(acknowledgedAt.getTime() - (firedAt ?? startedAt).getTime())}.`;
}

/** The thread below a resolved incident gets what the message no longer shows. */
export function renderResolvedNote(incident: Incident, { verdict, evidence, resolved }: Description): Message {
  const length = duration((incident.resolvedAt ?? incident.lastSeenAt).getTime() - incident.startedAt.getTime());
  return {
    text: `Resolved after ${length}: ${unmarked(resolved)}.`,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: [`Resolved after ${length}. It was: ${verdict}.`, ...evidence].join('\n').slice(0, 3_000) } }],
  };
}

/** A verdict for where no markup is shown; what Slack would take for control characters stays escaped. */
function unmarked(text: string): string {
  return text.replaceAll('`', '');
}
