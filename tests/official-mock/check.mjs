// Holds a scan of the mocked sites to what the descriptions tell.
//
//   node check.mjs REPORT WORK SECONDS
//
// REPORT is the folder of the report, WORK that of the mocks, SECONDS how long the scan took. Prints a line for each
// surface of a site, then everything that is wrong.

import { readFileSync } from 'node:fs';

const [folder, work, seconds] = process.argv.slice(2);
const report = JSON.parse(readFileSync(`${folder}/report.json`, 'utf8'));
const [endless, ended] = readFileSync(`${work}/addresses`, 'utf8').trim().split('\n').map((url) => new URL(url).host);
const names = { [endless]: 'endless', [ended]: 'ended', '': 'ended' };
const lines = readFileSync(`${work}/requests.jsonl`, 'utf8').trim().split('\n');
const requests = lines.map((line) => JSON.parse(line));

/** What is the mock's own doing: it has no second page, its counts are of other lists, every id leads to one body. */
const FAULTS_OF_THE_MOCK = [
  /the server repeats itself: every row of page \d+ came before/,
  /page \d+ leads back to a page that was already read/,
  /the list ended after \d+ of the \d+ rows it says it has/,
  /the id \S+ occurs twice with different contents/,
  // What follows from it.
  /the list of \w+ was not read whole, so those it does not show were not looked at/,
  // The filters of one example are not those of another.
  /^of \d+ boards: the filters behind them were not seen, so whose they are is not known$/,
  // The examples of these lists are the ones without `expand`.
  /^the permission scheme ".*" comes without the rights it gives$/,
  /^of \d+ boards: they do not say who administers them$/,
];
const ADVICE = '; what came before stays valid; run again to read the rest';
const MORE = /^and \d+ more, see the gaps$/;
const isFaultOfTheMock = (text) => FAULTS_OF_THE_MOCK.some((fault) => fault.test(text));

const inWords = (text) => text.replaceAll(`http://${endless}`, 'endless').replaceAll(`http://${ended}`, 'ended');

/** Served by interfaces of which no description could be had: all that is known is that they are not there. */
const UNDESCRIBED = ['org.api-tokens', 'org.api-keys', 'org.service-accounts', 'org.service-account-credentials'];
const isUndescribed = (address) => /^\/admin\/(api-access|account-management)\//.test(address);

/** Whether a row is as it should be: whole, or not whole because its lists have no end. */
function isRight(row) {
  if (row.status === 'absent') return UNDESCRIBED.includes(row.surface);
  if (row.status !== 'partial' || row.site !== endless) return row.status === 'complete';
  const reasons = row.reason.replaceAll(ADVICE, '').split('; ').filter((reason) => !MORE.test(reason));
  return reasons.every(isFaultOfTheMock);
}

const wrong = [];
const looked = report.coverage.filter((row) => !['skipped', 'not-coverable'].includes(row.status));
const width = Math.max(...looked.map((row) => row.surface.length));
for (const row of looked) {
  const told = `${row.surface.padEnd(width)}  ${names[row.site].padEnd(7)}  ${row.status}`;
  const why = row.reason && `: ${inWords(row.reason).slice(0, 200)}`;
  console.log(`  ${told}, ${row.records} records, ${row.requests} requests${why}`);
  if (!isRight(row)) wrong.push(`${told}: ${row.reason}`);
}
for (const gap of report.gaps) {
  if (!isFaultOfTheMock(gap.reason)) wrong.push(`gap of ${gap.surface} at ${gap.place}: ${gap.reason}`);
}
for (const { method, address, status, by, said, unknown } of requests) {
  const isRefused = status >= 400 && !(status === 404 && isUndescribed(address));
  if (isRefused) wrong.push(`${method} ${address} was answered ${status} by ${by}: ${said}`);
  if (unknown) wrong.push(`${method} ${address}: ${by} does not know the parameter ${unknown.join(', ')}`);
}
if (looked.length === 0) wrong.push('the report has no surface that was looked at');

const shown = [...new Set(wrong.map(inWords))];
shown.forEach((line) => console.error(`  wrong: ${line}`));
const sum = `${looked.length} surfaces looked at, ${requests.length} requests, ${seconds} s`;
console.log(`official mock: ${shown.length === 0 ? 'passed' : `${shown.length} things are wrong`}, ${sum}`);
process.exitCode = shown.length === 0 ? 0 : 1;
