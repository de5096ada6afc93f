import type { Channel, Person } from './types.js';

export const team = { id: 'T0SANDBOX', domain: 'sandbox', name: 'Sandbox' } as const;

export const bot = { userId: 'U0BOT', botId: 'B0BOT', appId: 'A0LITELLM', name: 'litellm', displayName: 'LiteLLM' } as const;

/** Verification token of the app: a field of every payload, deprecated by Slack but still sent. */
export const verificationToken = 'sandbox-verification-token';

export const people: readonly Person[] = [
  { id: 'U0VERA', name: 'vera', realName: 'Vera Viewer', teamId: team.id, role: 'viewer' },
  { id: 'U0OMAR', name: 'omar', realName: 'Omar Operator', teamId: team.id, role: 'operator' },
  { id: 'U0ADA', name: 'ada', realName: 'Ada Admin', teamId: team.id, role: 'admin' },
  { id: 'U0GIL', name: 'gil', realName: 'Gil Guest', teamId: 'T0OTHER', role: 'viewer' },
];

/** The default channels, and a direct message of each member of the workspace with the bot. */
export function channels(staff: readonly Person[]): readonly Channel[] {
  const all = staff.map((person) => person.id);
  const own = staff.filter((person) => person.teamId === team.id);
  const ids = own.map((person) => person.id);
  return [
    { id: 'C0ALERTS', name: 'llm-alerts', kind: 'public', members: [...all, bot.userId] },
    { id: 'C0GENERAL', name: 'general', kind: 'public', members: ids },
    { id: 'C0OPS', name: 'ops-private', kind: 'private', members: [...privileged(own), bot.userId] },
    ...staff.map((person) => directMessage(person)),
  ];
}

export function directMessage(person: Person): Channel {
  return { id: `D${person.id.slice(1)}`, name: person.name, kind: 'im', members: [person.id, bot.userId] };
}

function privileged(staff: readonly Person[]): readonly string[] {
  return staff.filter((person) => person.role !== 'viewer').map((person) => person.id);
}
