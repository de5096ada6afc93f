/**
 * What a person typed, as they meant it: Slack wraps links, addresses and mentions, escapes three characters,
 * and phones turn quotes and double hyphens into their typographic kin.
 * Source: docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling (escaping of the text)
 */

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** @returns the text of a command as typed; mentions stay as `<@U…>`, as `should_escape` makes them */
export function unwrapText(text: string): string {
  return text
    .replace(/<(mailto:|tel:|https?:\/\/)([^|>]*)(?:\|([^>]*))?>/gi, (_, scheme: string, rest: string, label?: string) => label ?? `${scheme}${rest}`)
    .replace(/<([@#][A-Z0-9]+)(?:\|[^>]*)?>/g, '<$1>')
    .replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/(^|\s)[—–](?=[A-Za-z])/g, '$1--')
    .replace(/[\u00A0\u2007\u202F]/g, ' ');
}
