/** Who may do what: this table and nothing else decides. Buttons and modals carry the permission of the command they stand for. */

export type Role = 'viewer' | 'operator' | 'admin';

/** By command and subcommand; `acknowledge` and `silence` are the buttons of an alert. */
export const PERMISSIONS = {
  help: 'viewer',
  status: 'viewer',
  audit: 'operator',
  acknowledge: 'operator',
  silence: 'operator',
  'key new': 'admin',
  'key revoke': 'admin',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof PERMISSIONS;

/** What a permission lets somebody do, as a refusal says it: `Only admins may … `. */
export const DEEDS: Readonly<Record<Permission, string>> = {
  help: 'ask for help',
  status: 'see the status',
  audit: 'read the audit',
  acknowledge: 'acknowledge alerts',
  silence: 'silence alerts',
  'key new': 'make keys',
  'key revoke': 'revoke keys',
};

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** The variable that makes somebody what they are; a viewer needs none. */
export const VARIABLE: Readonly<Record<Exclude<Role, 'viewer'>, string>> = { operator: 'LLM_OPERATORS', admin: 'LLM_ADMINS' };

/** @returns whether somebody with this role may do that; an admin may do what an operator may */
export function mayDo(role: Role, permission: Permission): boolean {
  return RANK[role] >= RANK[PERMISSIONS[permission]];
}
