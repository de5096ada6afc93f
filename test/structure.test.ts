import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { clicks } from '../src/alerts/actions.js';
import { checks } from '../src/alerts/index.js';
import type { Check } from '../src/alerts/check.js';
import { commands } from '../src/commands/index.js';
import { buttonOwner, type Command } from '../src/commands/command.js';
import { PERMISSIONS } from '../src/slack/roles.js';
import { code, exists, filesUnder, foldersIn, importsOf, placesOf, read, root } from './support/tree.js';

const sources = filesUnder('src').filter((file) => file.endsWith('.ts'));

/** From the top: each may import what is on a lower floor. Files right in src/ stand beside each other, folders do not. */
const FLOORS: readonly (readonly string[])[] = [
  ['main.ts', 'cli.ts'],
  ['app.ts', 'http.ts', 'payloads.ts', 'deliver.ts', 'recovery.ts'],
  ['commands'],
  ['alerts', 'mode', 'token'],
  ['doctor'],
  ['litellm'],
  ['store', 'slack', 'config.ts', 'errors.ts', 'network.ts', 'log.ts', 'cron.ts', 'trouble.ts', 'tuning.ts'],
];
/** Of the lowest floor, and open to everybody, its neighbours included. */
const COMMON = new Set(['config.ts', 'errors.ts', 'network.ts', 'log.ts', 'cron.ts', 'trouble.ts', 'tuning.ts']);

/** @returns the file or folder right in src/ that a file is, or is in */
const partOf = (file: string) => file.split('/')[1] ?? '';
const floorOf = (file: string) => FLOORS.findIndex((floor) => floor.includes(partOf(file)));

function mayImport(from: string, to: string): boolean {
  if (partOf(from) === partOf(to) || COMMON.has(partOf(to))) return true;
  if (floorOf(from) === floorOf(to)) return partOf(from).endsWith('.ts') && partOf(to).endsWith('.ts');
  return floorOf(from) < floorOf(to);
}

describe('imports', () => {
  test('every file and folder of src/ has a floor', () => {
    expect([...new Set(sources.map(partOf))].filter((part) => !FLOORS.flat().includes(part))).toEqual([]);
  });

  test('run downwards only, and never leave src/', () => {
    const links = sources.flatMap((file) => importsOf(file).flatMap(({ target }) => (target === undefined ? [] : [{ file, target }])));
    expect(links.length).toBeGreaterThan(100);
    const wrong = links.filter(({ file, target }) => !target.startsWith('src/') || !mayImport(file, target));
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test('name files that exist, and are never computed', () => {
    const missing = sources.flatMap((file) => importsOf(file).filter(({ target }) => target !== undefined && !exists(target)).map(({ specifier }) => `${file}: ${specifier}`));
    expect(missing).toEqual([]);
    expect(sources.flatMap((file) => placesOf(file, /\b(import|require)\s*\(\s*[^'"\s][^)]*/g))).toEqual([]);
  });

  test('the sandbox takes nothing of the bot but its start, and its page and doubles nothing at all', () => {
    const users = filesUnder('sandbox').filter((file) => /\.tsx?$/.test(file) && importsOf(file).some(({ target }) => target?.startsWith('src/')));
    expect(users).toEqual(['sandbox/main.ts', 'sandbox/sandbox.ts']);
  });
});

test('only config.ts reads the environment', () => {
  const readers = sources.filter((file) => /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[\s*['"]env|\benv\b[^\n]*(=\s*process\b|from 'node:process')|from 'dotenv/.test(code(read(file))));
  expect(readers).toEqual(['src/config.ts']);
});

/** How words of an error are compared; `=== ''` only asks whether there are any. */
const MATCHING = new RegExp([
  String.raw`\b(message|stack|reasonOf\([^)]*\)|messageOf\([^)]*\))\s*\??\.\s*(includes|startsWith|endsWith|match|matchAll|search|indexOf)\(`,
  String.raw`\.(test|exec)\((String\()?[^;\n]*?(\.message|\.stack|\bmessage\b|reasonOf\(|messageOf\()`,
  String.raw`\.message\s*[!=]==\s*['"\`][^'"\`]`,
].join('|'), 'g');

test('no error is told by its words outside litellm/classify', () => {
  const files = sources.filter((file) => !file.startsWith('src/litellm/classify'));
  expect(files.flatMap((file) => placesOf(file, MATCHING))).toEqual([]);
});

test('no file is longer than 300 lines', () => {
  const files = ['src', 'sandbox', 'test', 'bench', 'scripts'].flatMap(filesUnder).filter((file) => /\.(tsx?|mjs|sql|css)$/.test(file));
  expect(files.filter((file) => read(file).trimEnd().split('\n').length > 300)).toEqual([]);
});

test('every folder says what lives there', () => {
  const folders = [...foldersIn('src'), ...foldersIn('sandbox'), 'bench'];
  expect(folders.filter((folder) => !exists(`${folder}/README.md`))).toEqual([]);
});

/** What a module exports that has all these properties. */
async function exported<T extends object>(file: string, ...properties: readonly (keyof T)[]): Promise<readonly T[]> {
  const module = await import(path.join(root, file)) as Record<string, unknown>;
  return Object.values(module).filter((value): value is T => typeof value === 'object' && value !== null && properties.every((property) => property in value));
}

/** Files of a folder that call a function, but for the one that declares it. */
function callers(folder: string, name: string): readonly string[] {
  return filesUnder(folder).filter((file) => file.endsWith('.ts') && new RegExp(`(?<!function )\\b${name}\\s*[<(]`).test(code(read(file))));
}

describe('commands', () => {
  test('are all in the array, each once', async () => {
    const makers = callers('src/commands', 'defineCommand');
    expect(makers.length).toBeGreaterThan(1);
    const made = (await Promise.all(makers.map((file) => exported<Command>(file, 'name', 'summary', 'run')))).flat();
    expect(made.filter((command) => !commands.includes(command)).map(({ name }) => name)).toEqual([]);
    const calls = makers.flatMap((file) => placesOf(file, /(?<!function )\bdefineCommand\s*\(/g));
    expect(commands.length, `one for each of\n${calls.join('\n')}`).toBe(calls.length);
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  });

  test('have the rows of the permission table, which has two more for the buttons of an incident', () => {
    expect(Object.keys(PERMISSIONS).sort()).toEqual([...commands.map(({ name }) => name), 'acknowledge', 'silence'].sort());
  });

  test('give each of their buttons a permission that exists', () => {
    const buttons = commands.flatMap(({ name, buttons = {} }) => Object.entries(buttons).map(([which, { permission }]) => ({ button: `${name}/${which}`, permission })));
    expect(buttons.length).toBeGreaterThan(0);
    expect(buttons.filter(({ permission }) => !Object.hasOwn(PERMISSIONS, permission))).toEqual([]);
  });

  test('answer every button that a message shows', () => {
    const known = new Set([
      ...Object.keys(clicks).map((which) => `incident/${which}`),
      ...commands.flatMap(({ name, buttons = {} }) => Object.keys(buttons).map((which) => `${buttonOwner(name)}/${which}`)),
    ]);
    const shown = sources.flatMap((file) => [...code(read(file)).matchAll(/\baction: ['`]([\w-]+\/[\w-]+)/g)].map(([, id = '']) => id));
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.filter((id) => !known.has(id) && !id.startsWith('command/'))).toEqual([]);
    expect([...known].filter((id) => !shown.includes(id)), 'answered and never shown').toEqual([]);
  });
});

test('checks are all in the array, each once', async () => {
  const makers = callers('src/alerts', 'defineCheck');
  expect(makers.filter((file) => !file.startsWith('src/alerts/checks/'))).toEqual([]);
  const made = (await Promise.all(makers.map((file) => exported<Check>(file, 'name', 'probes', 'rule')))).flat();
  expect(made.length).toBeGreaterThanOrEqual(makers.length);
  expect(made.map(({ name }) => name).sort()).toEqual(checks.map(({ name }) => name).sort());
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  const files = filesUnder('src/alerts/checks').filter((file) => file.endsWith('.ts'));
  for (const { name } of checks) expect(files, `a check is named like its file`).toContain(`src/alerts/checks/${name}.ts`);
});
