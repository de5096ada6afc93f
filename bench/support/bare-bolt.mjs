import { App, LogLevel } from '@slack/bolt';

/** The baseline: Bolt as its documentation starts it, and a command that it only acknowledges. Plain JavaScript, so that no loader is measured. */
const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.ERROR,
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL },
});
app.command('/llm', async ({ ack }) => { await ack(); });
process.once('SIGTERM', () => { void app.stop().finally(() => process.exit(0)); });
await app.start();
console.log(JSON.stringify({ msg: 'ready' }));
