import { describe, expect, test } from 'vitest';
import { fillDate } from '../../sandbox/page/mrkdwn/dates.js';
import type { Block, Inline } from '../../sandbox/page/mrkdwn/nodes.js';
import { parseMrkdwn, plainText } from '../../sandbox/page/mrkdwn/parse.js';

/** The tree in short: `b(bold) i() s() c()`, `link(url|label)`, `quote[…]`, `/` for a line's end. */
function short(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      const inside = block.children.map(node).join('');
      return block.kind === 'lines' ? inside : block.kind === 'item' ? `item[${block.marker}|${inside}]` : `${block.kind}[${inside}]`;
    })
    .join(' ');
}

function node(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'break':
      return '/';
    case 'link':
      return `link(${inline.url}|${inline.label})`;
    case 'date':
      return `date(${inline.at}|${inline.pattern}|${inline.fallback})`;
    case 'emoji':
      return inline.character;
    case 'broadcast':
      return `everybody(${inline.range})`;
    case 'user':
    case 'channel':
    case 'group':
      return `${inline.kind}(${inline.id}${inline.label === undefined ? '' : `|${inline.label}`})`;
    default:
      return `${inline.kind[0]}(${inline.children.map(node).join('')})`;
  }
}

describe('mrkdwn is shown as Slack shows it', () => {
  test.each([
    // Styles
    ['*bold* _italic_ ~strike~ `code`', 'b(bold) i(italic) s(strike) c(code)'],
    ['*bold with `code` and _italic_*', 'b(bold with c(code) and i(italic))'],
    ['*Critical*: all 2', 'b(Critical): all 2'],
    ['2*3*4 and snake_case_name and a~b~c', '2*3*4 and snake_case_name and a~b~c'],
    ['* not bold* and *not bold *', '* not bold* and *not bold *'],
    ['*over\nlines*', '*over/lines*'],
    ['*_~', '*_~'],
    ['**', '**'],
    // Code keeps everything, but an unescaped mention still pings
    ['`*a* :key: &lt;b&gt;`', 'c(*a* :key: <b>)'],
    ['`<!channel>`', 'c(everybody(channel))'],
    ['a ` b', 'a ` b'],
    ['```\nline *1*\nline 2\n```', 'pre[line *1*\nline 2]'],
    ['before\n```x```\nafter', 'before pre[x] after'],
    ['``` alone', '``` alone'],
    // Quotes and lists
    ['> quoted\n> *twice*\nnot', 'quote[quoted/b(twice)] not'],
    ['&gt; escaped quote', 'quote[escaped quote]'],
    ['>>> all\nof it', 'quote[all/of it]'],
    ['• one\n• two', 'item[•|one] item[•|two]'],
    ['1. one\n- two', 'item[1.|one] item[-|two]'],
    ['-not a list', '-not a list'],
    // Angle brackets
    ['<https://a.example/?x=1&amp;y=2|docs>', 'link(https://a.example/?x=1&y=2|docs)'],
    ['<https://a.example>', 'link(https://a.example|https://a.example)'],
    ['see https://a.example/b.', 'see link(https://a.example/b|https://a.example/b).'],
    ['<mailto:a@b.example|a@b.example>', 'link(mailto:a@b.example|a@b.example)'],
    ['<javascript:alert(1)|x>', '<javascript:alert(1)|x>'],
    ['<@U0OMAR> in <#C0OPS|ops>', 'user(U0OMAR) in channel(C0OPS|ops)'],
    ['<!here> <!channel> <!everyone>', 'everybody(here) everybody(channel) everybody(everyone)'],
    ['<!subteam^S0ADMINS|@admins>', 'group(S0ADMINS|@admins)'],
    ['<!date^1700000000^{date_short} {time}|then>', 'date(1700000000|{date_short} {time}|then)'],
    ['<!date^soon^{time}|then>', 'then'],
    ['a < b > c', 'a < b > c'],
    ['*<https://a.example/_b_|a*b>*', 'b(link(https://a.example/_b_|a*b))'],
    // Entities and emoji
    ['&lt;!channel&gt; &amp;amp; R&D', '<!channel> &amp; R&D'],
    [':red_circle: :no_such_thing: 14:02:03', '🔴 :no_such_thing: 14:02:03'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['余额不足或无可用资源包,请充值。', '余额不足或无可用资源包,请充值。'],
    ['', ''],
  ])('%j', (source, expected) => {
    expect(short(parseMrkdwn(source))).toBe(expected);
  });

  test('plain text knows emoji and entities, and no styles', () => {
    expect(plainText('*a* :key: &amp; <b>')).toBe('*a* 🔑 & <b>');
    expect(plainText(':key:', false)).toBe(':key:');
  });

  test('thousands of marks that nothing closes are parsed at once', () => {
    const began = performance.now();
    for (const mark of ['*a ', '_', '`', '<', ':', '```', '> ', '*_~']) parseMrkdwn(mark.repeat(1500));
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('dates are shown in the zone of the reader', () => {
  const reader = { now: new Date('2026-11-20T14:08:00Z'), timeZone: 'Europe/Berlin', hour12: false };
  const at = Date.parse('2026-11-20T14:02:00Z') / 1000;
  test.each([
    ['{time}', at, '15:02'],
    ['{time_secs}', at, '15:02:00'],
    ['{date_num}', at, '2026-11-20'],
    ['{date_short}', at, 'Nov 20'],
    ['{date_short_pretty} at {time}', at, 'Today at 15:02'],
    ['{date_pretty}', at - 86_400, 'Yesterday'],
    ['{date_pretty}', at + 86_400, 'Tomorrow'],
    ['{date}', at - 86_400 * 17, 'November 3rd'],
    ['{date_long}', at, 'Friday, November 20th, 2026'],
    ['{date_short}', at + 86_400 * 365, 'Nov 20, 2027'],
    ['{ago}', at, '6 minutes ago'],
    ['{nonsense}', at, '{nonsense}'],
  ])('%s', (pattern, when, expected) => {
    expect(fillDate(when, pattern, reader)).toBe(expected);
  });

  test('midnight is 00:00, and 12:00 AM on a 12-hour clock', () => {
    const midnight = Date.parse('2026-11-19T23:00:00Z') / 1000;
    expect(fillDate(midnight, '{time}', reader)).toBe('00:00');
    expect(fillDate(midnight, '{time}', { ...reader, hour12: true })).toBe('12:00 AM');
  });
});
