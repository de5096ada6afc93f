/** Slack's mrkdwn as a tree: text stays text all the way to the screen, no HTML is ever made of it. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'code'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly url: string; readonly label: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly label: string | undefined }
  /** Everybody at once: `here`, `channel` or `everyone`. */
  | { readonly kind: 'broadcast'; readonly range: string }
  /** Seconds since 1970, and Slack's pattern of `{date}`, `{time}` … */
  | { readonly kind: 'date'; readonly at: number; readonly pattern: string; readonly fallback: string; readonly url: string | undefined }
  | { readonly kind: 'emoji'; readonly name: string; readonly character: string }
  | { readonly kind: 'break' };

export type Block =
  | { readonly kind: 'lines' | 'quote'; readonly children: readonly Inline[] }
  | { readonly kind: 'pre'; readonly children: readonly Inline[] }
  /** `marker` is shown as it was typed: Slack makes no lists out of mrkdwn, only their look. */
  | { readonly kind: 'item'; readonly marker: string; readonly children: readonly Inline[] };

export function text(value: string): Inline {
  return { kind: 'text', text: value };
}

/** The three characters that Slack's senders escape; nothing else is an entity there. */
export function unescape(value: string): string {
  return value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
