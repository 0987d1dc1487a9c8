// Prism gives the same page for ever, with the count of another list. On a site whose lists end, the first page holds
// all rows there are, and whatever is asked for behind it is the last page, and empty: so that what is read for each
// row of a list is read too.

const POSITIONS = ['startAt', 'start', 'offset', 'cursor', 'nextPageToken'];
const ROWS = ['values', 'results', 'data', 'records', 'items'];

/** The reply to a request, as a list that ends gives it. */
export function ending(address, asked, body) {
  const query = new URL(address, 'http://site.invalid').searchParams;
  const position = POSITIONS.map((name) => query.get(name)).find((value) => value !== null) ?? cursorIn(asked);
  const page = JSON.parse(body);
  return Buffer.from(JSON.stringify(position && position !== '0' ? last(page) : counted(page)));
}

/** Searches have their cursor in the body. */
function cursorIn(asked) {
  return asked.length > 0 ? JSON.parse(asked).cursor : undefined;
}

function last(page) {
  if (Array.isArray(page)) return [];
  const { nextPage: _page, nextPageToken: _token, total: _total, ...rest } = page;
  for (const name of ROWS) if (Array.isArray(rest[name])) rest[name] = [];
  for (const links of ['links', '_links']) if (rest[links]) rest[links] = { ...rest[links], next: undefined };
  if (rest.meta) rest.meta = { ...rest.meta, next: undefined, total: undefined };
  for (const flag of ['isLast', 'isLastPage']) if (flag in rest) rest[flag] = true;
  return rest;
}

function counted(page) {
  const rows = ROWS.map((name) => page[name]).find(Array.isArray);
  if (!rows) return page;
  const { total: _total, meta, ...rest } = page;
  return meta ? { ...rest, meta: { ...meta, total: undefined } } : rest;
}
