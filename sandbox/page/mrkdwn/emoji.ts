/** The shortcodes that messages of this bot, and people who try it, are likely to use. */
const EMOJI: Readonly<Record<string, string>> = {
  red_circle: '🔴',
  large_orange_circle: '🟠',
  large_orange_diamond: '🔶',
  large_yellow_circle: '🟡',
  large_green_circle: '🟢',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  warning: '⚠️',
  rotating_light: '🚨',
  no_entry: '⛔',
  fire: '🔥',
  bell: '🔔',
  no_bell: '🔕',
  key: '🔑',
  lock: '🔒',
  eyes: '👀',
  hourglass_flowing_sand: '⏳',
  stopwatch: '⏱️',
  information_source: 'ℹ️',
  bulb: '💡',
  wrench: '🔧',
  mag: '🔍',
  speech_balloon: '💬',
  wave: '👋',
  tada: '🎉',
  '+1': '👍',
  thumbsup: '👍',
  '-1': '👎',
  smile: '😄',
  slightly_smiling_face: '🙂',
  pray: '🙏',
  robot_face: '🤖',
};

/** @returns undefined for a shortcode that stands for nothing here: it is then shown as typed. */
export function emoji(name: string): string | undefined {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined;
}

/** Shortcodes in plain text, such as a header's. */
export function withEmoji(plain: string): string {
  return plain.replaceAll(/:([\w+-]+):/g, (typed: string, name: string) => emoji(name) ?? typed);
}
