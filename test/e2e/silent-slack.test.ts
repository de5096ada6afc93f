import { afterEach, expect, test } from 'vitest';
import { ADA, openHouse, textOf, VERA, type House } from '../support/house.js';

let house: House;
afterEach(async () => { await house.close(); });

const calls = (method: string) => house.slack.calls.filter((call) => call.method === method);

test('the status is shown while Slack tells neither names nor groups, and waits for no group at all', async () => {
  house = await openHouse({ env: { LLM_ADMINS: 'S0ADMINS', LLM_OPERATORS: 'S0OPS' }, slack: { userGroups: { S0ADMINS: [ADA], S0OPS: [] } } });
  house.slack.faults.hang('users.info', 1_000);
  house.slack.faults.hang('usergroups.users.list', 1_000);
  expect(textOf(await house.ask(VERA, '/llm status'))).toContain('Listening on');
  expect(calls('users.info')).toHaveLength(1);
  // Everybody may see it: nobody's role is asked for.
  expect(calls('usergroups.users.list')).toHaveLength(0);
});

test('a change is refused while Slack does not tell who is in the group of those who may', async () => {
  house = await openHouse({ env: { LLM_ADMINS: 'S0ADMINS', LLM_OPERATORS: '' }, slack: { userGroups: { S0ADMINS: [ADA] } } });
  house.slack.faults.hang('usergroups.users.list', 1_000);
  expect(textOf(await house.ask(ADA, '/llm key new unasked'))).toMatch(/may make keys/);
  house.slack.faults.clear();
});
