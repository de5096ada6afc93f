import { expect, test } from 'vitest';
import { mayDo, PERMISSIONS, type Permission, type Role } from '../../src/slack/roles.js';

/** As the design's table has it. */
const LEAST: Readonly<Record<Permission, Role>> = {
  help: 'viewer', status: 'viewer', audit: 'operator', acknowledge: 'operator', silence: 'operator', 'key new': 'admin', 'key revoke': 'admin',
};
const ROLES: readonly Role[] = ['viewer', 'operator', 'admin'];

test.each(Object.entries(LEAST) as [Permission, Role][])('%s may be done by a %s and whoever stands above', (permission, least) => {
  expect(ROLES.filter((role) => mayDo(role, permission))).toEqual(ROLES.slice(ROLES.indexOf(least)));
});

test('the table holds nothing else', () => {
  expect(Object.keys(PERMISSIONS).sort()).toEqual(Object.keys(LEAST).sort());
});
