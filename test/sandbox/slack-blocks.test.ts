import { expect, test } from 'vitest';
import { client, refusal, start } from './slack-harness.js';

const plain = (text: string): unknown => ({ type: 'plain_text', text });
const mrkdwn = (text: string): unknown => ({ type: 'mrkdwn', text });
const section = (text: string): unknown => ({ type: 'section', text: mrkdwn(text) });
const button = (extra: object = {}): object => ({ type: 'button', action_id: 'go', text: plain('Go'), ...extra });
const actions = (...elements: unknown[]): unknown => ({ type: 'actions', elements });
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_each, index) => make(index));
const confirm = (extra: object = {}): object => ({ title: plain('Sure?'), text: plain('It goes.'), confirm: plain('Yes'), deny: plain('No'), ...extra });

const refused: [string, unknown[], string][] = [
  ['51 blocks', many(51, () => ({ type: 'divider' })), '/blocks'],
  ['an unknown block', [{ type: 'carousel-of-doom' }], '/blocks/0/type'],
  ['a section text of 3,001', [section('x'.repeat(3_001))], '/blocks/0/text/text'],
  ['an empty text', [section('')], '/blocks/0/text/text'],
  ['a section of nothing', [{ type: 'section' }], '/blocks/0'],
  ['11 fields', [{ type: 'section', fields: many(11, () => mrkdwn('x')) }], '/blocks/0/fields'],
  ['a field of 2,001', [{ type: 'section', fields: [mrkdwn('x'.repeat(2_001))] }], '/blocks/0/fields/0/text'],
  ['a header of 151', [{ type: 'header', text: plain('x'.repeat(151)) }], '/blocks/0/text/text'],
  ['a header in mrkdwn', [{ type: 'header', text: mrkdwn('x') }], '/blocks/0/text/type'],
  ['11 context elements', [{ type: 'context', elements: many(11, () => mrkdwn('x')) }], '/blocks/0/elements'],
  ['a context of nothing', [{ type: 'context', elements: [] }], '/blocks/0/elements'],
  ['26 actions', [actions(...many(26, (index) => button({ action_id: `go-${index}` })))], '/blocks/0/elements'],
  ['a button text of 76', [actions(button({ text: plain('x'.repeat(76)) }))], '/blocks/0/elements/0/text/text'],
  ['a button text in mrkdwn', [actions(button({ text: mrkdwn('x') }))], '/blocks/0/elements/0/text/type'],
  ['a button value of 2,001', [actions(button({ value: 'x'.repeat(2_001) }))], '/blocks/0/elements/0/value'],
  ['a button url of 3,001', [actions(button({ url: `https://${'x'.repeat(2_993)}` }))], '/blocks/0/elements/0/url'],
  ['a button style of fancy', [actions(button({ style: 'fancy' }))], '/blocks/0/elements/0/style'],
  ['an action_id of 256', [actions(button({ action_id: 'x'.repeat(256) }))], '/blocks/0/elements/0/action_id'],
  ['a block_id of 256', [{ type: 'divider', block_id: 'x'.repeat(256) }], '/blocks/0/block_id'],
  ['one action_id twice in a block', [actions(button(), button())], '/blocks/0/elements/1/action_id'],
  ['one block_id twice', many(2, () => ({ type: 'divider', block_id: 'same' })), '/blocks/1/block_id'],
  ['an unknown element', [actions({ type: 'lever' })], '/blocks/0/elements/0/type'],
  ['an accessory without text', [{ type: 'section', text: mrkdwn('x'), accessory: { type: 'button' } }], '/blocks/0/accessory'],
  ['a confirm title of 101', [actions(button({ confirm: confirm({ title: plain('x'.repeat(101)) }) }))], '/blocks/0/elements/0/confirm/title/text'],
  ['a confirm text of 301', [actions(button({ confirm: confirm({ text: plain('x'.repeat(301)) }) }))], '/blocks/0/elements/0/confirm/text/text'],
  ['a confirm button of 31', [actions(button({ confirm: confirm({ confirm: plain('x'.repeat(31)) }) }))], '/blocks/0/elements/0/confirm/confirm/text'],
  ['a confirm without a way out', [actions(button({ confirm: confirm({ deny: undefined }) }))], '/blocks/0/elements/0/confirm'],
];

test.each(refused)('invalid_blocks: %s', async (_what, blocks, pointer) => {
  const slack = await start();
  const said = await refusal(client(slack).apiCall('chat.postMessage', { channel: 'C0ALERTS', text: 'x', blocks }));
  expect(said.error).toBe('invalid_blocks');
  expect(said.response_metadata?.messages?.join('\n')).toContain(`[json-pointer:${pointer}]`);
  expect(slack.messages('C0ALERTS', 'U0VERA')).toEqual([]);
});

test('all that is just within the limits is taken', async () => {
  const slack = await start();
  const blocks = [
    section('x'.repeat(3_000)),
    { type: 'header', text: plain('x'.repeat(150)) },
    { type: 'context', elements: many(10, () => mrkdwn('x')) },
    actions(...many(25, (index) => button({ action_id: `go-${index}`, value: 'x'.repeat(2_000) }))),
    actions(button({ confirm: confirm() })),
    ...many(45, () => ({ type: 'divider' })),
  ];
  await client(slack).apiCall('chat.postMessage', { channel: 'C0ALERTS', text: 'x', blocks });
  expect(slack.messages('C0ALERTS', 'U0VERA')[0]?.blocks).toHaveLength(50);
});

test('blocks that are together too long are refused', async () => {
  const slack = await start();
  const blocks = many(5, () => section('x'.repeat(2_700)));
  expect((await refusal(client(slack).apiCall('chat.postMessage', { channel: 'C0ALERTS', blocks }))).error).toBe('msg_blocks_too_long');
});

test('blocks that are no list are refused', async () => {
  const slack = await start();
  const post = (blocks: unknown) => client(slack).apiCall('chat.postMessage', { channel: 'C0ALERTS', text: 'x', blocks });
  expect((await refusal(post('not json'))).error).toBe('invalid_blocks_format');
  expect((await refusal(post({ type: 'divider' }))).error).toBe('invalid_blocks_format');
});

test('blocks are checked in updates and ephemerals too', async () => {
  const slack = await start();
  const web = client(slack);
  const blocks = [section('')];
  const { ts } = await web.chat.postMessage({ channel: 'C0ALERTS', text: 'x' });
  const calls = [
    web.apiCall('chat.update', { channel: 'C0ALERTS', ts, blocks }),
    web.apiCall('chat.postEphemeral', { channel: 'C0ALERTS', user: 'U0VERA', blocks }),
  ];
  for (const call of calls) expect((await refusal(call)).error).toBe('invalid_blocks');
});

test('blocks are checked in attachments, and keys that Slack does not know are refused', async () => {
  const slack = await start();
  const post = (attachment: object) => client(slack).apiCall('chat.postMessage', { channel: 'C0ALERTS', attachments: [attachment] });
  const said = await refusal(post({ color: '#f00', blocks: [section('')] }));
  expect(said.error).toBe('invalid_attachments');
  expect(said.response_metadata?.messages?.join()).toContain('[json-pointer:/attachments/0/blocks/0/text/text]');
  expect(await refusal(post({ indent: false, blocks: [section('x')] }))).toMatchObject({ error: 'invalid_attachments', response_metadata: { messages: ['[ERROR] invalid_keys'] } });
  await post({ color: '#f00', blocks: [section('x')] });
});
