// tsc copies no SQL; the runner looks for it beside its own module, in src/ and in dist/ alike.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';

const from = new URL('../src/store/migrations/', import.meta.url);
const to = new URL('../dist/store/migrations/', import.meta.url);

// What a former build left must not run.
await rm(to, { recursive: true, force: true });
await mkdir(to, { recursive: true });
for (const name of await readdir(from)) {
  if (name.endsWith('.sql')) await cp(new URL(name, from), new URL(name, to));
}
