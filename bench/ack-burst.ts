import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackDouble } from '../sandbox/slack/types.js';
import { percentile, report, round } from './support/figures.js';
import { build, startBareBolt, startBot, type Program } from './support/program.js';
import { openWorld, type World } from './support/world.js';

/** How soon 200 commands at once are acknowledged while the proxy is frozen. Goal: 300 ms at p99. */
const COMMANDS = 200;
const ROUNDS = 3;
const GOAL_MS = 300;
/** Slack's own patience. */
const SLACK_MS = 3_000;
/** How long answers are waited for. */
const ANSWERS_MS = 30_000;
const PEOPLE = ['U0VERA', 'U0OMAR', 'U0ADA'] as const;
const CHANNEL = 'C0ALERTS';

interface Burst {
  readonly ackMs: readonly number[];
  /** Milliseconds from the burst to each answer. */
  readonly answerMs: readonly number[];
}

const answers = (slack: SlackDouble) => slack.calls.filter(({ method }) => method === 'response_url');

async function burst(slack: SlackDouble, expectAnswers: boolean): Promise<Burst> {
  const before = answers(slack).length;
  const startedAt = Date.now();
  const deliveries = await Promise.all(Array.from({ length: COMMANDS }, (_, index) => slack.command(PEOPLE[index % PEOPLE.length] ?? PEOPLE[0], CHANNEL, '/llm status')));
  const until = startedAt + ANSWERS_MS;
  while (expectAnswers && answers(slack).length - before < COMMANDS && Date.now() < until) await sleep(50);
  return {
    ackMs: deliveries.map(({ acknowledged, ackMs }) => (acknowledged ? ackMs : Number.POSITIVE_INFINITY)),
    answerMs: answers(slack).slice(before).map(({ at }) => at - startedAt),
  };
}

async function bursts(program: Program, slack: SlackDouble, expectAnswers: boolean): Promise<Burst> {
  try {
    const all: Burst[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      all.push(await burst(slack, expectAnswers));
      await sleep(500);
    }
    return { ackMs: all.flatMap(({ ackMs }) => ackMs), answerMs: all.flatMap(({ answerMs }) => answerMs) };
  } finally {
    await program.stop();
  }
}

async function ofBot({ slack, litellm, env }: World): Promise<Burst> {
  const bot = await startBot(env);
  // One of each, so that names are known and code is warm, as in a bot that runs for a while.
  for (const person of PEOPLE) await slack.command(person, CHANNEL, '/llm status');
  await sleep(1_000);
  litellm?.freeze();
  try {
    return await bursts(bot, slack, true);
  } finally {
    litellm?.thaw();
  }
}

async function ofBareBolt({ slack, env }: World): Promise<Burst> {
  const bare = await startBareBolt(env);
  for (const person of PEOPLE) await slack.command(person, CHANNEL, '/llm status');
  return bursts(bare, slack, false);
}

function describe(values: readonly number[]): Readonly<Record<string, number>> {
  return { p50: round(percentile(values, 0.5), 1), p99: round(percentile(values, 0.99), 1), max: round(Math.max(...values), 1) };
}

build();
// Waits longer than Slack, so that a late acknowledgement is seen as late and not as none.
const world = await openWorld({ slack: { ackTimeoutMs: 20_000 } });
try {
  if (world.litellm === undefined) throw new Error('This one freezes the double: run it without LITELLM_TEST_URL.');
  const bare = await ofBareBolt(world);
  const bot = await ofBot(world);
  const p99 = percentile(bot.ackMs, 0.99);
  report({
    figure: 'ack-burst', ratio: round(p99 / percentile(bare.ackMs, 0.99)), baseline: 'Bolt that only acknowledges, on the same double', commands: COMMANDS, rounds: ROUNDS,
    ackMs: describe(bot.ackMs), baselineAckMs: describe(bare.ackMs), tooLateForSlack: bot.ackMs.filter((ms) => ms > SLACK_MS).length,
    answered: `${bot.answerMs.length} of ${COMMANDS * ROUNDS}`, answerMs: describe(bot.answerMs),
    goal: `p99 <= ${GOAL_MS} ms`, met: p99 <= GOAL_MS,
  });
} finally {
  await world.close();
}
