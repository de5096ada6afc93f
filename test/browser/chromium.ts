import { access, constants } from 'node:fs/promises';
import { chromium, type Browser } from 'playwright-core';

const ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/**
 * Starts the Chromium that is installed; playwright-core brings none.
 * @throws Error that says how to name one: a suite without a browser has shown nothing
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] || '/usr/bin/chromium';
  await access(executablePath, constants.X_OK).catch((cause: unknown) => {
    throw new Error(`No Chromium at '${executablePath}'. Install one (apt-get install chromium), or name it: CHROMIUM=/path/to/chrome npm run test:browser`, { cause });
  });
  return chromium.launch({ executablePath, args: ARGS });
}
