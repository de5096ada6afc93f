import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SlackDouble } from '../sandbox/slack/types.js';
import { temporaryFolder } from '../test/support/postgres.js';
import { median, report, round } from './support/figures.js';
import { postgresMemory, rssMb, type Server } from './support/memory.js';
import { build, startBareBolt, startBot, type Program } from './support/program.js';
import { openWorld, type World } from './support/world.js';

/** Memory when idle, and how long the start takes, both against a bare Bolt app. Goals: 1.4 × its memory, 2 s. Linux only. */
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const IDLE_MS = 20_000;
const MEMORY_GOAL = 1.4;
const START_GOAL_MS = 2_000;

interface Started { readonly program: Program; readonly connectedMs: number }
interface Round {
  readonly botMb: number;
  readonly bareMb: number;
  readonly postgres: Server;
  readonly bot: Pick<Started, 'connectedMs'> & { readonly readyMs: number };
  readonly bareReadyMs: number;
}

/** @returns the program, once it is ready, and when its connection stood */
async function timed(slack: SlackDouble, start: () => Promise<Program>): Promise<Started> {
  const before = slack.connections;
  let connectedAt = Number.NaN;
  const forget = slack.onChange(() => { if (slack.connections > before && Number.isNaN(connectedAt)) connectedAt = performance.now(); });
  try {
    const program = await start();
    return { program, connectedMs: connectedAt - program.spawnedAt };
  } finally {
    forget();
  }
}

async function oneRound({ slack, env }: World, dataDir: string): Promise<Round> {
  const bare = await timed(slack, () => startBareBolt(env));
  try {
    const bot = await timed(slack, () => startBot({ ...env, DATABASE_URL: '', DATA_DIR: dataDir }));
    try {
      await sleep(IDLE_MS);
      return {
        botMb: rssMb(bot.program.pid), bareMb: rssMb(bare.program.pid), postgres: postgresMemory(dataDir),
        bot: { connectedMs: bot.connectedMs, readyMs: bot.program.readyMs }, bareReadyMs: bare.program.readyMs,
      };
    } finally {
      await bot.program.stop();
    }
  } finally {
    await bare.program.stop();
  }
}

async function measure(world: World, folder: string): Promise<readonly Round[]> {
  const dataDir = path.join(folder, 'data');
  // The first start makes the database: it is given nowhere, because it happens once.
  await (await startBot({ ...world.env, DATABASE_URL: '', DATA_DIR: dataDir })).stop();
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await oneRound(world, dataDir));
  return rounds;
}

build();
const folder = await temporaryFolder();
const world = await openWorld();
try {
  const rounds = await measure(world, folder);
  const of = (value: (round: Round) => number) => median(rounds.map(value));
  const ratio = of(({ botMb, bareMb }) => botMb / bareMb);
  const readyMs = of(({ bot }) => bot.readyMs);
  report({
    figure: 'footprint', ratio: round(ratio), baseline: 'Bolt that only acknowledges, idle beside it', rounds: ROUNDS, idleSeconds: IDLE_MS / 1_000,
    rssMb: round(of(({ botMb }) => botMb), 1), baselineRssMb: round(of(({ bareMb }) => bareMb), 1),
    postgres: { pssMb: round(of(({ postgres }) => postgres.pssMb), 1), processes: of(({ postgres }) => postgres.processes) },
    startMs: { connected: round(of(({ bot }) => bot.connectedMs), 0), ready: round(readyMs, 0) },
    baselineStartMs: round(of(({ bareReadyMs }) => bareReadyMs), 0), startRatio: round(readyMs / of(({ bareReadyMs }) => bareReadyMs)),
    goal: `<= ${MEMORY_GOAL} x memory, ready in <= ${START_GOAL_MS} ms`, met: ratio <= MEMORY_GOAL && readyMs <= START_GOAL_MS,
  });
} finally {
  await world.close();
  await rm(folder, { recursive: true, force: true });
}
