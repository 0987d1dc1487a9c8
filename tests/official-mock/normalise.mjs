// Makes one of Atlassian's API descriptions fit to be served by Prism.
//
// As published they answer nonsense: examples are JSON written into strings, the base path stands beside a templated
// host, where Prism does not look for it, and every call wants a log-in that a mock cannot check.

const READING = new Set(['get', 'post', 'parameters', 'summary', 'description', 'servers']);
const SCHEMAS = '#/components/schemas/';
const DEEPEST = 4;

/** The description to serve, and how many examples of it had to be parsed. */
export function normalise(spec) {
  const base = basePath(spec.servers?.[0]?.url ?? '');
  const paths = Object.entries(spec.paths).map(([path, item]) => [base + path, readOnly(item)]);
  const served = { ...spec, servers: [{ url: 'http://127.0.0.1' }], paths: Object.fromEntries(paths) };
  delete served.security;
  giveMeaning(served.components?.schemas ?? {});
  for (const [path, reply] of Object.entries(DECIDING)) {
    if (served.paths[path]) served.paths[path].get.responses['200'].content['application/json'].example = reply;
  }
  const parsed = parseExamples(served.paths) + parseExamples(served.components ?? {});
  return { spec: served, parsed, sampled: untangle(served) };
}

function basePath(url) {
  return url.replace(/^(https?:)?\/\/[^/]*/, '').replace(/\/+$/, '');
}

/** The auditor can send nothing but GET and a few POSTs: the rest would only make Prism slow to start. */
function readOnly(item) {
  const kept = Object.entries(item).filter(([key]) => READING.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, unlocked(value)]));
}

function unlocked(operation) {
  if (Array.isArray(operation) || typeof operation !== 'object') return operation;
  const { security: _, ...rest } = operation;
  return rest;
}

/** Parses the examples of JSON bodies in place; one that is no JSON is dropped, for Prism would quote it. */
function parseExamples(node) {
  if (node === null || typeof node !== 'object') return 0;
  let parsed = 0;
  for (const [type, body] of Object.entries(node.content ?? {})) {
    if (!type.includes('json') || typeof body?.example !== 'string') continue;
    try {
      body.example = JSON.parse(body.example);
      parsed += 1;
    } catch {
      delete body.example;
    }
  }
  return Object.values(node).reduce((sum, child) => sum + parseExamples(child), parsed);
}

/** Links to the next page, by the schemas that hold them: relative, for nobody knows the host yet. */
const ONWARD = { MultiEntityLinks: '/wiki/next?cursor=further', LinkPageModel: '/admin/next?cursor=further' };

/** Replies that decide what else is asked: the one after which most is. */
const DECIDING = { '/wiki/api/v2/space-role-mode': { mode: 'ROLES_TRANSITION' } };

/**
 * Where nothing else is told, the sample of a text is `string`: as an id it is refused where a number is wanted, and
 * as a link it leads nowhere.
 */
function giveMeaning(schemas) {
  for (const [name, { properties = {} }] of Object.entries(schemas)) {
    for (const id of [properties.id, properties.roleId]) if (id?.type === 'string') id.example ??= '65537';
    if (ONWARD[name]) properties.next.example = ONWARD[name];
  }
}

/**
 * A schema that leads back to itself takes Prism half a minute to take apart, and a sample of it is refused
 * (SCHEMA_TOO_COMPLEX). A reply of such a shape is told by an example instead, made here where there is none; what
 * nothing points to any more is left out.
 */
function untangle(spec) {
  const tangled = tangledNames(spec);
  const { schemas = {}, ...shared } = spec.components ?? {};
  const asked = [spec.paths, shared];
  let sampled = 0;
  for (const body of bodies(asked)) {
    if (!reached(spec, body.schema).some((name) => tangled.has(name))) continue;
    if (!body.example) {
      body.example = sample(spec, body.schema, 0);
      sampled += 1;
    }
    delete body.schema;
  }
  const needed = new Set(reached(spec, asked));
  const left = Object.entries(schemas).filter(([name]) => needed.has(name));
  spec.components = { ...shared, schemas: Object.fromEntries(left) };
  return sampled;
}

function tangledNames(spec) {
  const names = Object.keys(spec.components?.schemas ?? {});
  return new Set(names.filter((name) => reached(spec, spec.components.schemas[name]).includes(name)));
}

/** Names of the schemas that a part of the description leads to, by however many steps. */
function reached(spec, part) {
  const found = new Set();
  const waiting = named(part);
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...named(spec.components.schemas[name] ?? {}));
  }
  return [...found];
}

function named(node) {
  if (node === null || typeof node !== 'object') return [];
  const pointed = typeof node.$ref === 'string' && node.$ref.startsWith(SCHEMAS);
  const here = pointed ? [node.$ref.slice(SCHEMAS.length).split('/')[0]] : [];
  return here.concat(Object.values(node).flatMap(named));
}

/** Every JSON body below a node, of requests and replies. */
function bodies(node) {
  if (node === null || typeof node !== 'object') return [];
  const here = Object.entries(node.content ?? {}).filter(([type, body]) => type.includes('json') && body?.schema);
  return here.map(([, body]) => body).concat(Object.values(node).flatMap(bodies));
}

/** An instance of a schema. Below a certain depth only what is required is filled in, so that circles end. */
function sample(spec, schema, depth) {
  if (schema.$ref) return sample(spec, target(spec, schema.$ref), depth);
  for (const told of ['example', 'default']) if (schema[told] !== undefined) return schema[told];
  if (schema.enum) return schema.enum[0];
  const parts = schema.allOf?.map((part) => sample(spec, part, depth));
  if (parts) return Object.assign({}, ...parts);
  const choice = (schema.oneOf ?? schema.anyOf)?.[0];
  if (choice) return sample(spec, choice, depth);
  if (schema.type === 'array') return depth < DEEPEST ? [sample(spec, schema.items ?? {}, depth + 1)] : [];
  if (schema.properties) return sampleObject(spec, schema, depth);
  return { string: 'string', integer: 0, number: 0, boolean: true }[schema.type] ?? {};
}

/** What a pointer such as `#/components/schemas/User/properties/name` points to. */
export function target(spec, pointer) {
  return pointer.split('/').slice(1).reduce((node, step) => node[step], spec);
}

function sampleObject(spec, schema, depth) {
  const wanted = ([name]) => depth < DEEPEST || schema.required?.includes(name);
  const filled = Object.entries(schema.properties).filter(wanted);
  return Object.fromEntries(filled.map(([name, part]) => [name, sample(spec, part, depth + 1)]));
}
