import { describe, expect, test } from 'vitest';
import type { KnownBlock } from '@slack/types';
import { actions, context, divider, section, type ButtonOptions, type Message } from '../../src/slack/blocks.js';
import { renderCard } from '../../src/slack/card.js';
import { fitMessage } from '../../src/slack/limits.js';
import { expectAccepted } from '../support/slack-limits.js';

const NOTE = /more than Slack shows/;

/** A small generator with a seed, so that what fails once fails again (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ALPHABET = ['x', '&lt;', '&amp;', '`', '\n', '"', '\\', '余', '👍', '<!date^1^{time}|t>', ' ', '*'];

function randomMessage(random: () => number): Message {
  const whole = (most: number) => Math.floor(random() * (most + 1));
  const text = (most: number) => `x${Array.from({ length: whole(most) }, () => ALPHABET[whole(ALPHABET.length - 1)]).join('')}`;
  const buttons = (): ButtonOptions[] => Array.from({ length: 1 + whole(29) }, (_, index) => ({
    label: text(120), action: `a/b/${index}`, ...(random() < 0.5 && { value: text(3_000) }), ...(random() < 0.2 && { confirm: { title: text(200), text: text(600), confirm: text(50) } }),
  }));
  const block = (): readonly KnownBlock[] => {
    const kind = whole(9);
    if (kind === 0) return actions(buttons());
    if (kind === 1) return [divider()];
    return [kind < 4 ? context(text(2_500)) : section(text(random() < 0.5 ? 40 : 4_000))];
  };
  const blocks = (most: number) => Array.from({ length: whole(most) }, block).flat();
  const lone = (list: readonly KnownBlock[]) => list.filter(({ type }, index) => type !== 'actions' || list.findIndex((other) => other.type === 'actions') === index);
  return {
    text: text(5_000),
    blocks: lone(blocks(random() < 0.5 ? 8 : 80)),
    ...(random() < 0.6 && { attachments: Array.from({ length: 1 + whole(2) }, () => ({ color: '#000000', fallback: 'x', blocks: blocks(30).filter(({ type }) => type !== 'actions') })) }),
  };
}

const blocksOf = (message: Message) => [...message.blocks ?? [], ...(message.attachments ?? []).flatMap(({ blocks }) => blocks)];
const buttonsOf = (message: Message) => (message.blocks ?? []).filter(({ type }) => type === 'actions');

describe('a message of any size', () => {
  test('is taken by Slack, keeps its buttons and its order, and says when something is missing', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const message = randomMessage(seeded(seed));
      const fitted = fitMessage(message);
      expectAccepted(fitted);
      expect(buttonsOf(fitted), `seed ${seed}`).toEqual(buttonsOf(message));
      const kept = blocksOf(fitted).filter((block) => blocksOf(message).includes(block));
      const missing = blocksOf(message).length - kept.length;
      expect(NOTE.test(JSON.stringify(fitted.blocks ?? [])), `seed ${seed}`).toBe(missing > 0);
      expect(kept, `seed ${seed}`).toEqual(blocksOf(message).filter((block) => kept.includes(block)));
    }
  });

  test('that fits is left alone', () => {
    const message: Message = { text: 'x', blocks: [section('a'), ...actions([{ label: 'b', action: 'c' }])], attachments: [{ color: '#000000', fallback: 'x', blocks: [section('d')] }] };
    expect(fitMessage(message)).toEqual(message);
    expect(fitMessage({ text: 'alone' })).toEqual({ text: 'alone' });
  });

  test('drops an attachment of which nothing is left', () => {
    const fitted = fitMessage({ text: 'x', blocks: Array.from({ length: 60 }, () => divider()), attachments: [{ color: '#000000', fallback: 'x', blocks: [section('d')] }] });
    expect(fitted.attachments).toBeUndefined();
    expect(fitted.blocks).toHaveLength(50);
  });
});

describe('a card', () => {
  test('of far too much is taken by Slack', () => {
    const long = '&lt;'.repeat(5_000);
    const card = renderCard({
      tone: 'critical', verdict: long, notification: long, evidence: Array.from({ length: 200 }, () => long), next: [long], footer: [long],
      buttons: Array.from({ length: 40 }, (_, index) => ({ label: long, action: `a/${index}`, value: long })),
    });
    expectAccepted(card);
    expect(buttonsOf(card)).toHaveLength(1);
  });

  test('of nothing but a verdict has no attachment and no empty block', () => {
    const card = renderCard({ tone: 'good', verdict: 'v', notification: 'v.', evidence: [], footer: [], buttons: [] });
    expectAccepted(card);
    expect(card.attachments).toBeUndefined();
    expect(card.blocks).toHaveLength(1);
  });
});
