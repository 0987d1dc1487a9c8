// Which parameters a description knows: a server takes those it does not know without a word, and answers as if they
// had not been sent.

import { target } from './normalise.mjs';

/** Documented by Atlassian after the descriptions were taken. */
const NEWER = new Set(['redactSensitiveFields']);

/** Says of an address which of its parameters the description does not know. */
export function unknownParameters(spec) {
  const paths = Object.entries(spec.paths);
  const known = paths.map(([path, item]) => ({ pattern: pattern(path), names: names(spec, item) }));
  return (address) => {
    const { pathname, searchParams } = new URL(address, 'http://site.invalid');
    const found = known.filter((path) => path.pattern.test(pathname));
    const isKnown = (name) => NEWER.has(name) || found.some((path) => path.names.has(name));
    return found.length === 0 ? [] : [...new Set(searchParams.keys())].filter((name) => !isKnown(name));
  };
}

function pattern(path) {
  const parts = path.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function names(spec, item) {
  const told = [...(item.parameters ?? []), ...(item.get?.parameters ?? []), ...(item.post?.parameters ?? [])];
  const named = told.map((one) => (one.$ref ? target(spec, one.$ref) : one));
  return new Set(named.filter((one) => one.in === 'query').map((one) => one.name));
}
