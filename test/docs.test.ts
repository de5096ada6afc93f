import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exists, filesUnder, foldersIn, read } from './support/tree.js';

const guides = ['README.md', ...filesUnder('docs').filter((file) => file.endsWith('.md'))];
/** The short ones that explain a folder, beside the guides. */
const readmes = ['src', 'sandbox', 'test', 'bench', 'deploy'].flatMap(filesUnder).filter((file) => file.endsWith('/README.md'));

/** Not the bot's: what a key's owner sets, and what the tests are told by. */
const FOREIGN = new Set(['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'TEST_DATABASE_URL', 'LITELLM_TEST_URL', 'LITELLM_TEST_MASTER_KEY', 'LITELLM_TEST_DATABASE_URL', 'LITELLM_TESTBED_SCRIPT']);
/** Files that a reader makes, under names of the reader's own. */
const EXAMPLES = new Set(['config.yaml', 'config.yml', '.env']);
/** Made by a build or a run. */
const GENERATED = /^(dist|data|node_modules)(\/|$)/;

/** The variables that config.ts declares: the keys of its schemas. */
function declared(): readonly string[] {
  return [...new Set([...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name = '']) => name))].sort();
}

/** Upper-case words with an underscore anywhere, and single ones in backticks where a table's row begins. */
function namedIn(file: string): readonly string[] {
  const text = read(file);
  const found = [...text.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g), ...text.matchAll(/(?<=^\|[^|]*`)[A-Z][A-Z0-9]+(?=`)/gm)];
  return [...new Set(found.map(([name]) => name))].filter((name) => !FOREIGN.has(name));
}

describe('the guides', () => {
  test('begin with README.md', () => { expect(exists('README.md')).toBe(true); });

  test('name only variables that config.ts reads', () => {
    expect(guides.flatMap((file) => namedIn(file).filter((name) => !declared().includes(name)).map((name) => `${file}: ${name}`))).toEqual([]);
  });

  test('name every variable that config.ts reads', () => {
    expect(declared().length).toBeGreaterThan(10);
    const named = new Set(guides.flatMap(namedIn));
    expect(declared().filter((name) => !named.has(name))).toEqual([]);
  });
});

/** What stands in backticks, in a link, or as the source of an image. */
function mentions(text: string): readonly string[] {
  const inline = [...text.replace(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words);
  const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|\b(?:src|href)="([^"]+)"/g)].map(([, link, image]) => link ?? image ?? '');
  const fenced = [...text.matchAll(/^```[^\n]*\n([^]*?)^```/gm)].flatMap(([, block = '']) => block.split(/\s+/));
  return [...inline, ...links, ...fenced].map((words) => words.replace(/#.*$/, '').replace(/[:,.;]$/, ''));
}

const FILE = /^[\w.@-]+(\/[\w.@-]+)*\/?$/;
const EXTENSION = /\.(ts|tsx|mjs|js|sql|md|ya?ml|json|png|svg|gif|sh|service)$/;
const TOP = new Set([...foldersIn('.').map((folder) => path.basename(folder)), 'docs', 'deploy', 'bench']);

/** Whether it means a file or folder of ours: by where it begins, or how it ends. */
function isPath(word: string, folder: string): boolean {
  if (!FILE.test(word) || word.startsWith('@') || EXAMPLES.has(word) || GENERATED.test(word)) return false;
  const [first = '', ...rest] = word.split('/');
  return EXTENSION.test(word) || (rest.length > 0 && (TOP.has(first) || exists(`${folder}/${first}`)));
}

/** As seen from the root, from the document's own folder or the one above it, or, for a bare name, anywhere below. */
function isThere(word: string, folder: string): boolean {
  if ([word, path.posix.join(folder, word), path.posix.join(folder, '..', word)].some(exists)) return true;
  return !word.includes('/') && folder !== '.' && filesUnder(folder).some((file) => path.basename(file) === word);
}

test.each([...guides, ...readmes])('%s names no file that is gone', (file) => {
  const folder = path.posix.dirname(file);
  const words = mentions(read(file)).map((word) => word.replace(/^\.\//, ''));
  expect(words.filter((word) => isPath(word, folder) && !isThere(word, folder))).toEqual([]);
});
