// Two sites of Atlassian Cloud as its own descriptions tell them: a Prism for each description, and one address before
// them all for each site. The lists of the first never end, those of the second do; both serve the organisation too.
//
//   node serve.mjs SPECS PRISM WORK
//
// SPECS holds the descriptions, PRISM is Prism's program, WORK is where everything that is made lies. Once all of
// them answer, the addresses of the sites stand in WORK/addresses, a line each. What was asked, and how it was
// answered, is in WORK/requests.jsonl.

import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, request } from 'node:http';
import { createServer as createListener } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { ending } from './ending.mjs';
import { handMade } from './hand-made.mjs';
import { normalise } from './normalise.mjs';
import { unknownParameters } from './parameters.mjs';

/** Each description, where a site serves it, and what stands before its own paths there. */
const DESCRIPTIONS = [
  { file: 'jira-platform-v3', at: ['/rest/api/3/'] },
  { file: 'jira-software', at: ['/rest/agile/', '/rest/software/'] },
  { file: 'confluence-v1', at: ['/wiki/rest/api/'] },
  { file: 'confluence-v2', at: ['/wiki/api/v2/'] },
  { file: 'organization', at: ['/admin/v1/', '/admin/v2/'] },
  { file: 'automation', at: ['/gateway/api/automation/'], before: '/gateway/api' },
];
/** The headers of a request that a description may speak of. */
const CARRIED = ['accept', 'authorization', 'content-type'];
const PATIENCE_MS = 120_000;

const [specs, prism, work] = process.argv.slice(2);
const children = [];

function stop(code) {
  children.forEach((child) => child.kill('SIGKILL'));
  process.exit(code);
}
process.on('SIGTERM', () => stop(0));
process.on('SIGINT', () => stop(0));

function freePort() {
  return new Promise((resolve, reject) => {
    const listener = createListener().once('error', reject);
    listener.listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}

/** Starts the Prism of a description and waits until it answers. */
async function start(description) {
  const read = JSON.parse(readFileSync(`${specs}/${description.file}.json`, 'utf8'));
  const { spec, parsed, sampled } = normalise(read);
  const served = `${work}/${description.file}.json`;
  writeFileSync(served, JSON.stringify(spec));
  const port = await freePort();
  const log = `${work}/${description.file}.log`;
  const output = openSync(log, 'w');
  const options = ['mock', '--host', '127.0.0.1', '--port', String(port), served];
  const child = spawn(process.execPath, [prism, ...options], { stdio: ['ignore', output, output] });
  children.push(child);
  const began = Date.now();
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() - began > PATIENCE_MS) {
      throw new Error(`the mock of ${description.file} does not answer, see ${log}`);
    }
    await wait(100);
  }
  const told = `${Object.keys(spec.paths).length} paths, ${parsed} examples parsed, ${sampled} made`;
  console.log(`  ${description.file}: ${told}, up after ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return { ...description, port, unknown: unknownParameters(spec) };
}

function answers(port) {
  return new Promise((resolve) => {
    const question = get({ host: '127.0.0.1', port, path: '/' }, (reply) => resolve(Boolean(reply.resume())));
    question.on('error', () => resolve(false));
  });
}

function note(question, status, by, body, unknown = []) {
  const line = { host: question.headers.host, method: question.method, address: question.url, status, by };
  if (unknown.length > 0) line.unknown = unknown;
  if (status >= 400) line.said = body.toString('utf8').slice(0, 300);
  appendFileSync(`${work}/requests.jsonl`, `${JSON.stringify(line)}\n`);
}

/** One address for everything, as on a site: made by hand, else by a description; else it is not there. */
async function answer(mocks, shape, question, reply) {
  const parts = [];
  for await (const part of question) parts.push(part);
  const path = question.url.split('?')[0];
  const byHand = handMade(path, question);
  const mock = mocks.find((one) => one.at.some((prefix) => path.startsWith(prefix)));
  if (mock && !byHand) return pass(mock, shape, question, Buffer.concat(parts), reply);
  const made = byHand ?? { status: 404, body: { message: 'not on this site' } };
  const body = Buffer.from(JSON.stringify(made.body));
  note(question, made.status, 'hand', body);
  reply.writeHead(made.status, { 'content-type': 'application/json' }).end(body);
}

async function pass(mock, shape, question, asked, reply) {
  const path = question.url.slice(mock.before?.length ?? 0);
  try {
    const { status, type, body } = await ask(mock.port, path, question, asked);
    note(question, status, mock.file, body, mock.unknown(path));
    reply.writeHead(status, { 'content-type': type }).end(status === 200 ? shape(question.url, asked, body) : body);
  } catch (error) {
    note(question, 502, mock.file, Buffer.from(String(error)));
    reply.writeHead(502).end();
  }
}

/** Asks a Prism, each time over a connection of its own: it closes idle ones without a word. */
function ask(port, path, { method, headers }, asked) {
  const carried = Object.fromEntries(CARRIED.filter((name) => headers[name]).map((name) => [name, headers[name]]));
  return new Promise((resolve, reject) => {
    const onward = request({ host: '127.0.0.1', port, path, method, headers: carried, agent: false }, (told) => {
      const parts = [];
      told.on('data', (part) => parts.push(part)).on('error', reject);
      told.on('end', () => {
        const type = told.headers['content-type'] ?? 'text/plain';
        resolve({ status: told.statusCode, type, body: Buffer.concat(parts) });
      });
    });
    onward.on('error', reject).end(asked);
  });
}

/** Opens a site and says where. */
function open(mocks, shape) {
  return new Promise((resolve) => {
    const site = createServer((question, reply) => answer(mocks, shape, question, reply));
    site.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${site.address().port}\n`));
  });
}

const endless = (_address, _asked, body) => body;

mkdirSync(work, { recursive: true });
for (const old of ['addresses', 'requests.jsonl']) rmSync(`${work}/${old}`, { force: true });
try {
  const mocks = await Promise.all(DESCRIPTIONS.map(start));
  const addresses = [await open(mocks, endless), await open(mocks, ending)];
  // Whole at once: whoever waits for the file must not read half of it.
  writeFileSync(`${work}/addresses.new`, addresses.join(''));
  renameSync(`${work}/addresses.new`, `${work}/addresses`);
} catch (error) {
  console.error(`  ${error.message}`);
  stop(1);
}
