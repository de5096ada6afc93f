import { bot } from './defaults.js';
import type { Workspace } from './workspace.js';

/** Slack's own escaping of text: https://docs.slack.dev/messaging/formatting-message-text, “Escaping text” */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A link does not end in punctuation. */
const link = /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)'"]/;
const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
/** Without a scheme Slack makes links of names under the top-level domains that it knows; these few stand for them. */
const domain = /(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|app|eu|de|uk)(?![\w.-])(?:\/[^\s<>|]*)?/;
const mention = /(?<![\w@#])@[\w.-]*\w/;
const channel = /(?<![\w@#&])#[\w-]+/;
const token = new RegExp([link, email, domain, mention, channel].map((each) => `(${each.source})`).join('|'), 'gu');

/**
 * “Escape channels, users, and links sent to your app” (the manifest's `should_escape`):
 * https://docs.slack.dev/interactivity/implementing-slash-commands. People and channels that exist become
 * `<@U…|name>` and `<#C…|name>`; links and e-mails are wrapped as in messages
 * (docs.slack.dev/messaging/formatting-message-text).
 */
export function escapeCommand(text: string, workspace: Workspace): string {
  return wrap(text, workspace, (id, name) => `<@${id}|${name}>`);
}

/** A person's message as it is stored: mentions carry the id alone (docs.slack.dev/messaging/formatting-message-text, “Mentioning users”). */
export function escapeMessage(text: string, workspace: Workspace): string {
  return wrap(text, workspace, (id) => `<@${id}>`);
}

type PersonTag = (id: string, name: string) => string;

function wrap(text: string, workspace: Workspace, tag: PersonTag): string {
  return escapeText(text).replace(token, (found: string, url?: string, mail?: string, host?: string, user?: string) => {
    if (url) return `<${url}>`;
    if (mail) return `<mailto:${mail}|${mail}>`;
    if (host) return `<http://${host}|${host}>`;
    return user ? wrapPerson(user, workspace, tag) : wrapChannel(found, workspace);
  });
}

function wrapPerson(handle: string, workspace: Workspace, tag: PersonTag): string {
  if (handle === `@${bot.name}`) return tag(bot.userId, bot.name);
  const person = workspace.people.find((each) => `@${each.name}` === handle);
  return person ? tag(person.id, person.name) : handle;
}

function wrapChannel(name: string, workspace: Workspace): string {
  const room = workspace.channels.find((each) => each.kind !== 'im' && `#${each.name}` === name);
  return room ? `<#${room.id}|${room.name}>` : name;
}
