/**
 * Prints the totals of a run as one line, from what Jest wrote. A test file that could not run counts as one failure;
 * a run without a single test fails.
 */
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Results
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites
 * @property {boolean} success
 */

const text = readFileSync(process.argv[2] ?? '', 'utf8');
if (text === '') {
  console.log('0 passed, 1 failed');
  console.error('The tests did not run: Jest wrote no results.');
  process.exit(1);
}

/** @type {Results} */
const results = JSON.parse(text);
const passed = results.numPassedTests;
const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
const skipped = results.numPendingTests + results.numTodoTests;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
if (passed === 0 || failed > 0 || !results.success) process.exit(1);
