import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The repository's root. */
export const root = path.resolve(import.meta.dirname, '../..');

/** @returns every file under a folder of the repository, by its path from the root */
export function filesUnder(folder: string): readonly string[] {
  const at = path.join(root, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.split(path.sep).includes('node_modules'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** @returns the folders directly in a folder of the repository */
export function foldersIn(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
}

export function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

export function exists(file: string): boolean {
  return existsSync(path.join(root, file));
}

/** @returns the source without its comments, which may say anything; lines stay where they are */
export function code(source: string): string {
  return source
    .replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/[^\n]*/g, '$1');
}

export interface Import {
  /** As written: `../errors.js`. */
  readonly specifier: string;
  /** For a relative one, the file it means, from the root: `src/errors.ts`. */
  readonly target: string | undefined;
}

/** @returns what a file imports, re-exports, or names in a type or dynamic import */
export function importsOf(file: string): readonly Import[] {
  return [...code(read(file)).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"\n]+)\1/g)].map(([, , specifier = '']) => ({
    specifier,
    target: specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts') : undefined,
  }));
}

/** @returns `file:line` of every match */
export function placesOf(file: string, pattern: RegExp): readonly string[] {
  const source = code(read(file));
  return [...source.matchAll(pattern)].map((match) => `${file}:${source.slice(0, match.index).split('\n').length}  ${match[0].trim()}`);
}
