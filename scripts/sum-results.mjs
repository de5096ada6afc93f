// Adds up what the test suites of a CI run wrote: node scripts/sum-results.mjs FAILED_STEPS RESULT.json…
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [failedSteps, ...files] = process.argv.slice(2);
let passed = 0;
let failed = Number(failedSteps);

for (const file of files) {
  const name = path.basename(file, '.json');
  const result = read(file);
  if (!result) {
    failed += 1;
    console.log(`${name}: no result`);
    continue;
  }
  // A file that could not be loaded has no test that could fail.
  const unloaded = result.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length;
  passed += result.numPassedTests;
  failed += result.numFailedTests + unloaded;
  console.log(`${name}: ${result.numPassedTests} passed, ${result.numFailedTests + unloaded} failed, ${result.numPendingTests} for another account`);
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
