import { messageOf, UserError } from '../errors.js';
import { findKeys, searchAliases, type Key } from '../litellm/keys.js';
import { removeKey } from '../litellm/remove-key.js';
import { teamName } from '../litellm/teams.js';
import { readKeyUsage, type KeyUsage } from '../litellm/spend.js';
import type { Message } from '../slack/blocks.js';
import { renderCard } from '../slack/card.js';
import { code, escapeText, name, plain, redact } from '../slack/escape.js';
import { ago, count, dateToken, money } from '../slack/time.js';
import { consumeConfirmation, insertConfirmation, readConfirmation, type Confirmation } from '../store/confirmations.js';
import { reasonOf, say } from './answer.js';
import { beginAudit, record } from './audited.js';
import { closest } from './closest.js';
import { defineCommand, type CommandContext, type Input, type Reply } from './command.js';
import { withKeys } from './key-failure.js';
import { belonging, modelList } from './key-text.js';

/** Milliseconds that a confirmation may be given. */
const CONFIRM_MS = 5 * 60_000;

export const keyRevoke = defineCommand({
  name: 'key revoke',
  summary: 'Delete a virtual key, after showing what would break',
  positionals: [{ name: 'alias', isRequired: true }],
  flags: {},
  examples: ['/llm key revoke ci-nightly', '/llm key revoke "an alias with blanks"'],
  run: (context, input) => withKeys(context, () => ask(context, input)),
  buttons: {
    confirm: { permission: 'key revoke', run: (context, id) => withKeys(context, () => confirm(context, id)) },
    cancel: { permission: 'key revoke', run: cancel },
  },
});

async function ask(context: CommandContext, { positionals }: Input): Promise<Reply> {
  const alias = positionals[0] ?? '';
  const { proxy, clock, store, actor } = context;
  const [key, ...namesakes] = await findKeys(proxy.client, alias);
  if (!key) throw await noSuchKey(context, alias);
  const now = clock();
  const [usage, team] = await Promise.all([
    readKeyUsage(proxy, key.token, now).catch((error: unknown) => error as Error),
    key.team_id ? teamName(proxy.client, key.team_id) : undefined,
  ]);
  const expiresAt = new Date(now.getTime() + CONFIRM_MS);
  // The hash is kept: what is deleted is the key that was shown, whatever bears its alias by then.
  const id = await insertConfirmation(store, { action: 'key revoke', actor: actor.id, proxy: proxy.name, payload: { alias, token: key.token, namesakes: namesakes.length }, expiresAt }, now);
  return {
    message: renderCard({
      tone: 'critical',
      verdict: `Revoke ${code(alias)}?`,
      notification: `Revoke ${escapeText(plain(alias, 100))}? Only you can confirm it.`,
      lead: [...namesakeNote(namesakes.length), ...blastRadius(key, team, usage, now), 'Its requests fail from then on. It cannot be undone: a new key has a new secret.'],
      evidence: [],
      footer: [`Only you can confirm, until ${dateToken(expiresAt)}.`],
      buttons: [
        { label: `Revoke ${plain(alias, 40)}`, action: 'key-revoke/confirm', value: id, style: 'danger' },
        { label: 'Cancel', action: 'key-revoke/cancel', value: id },
      ],
    }),
  };
}

/** LiteLLM lets several keys have one alias where they were asked for at the same moment. */
function namesakeNote(others: number): readonly string[] {
  return others === 0 ? [] : [`*${count(others, 'more key has', 'more keys have')} this alias;* this revokes the one below.`];
}

async function noSuchKey({ proxy }: CommandContext, alias: string): Promise<UserError> {
  const near = closest(alias, await searchAliases(proxy.client, alias.slice(0, 4)));
  return new UserError(`No key has the alias ${code(alias, 100)}.${near ? ` Did you mean ${code(near, 100)}?` : ''}`, {
    hint: 'Aliases are told apart by capital letters and blanks too; put quotes around one with blanks.',
  });
}

function blastRadius(key: Key, team: string | undefined, usage: KeyUsage | Error, now: Date): readonly string[] {
  const facts = [belonging(key, team), modelList(key.models), ...(key.blocked ? ['blocked already'] : [])].join(' · ');
  const lastUsed = usage instanceof Error ? key.last_active : usage.lastUsed ?? key.last_active;
  const by = !(usage instanceof Error) && usage.userAgent ? ` by ${code(usage.userAgent, 80)}` : '';
  const unused = usage instanceof Error ? 'Its last use cannot be read' : 'LiteLLM has no use of it on record';
  const used = lastUsed ? `Last used ${ago(lastUsed, now)}${by}` : unused;
  return [`${used} · ${traffic(usage)}`, facts.replace(/^./, (letter) => letter.toUpperCase())];
}

function traffic(usage: KeyUsage | Error): string {
  if (usage instanceof Error) return `its requests of the last 24 h cannot be read: ${reasonOf(usage)}`;
  const requests = count(usage.requests, 'request');
  return usage.isSpendOfDays ? `${requests} in the last 24 h, ${money(usage.spend)} yesterday and today` : `${requests}, ${money(usage.spend)} in the last 24 h`;
}

async function confirm(context: CommandContext, id: string): Promise<Reply> {
  const confirmation = await usable(context, id);
  const { alias, token, namesakes } = confirmation.payload as { alias: string; token: string; namesakes: number };
  const audit = await beginAudit(context, 'key revoke', alias, { token });
  if (!await consumeConfirmation(context.store, id, context.clock())) {
    await audit.finish('cancelled', { why: 'confirmed twice' });
    throw new UserError('This was confirmed already.');
  }
  const removal = await removeKey(context.proxy.client, token);
  if (removal.kind === 'gone') {
    await audit.finish('done');
    return { replaceOriginal: true, message: revoked(alias, namesakes) };
  }
  context.log.warn({ err: removal.error, outcome: removal.kind, request: context.requestId }, 'key not revoked');
  await audit.finish(removal.kind === 'there' ? 'failed' : 'unknown', { error: redact(messageOf(removal.error)).slice(0, 300) });
  return { replaceOriginal: true, message: notRevoked(alias, removal.kind, removal.error) };
}

function revoked(alias: string, namesakes: number): Message {
  const others = namesakes > 0 ? [`*${count(namesakes, 'more key has', 'more keys have')} the same alias and still works:* type the command again.`] : [];
  return renderCard({
    tone: 'good',
    verdict: `Key ${code(alias)} is revoked`,
    notification: `Key ${escapeText(plain(alias, 100))} is revoked.`,
    lead: ['LiteLLM confirms that it is deleted. A worker of the proxy may serve it from its cache for up to a minute longer.', ...others],
    evidence: [],
  });
}

function notRevoked(alias: string, kind: 'there' | 'unknown', error: unknown): Message {
  if (kind === 'there') return say(`*Key ${code(alias)} was not revoked and still works:* ${reasonOf(error)}.`, 'Type the command again.');
  return say(
    `*Nobody can tell whether ${code(alias)} is revoked:* ${reasonOf(error)}. Treat it as working.`,
    'Type the command again once the proxy answers: it says if there is no such key any more.',
  );
}

async function cancel(context: CommandContext, id: string): Promise<Reply> {
  const confirmation = await usable(context, id);
  const { alias } = confirmation.payload as { alias: string };
  if (await consumeConfirmation(context.store, id, context.clock())) await record(context, { action: 'key revoke', target: alias, outcome: 'cancelled', detail: {} });
  return { replaceOriginal: true, message: say(`Nothing was revoked: ${code(alias)} works as before.`) };
}

/** @throws UserError when it is somebody else's, used, too old or gone */
async function usable({ store, actor, clock, directory }: CommandContext, id: string): Promise<Confirmation> {
  const confirmation = await readConfirmation(store, id);
  const again = { hint: 'Type the command again.' };
  if (!confirmation) throw new UserError('This question is too old.', again);
  if (confirmation.actor !== actor.id) {
    throw new UserError(`Only *${name(await directory.nameOf(confirmation.actor, confirmation.actor))}*, who asked, can answer this.`, again);
  }
  if (confirmation.usedAt) throw new UserError('This was answered already.');
  if (confirmation.expiresAt <= clock()) throw new UserError('This question has expired: it could be answered for five minutes. Nothing was done.', again);
  return confirmation;
}
