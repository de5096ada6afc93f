import { readCall } from './call.js';
import { openDatabase } from './database.js';
import { createLedger } from './ledger.js';
import { createListener, type Listener } from './listener.js';
import { baseModels, seedModels } from './models.js';
import { answerCall } from './routes.js';
import { seed } from './seed.js';
import type { LitellmDouble, LitellmOptions } from './types.js';
import type { World } from './world.js';

export type { LitellmDouble, LitellmOptions, UpstreamMode } from './types.js';

async function createWorld(options: LitellmOptions): Promise<World> {
  const database = await openDatabase(options.databaseUrl, options.adminDatabaseUrl);
  return {
    masterKey: options.masterKey ?? 'sk-sandbox-master', database, ledger: createLedger(database),
    models: options.seed === true ? seedModels : baseModels, upstream: new Map(), lostDelayMs: options.lostDelayMs ?? 2000, mode: 'full',
  };
}

async function openListener(world: World, port: number): Promise<Listener> {
  const listener = createListener(port, async (request) => answerCall(world, await readCall(request)));
  try {
    await listener.listen();
  } catch (error) {
    await world.database.close();
    throw error;
  }
  return listener;
}

/** A LiteLLM proxy on loopback, in full mode and listening. Throws where the port is taken or the database cannot be reached. */
export async function startLitellm(options: LitellmOptions): Promise<LitellmDouble> {
  const world = await createWorld(options);
  if (options.seed === true) await seed(world, new Date());
  const listener = await openListener(world, options.port ?? 0);

  return {
    url: `http://127.0.0.1:${listener.port()}`,
    masterKey: world.masterKey,
    stop: () => listener.close(),
    start: () => listener.listen(),
    freeze: () => listener.freeze(),
    thaw: () => listener.thaw(),
    loseDatabase: () => world.database.lose(),
    async findDatabase() {
      await world.database.find();
      await world.ledger.flush();
    },
    async setMode(mode) {
      if (mode === 'full' && world.database.lost()) throw new Error('setMode("full"): the database is lost; call findDatabase() first');
      await listener.close();
      world.mode = mode;
      world.ledger.forget();
      await listener.listen();
    },
    fail(model, how) {
      world.upstream.set(model, how);
    },
    async close() {
      await listener.close();
      await world.database.close();
    },
  };
}
