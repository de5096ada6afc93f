import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../src/config.js';
import { ConfigError } from '../src/errors.js';
import { startBot } from '../src/main.js';
import { temporaryDatabases, type TemporaryDatabases } from './support/postgres.js';

let databases: TemporaryDatabases;
let silent: Server;
beforeAll(async () => {
  databases = await temporaryDatabases();
  silent = createServer(() => {});
  await new Promise<void>((resolve) => { silent.listen(0, '127.0.0.1', resolve); });
});
afterAll(async () => {
  silent.close();
  await databases.close();
});

// From the moment at which the start was given up, nothing may wait for anybody: Slack never answers here.
test.each(['LiteLLM', 'own database open'])('a start that is given up at "%s" ends at once', async (moment) => {
  const stop = new AbortController();
  const log = pino({ level: 'info' }, { write: (line: string) => { if (line.includes(`"msg":"${moment}"`)) stop.abort(new ConfigError('Stopped.')); } });
  const config = loadConfig({
    SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', ALERT_CHANNEL: 'C0ALERTS', LITELLM_MASTER_KEY: 'sk-1',
    SLACK_API_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/api/`, DATABASE_URL: await databases.databaseUrl('chatops'),
  });
  const outcome = startBot(config, log, stop.signal).then(() => 'started', (error: unknown) => error);
  expect(await Promise.race([outcome, sleep(6_000, 'still waiting')])).toEqual(new ConfigError('Stopped.'));
});
