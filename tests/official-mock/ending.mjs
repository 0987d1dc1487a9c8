// Prism gives the same page for ever, with the count of another list. On a site whose lists end, the first page holds
// all rows there are, and whatever is asked for behind it is the last page, and empty: so that what is read for each
// row of a list is read too.

const POSITIONS = ['startAt', 'start', 'offset', 'cursor', 'nextPageToken'];
const ROWS = ['values', 'results', 'data', 'records', 'items'];

/** The reply to a request, as a list that ends gives it. */
export function ending(address, body) {
  const query = new URL(address, 'http://site.invalid').searchParams;
  const isFurther = POSITIONS.some((name) => query.has(name) && query.get(name) !== '0');
  const page = JSON.parse(body);
  return Buffer.from(JSON.stringify(isFurther ? last(page) : counted(page)));
}

function last(page) {
  if (Array.isArray(page)) return [];
  const { nextPage: _page, nextPageToken: _token, ...rest } = page;
  for (const name of ROWS) if (Array.isArray(rest[name])) rest[name] = [];
  for (const links of ['links', '_links']) if (rest[links]) rest[links] = { ...rest[links], next: undefined };
  for (const flag of ['isLast', 'isLastPage']) if (flag in rest) rest[flag] = true;
  return rest;
}

function counted(page) {
  const rows = ROWS.map((name) => page[name]).find(Array.isArray);
  return rows && 'total' in page ? { ...page, total: rows.length } : page;
}
