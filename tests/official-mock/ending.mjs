// Prism gives the same page for ever. On a site whose lists end, whatever is asked for behind the first page is the
// last one, and empty: so that what is read for each row of a list is read too.

const POSITIONS = ['startAt', 'start', 'offset', 'cursor', 'nextPageToken'];
const ROWS = ['values', 'results', 'data', 'records', 'items'];

/** The reply to a request, as a list that ends gives it. */
export function ending(address, body) {
  const query = new URL(address, 'http://site.invalid').searchParams;
  const isFurther = POSITIONS.some((name) => query.has(name) && query.get(name) !== '0');
  if (!isFurther) return body;
  const page = JSON.parse(body);
  return Buffer.from(JSON.stringify(Array.isArray(page) ? [] : emptied(page)));
}

function emptied(page) {
  const { nextPage: _page, nextPageToken: _token, ...last } = page;
  for (const name of ROWS) if (Array.isArray(last[name])) last[name] = [];
  for (const links of ['links', '_links']) if (last[links]) last[links] = { ...last[links], next: undefined };
  for (const flag of ['isLast', 'isLastPage']) if (flag in last) last[flag] = true;
  return last;
}
