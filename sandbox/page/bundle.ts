/** The page as three files in memory, made once at start. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Bundle {
  /** Path to what is served there. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly body: string }>;
  /** Changes when the page does. */
  readonly id: string;
}

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>Sandbox: litellm-chatops</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M7 17h5l3-8 4 15 3-7h4" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

/** @throws Error with esbuild's own words when the page does not compile. */
export async function bundlePage(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('app/main.tsx', import.meta.url))],
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', jsxImportSource: 'preact' } },
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const output = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  const [script, style] = [output('.js'), output('.css')];
  return {
    files: new Map([
      ['/', { type: 'text/html; charset=utf-8', body: HTML }],
      ['/page.js', { type: 'text/javascript; charset=utf-8', body: script }],
      ['/page.css', { type: 'text/css; charset=utf-8', body: style }],
      ['/icon.svg', { type: 'image/svg+xml', body: ICON }],
    ]),
    id: createHash('sha256').update(script).update(style).digest('hex').slice(0, 16),
  };
}
