import { UpstreamError, UserError } from '../errors.js';
import type { Client } from '../litellm/client.js';
import { findKey, generateKey, searchAliases, type Generated, type Key, type NewKey } from '../litellm/keys.js';
import { removeKey } from '../litellm/remove-key.js';
import { listModels, unknownModels } from '../litellm/models.js';
import { findTeams, listTeamAliases, teamName, type Team } from '../litellm/teams.js';
import type { Message } from '../slack/blocks.js';
import { renderCard } from '../slack/card.js';
import { code, cut, escapeText } from '../slack/escape.js';
import { reasonOf, say } from './answer.js';
import { beginAudit, finishFailed, type OpenAudit } from './audited.js';
import { closest } from './closest.js';
import { defineCommand, type CommandContext, type Input, type Reply } from './command.js';
import { tryLock } from '../store/transaction.js';
import { withKeys } from './key-failure.js';
import { nextFree, parseAlias, parseBudget, parseDuration, parseLimit, parseList } from './key-rules.js';
import { budgetText, expiryText, findOwnKey, keyLine, modelList, type KeyOrigin } from './key-text.js';

export const keyNew = defineCommand({
  name: 'key new',
  summary: 'Make a virtual key; its secret is shown to you alone, once',
  positionals: [{ name: 'alias', isRequired: true }],
  flags: {
    models: { value: 'gpt-4o,glm-4', help: 'the models that it may use; all if left out' },
    budget: { value: '10', help: 'US dollars that it may spend' },
    per: { value: '30d', help: 'after which the budget starts anew; once for all if left out' },
    expires: { value: '90d', help: 'after which the key stops working; never if left out' },
    rpm: { value: '60', help: 'requests a minute' },
    tpm: { value: '100000', help: 'tokens a minute' },
    team: { value: 'platform', help: 'the team that it belongs to' },
  },
  examples: ['/llm key new ci-nightly --models gpt-4o,glm-4 --budget 10 --per 30d --expires 90d'],
  run: (context, input) => withKeys(context, () => make(context, input)),
  buttons: { hide: { permission: 'help', run: async () => ({ remove: true }) } },
});

interface Wanted extends Omit<NewKey, 'teamId' | 'metadata'> { readonly team: string | undefined }

async function make(context: CommandContext, input: Input): Promise<Reply> {
  const wanted = read(input);
  const team = await check(context, wanted);
  const origin: KeyOrigin = { slack_user: context.actor.id, slack_name: cut(context.actor.name, 80), request: context.requestId };
  const { alias, models, maxBudget, budgetDuration, duration } = wanted;
  const audit = await beginAudit(context, 'key new', alias, { models, budget: maxBudget, per: budgetDuration, expires: duration, team: team?.team_alias ?? team?.team_id });
  const key = await onlyOne(context, alias, audit, () => generate(context, { ...wanted, teamId: team?.team_id, metadata: { litellm_chatops: origin } }, audit));
  return {
    message: present(context, wanted, team, key),
    secret: { delivered: () => audit.finish('done', { token: key.token }), undelivered: () => withdraw(context, alias, key.token, audit) },
  };
}

function read({ positionals, flags }: Input): Wanted {
  const alias = parseAlias(positionals[0] ?? '');
  if (flags.per !== undefined && flags.budget === undefined) {
    throw new UserError('`--per` says how often a budget starts anew, and there is no budget.', { hint: 'Add one, as in `--budget 10 --per 30d`.' });
  }
  return {
    alias,
    models: flags.models === undefined ? [] : parseList('models', flags.models),
    maxBudget: flags.budget === undefined ? undefined : parseBudget(flags.budget),
    budgetDuration: flags.per === undefined ? undefined : parseDuration('per', flags.per),
    duration: flags.expires === undefined ? undefined : parseDuration('expires', flags.expires),
    rpmLimit: flags.rpm === undefined ? undefined : parseLimit('rpm', flags.rpm),
    tpmLimit: flags.tpm === undefined ? undefined : parseLimit('tpm', flags.tpm),
    team: flags.team,
  };
}

/** LiteLLM takes unknown models and teams without a word, so they are looked up before anything is made. */
async function check({ proxy: { client }, clock }: CommandContext, { alias, models, team }: Wanted): Promise<Team | undefined> {
  const [taken, known, teams] = await Promise.all([
    findKey(client, alias),
    models.length === 0 ? [] : listModels(client),
    team === undefined ? [] : findTeams(client, team),
  ]);
  if (taken) {
    const free = await freeAlias(client, alias);
    throw new UserError(`The alias ${code(alias)} is taken: ${keyLine(taken, await teamOf(client, taken), clock())}.`, { hint: `Free: ${code(free)}.` });
  }
  const [unknown] = unknownModels(models, known);
  if (unknown !== undefined) {
    const near = closest(unknown, known);
    throw new UserError(`The proxy serves no model ${code(unknown, 80)}.${near ? ` Did you mean ${code(near, 80)}?` : ''}`, { hint: `It serves ${modelList(known).replace(/^models? /, '')}.` });
  }
  if (team === undefined) return undefined;
  const [found, second] = teams;
  if (!found) throw await unknownTeam(client, team);
  if (second) throw new UserError(`Several teams are called ${code(team, 80)}.`, { hint: `Name one by its id: ${teams.map((one) => code(one.team_id, 80)).join(', ')}.` });
  checkTeamModels(found, models);
  return found;
}

/** Aliases are listed a hundred at a time, so what looks free is asked for by its name. */
async function freeAlias(client: Client, alias: string): Promise<string> {
  const used = [...await searchAliases(client, alias.replace(/-\d{1,6}$/, ''))];
  for (;;) {
    const free = nextFree(alias, used);
    if (!await findKey(client, free)) return free;
    used.push(free);
  }
}

const teamOf = (client: Client, key: Key) => (key.team_id ? teamName(client, key.team_id) : undefined);

async function unknownTeam(client: Client, team: string): Promise<UserError> {
  const aliases = await listTeamAliases(client);
  const near = closest(team, aliases);
  const list = aliases.length === 0 ? 'The proxy has no teams.' : `There are ${aliases.slice(0, 10).map((alias) => code(alias, 80)).join(', ')}.`;
  return new UserError(`There is no team ${code(team, 80)}.${near ? ` Did you mean ${code(near, 80)}?` : ''}`, { hint: list });
}

/** LiteLLM makes such a key and refuses each of its requests afterwards (403 `team_model_access_denied`). */
function checkTeamModels(team: Team, models: readonly string[]): void {
  if (team.models.length === 0 || team.models.includes('all-proxy-models')) return;
  const [refused] = unknownModels(models, team.models);
  if (refused === undefined) return;
  throw new UserError(`The team ${code(team.team_alias ?? team.team_id, 80)} may not use ${code(refused, 80)}: the key would be refused there.`, { hint: `It may use ${modelList(team.models).replace(/^models? /, '')}.` });
}

/** LiteLLM's own check lets two requests of the same moment make two keys of one alias: only one of ours is sent at a time. */
async function onlyOne(context: CommandContext, alias: string, audit: OpenAudit, work: () => Promise<Generated>): Promise<Generated> {
  const { proxy, store, log } = context;
  let made: Generated | undefined;
  let isAsked = false;
  await store.transaction(async (db) => {
    isAsked = await tryLock(db, `key ${proxy.name} ${alias}`) && !await findKey(proxy.client, alias);
    if (isAsked) made = await work();
  }).catch(async (error: unknown) => {
    if (!isAsked) await finishFailed(audit, error);
    if (!made) throw error;
    log.warn({ err: error }, 'lock on an alias ended early');
  });
  if (made) return made;
  await audit.finish('refused', { why: 'the alias was taken at the same moment' });
  throw new UserError(`Somebody else is just making a key with the alias ${code(alias)}, or has just made it.`, { hint: 'Choose another alias.' });
}

/** A lost answer is not repeated: it is looked for, and a key whose secret nobody has is deleted again. */
async function generate(context: CommandContext, key: NewKey, audit: OpenAudit): Promise<Generated> {
  try {
    return await generateKey(context.proxy.client, key);
  } catch (error) {
    if (error instanceof UpstreamError && error.outcomeUnknown) throw await lookAfter(context, key.alias, error, audit);
    await finishFailed(audit, error);
    throw error;
  }
}

/** What is not certain stays `started` in the audit: `recoverKeys` looks again, and finishes it. */
async function lookAfter(context: CommandContext, alias: string, error: UpstreamError, audit: OpenAudit): Promise<UserError> {
  const { client } = context.proxy;
  const made = await findOwnKey(client, alias, context.requestId).catch(() => 'unknown' as const);
  const removal = made && made !== 'unknown' ? await removeKey(client, made.token) : undefined;
  if (removal?.kind !== 'gone') await lookAgain(context, audit);
  const later = { hint: 'The bot goes on looking: if it was made after all, it is deleted, because nobody has its secret. Wait for two minutes before you try again.', cause: error };
  if (made === 'unknown') return new UserError(`Nobody can tell whether the key ${code(alias)} was made: ${reasonOf(error)}.`, later);
  if (!made) return new UserError(`The key ${code(alias)} is not there: ${reasonOf(error)}. LiteLLM may still be at it.`, later);
  if (removal?.kind !== 'gone') return new UserError(`The key ${code(alias)} was made, its secret was lost on the way, and it could not be deleted again.`, later);
  await audit.finish('cancelled', { why: 'the answer with its secret was lost' });
  return new UserError(`The key ${code(alias)} was made, but its secret was lost on the way: ${reasonOf(error)}.`, { hint: 'It has been deleted again. You may try once more.', cause: error });
}

/** The secret goes into this one message and nowhere else. */
function present({ proxy }: CommandContext, wanted: Wanted, team: Team | undefined, { key, expires }: Generated): Message {
  const { alias, models, maxBudget, budgetDuration, rpmLimit, tpmLimit } = wanted;
  const limits = [...(rpmLimit ? [`${rpmLimit} requests a minute`] : []), ...(tpmLimit ? [`${tpmLimit} tokens a minute`] : [])];
  const facts = [modelList(models), budgetText(maxBudget, budgetDuration), ...limits, expiryText(expires), ...(team ? [`team ${code(team.team_alias ?? team.team_id, 80)}`] : [])];
  return renderCard({
    tone: 'good',
    verdict: `Key ${code(alias)} is ready`,
    notification: `Key ${alias} is ready. Its secret is in this message, for you alone.`,
    // The secret must be seen and nothing folds it away: no attachment.
    lead: [
      `\`\`\`OPENAI_API_KEY=${escapeText(key)}\nOPENAI_BASE_URL=${escapeText(proxy.publicUrl)}/v1\`\`\``,
      facts.join(' · ').replace(/^./, (letter) => letter.toUpperCase()),
    ],
    evidence: [],
    next: ['Store it now: it cannot be shown again.'],
    footer: [`If it leaks, make another one and type ${code(`/llm key revoke ${alias}`)}. Reloading Slack removes this message.`],
    buttons: [{ label: 'I have stored it, remove it from view', action: 'key-new/hide', value: 'hide' }],
  });
}

/** Nobody is known to have the secret: the key is deleted by its hash, and the asker is told without it. */
async function withdraw(context: CommandContext, alias: string, token: string, audit: OpenAudit): Promise<Message> {
  const removal = await removeKey(context.proxy.client, token);
  if (removal.kind === 'gone') {
    await audit.finish('cancelled', { why: 'its secret could not be shown' });
    return say(`The key ${code(alias)} was made, but its secret is not known to have reached you.`, 'It has been deleted again. You may try once more.');
  }
  context.log.error({ err: removal.error, request: context.requestId }, 'key could not be withdrawn');
  await lookAgain(context, audit);
  return say(`The key ${code(alias)} was made, its secret could not be shown, and it could not be deleted again.`, 'The bot tries again until it is gone. Nobody has its secret.');
}

/** Leaves the row to `recoverKeys`, which looks each minute, and at the next start whatever the row says. */
function lookAgain({ log }: CommandContext, audit: OpenAudit): Promise<void> {
  return audit.note({ again: true }).catch((error: unknown) => log.error({ err: error }, 'unfinished key not noted'));
}
