// The views: what each table shows, how an address leads to a row, and the start.

let words = {};
let tables = {};
let checks = {};
const grids = {};

const label = (group, value) => words[group]?.[value]?.[0] ?? shown(String(value).replaceAll("-", " "), 80);
const meaning = (group, value) => words[group]?.[value]?.[1] ?? "";
const UNVERIFIED = "Atlassian does not say what happens here: check before you act. It may stop.";

const badge = (severity) => el("span", { class: `sev sev-${severity}` }, label("severity", severity));

/** An effect with how it is known, short: "Stops (reported)". */
function effect(value, certainty) {
  if (value === null) return soft("–");
  const known = value === "unverified" ? [] : [" ", soft(`(${label("certainty", certainty)})`)];
  return el("span", { class: `eff eff-${value}` }, label("effect", value), known);
}

/** An effect in sentences, with where it is said. */
function effectInWords(value, certainty, said, source) {
  if (value === null) return el("p", {}, "No account that could leave holds this.");
  const parts = [];
  if (value === "unverified") parts.push(el("strong", {}, UNVERIFIED));
  else parts.push(el("strong", {}, label("effect", value)), ` (${label("certainty", certainty)}). `, said ? "" : meaning("effect", value));
  if (said) parts.push(" ", shown(said, 1000));
  const known = value === "unverified" ? "" : meaning("certainty", certainty);
  const where = source ? source.split(" ; ").flatMap((text, at) => [at ? ", " : " Said in: ", outward(text)]) : [];
  return el("div", {}, el("p", {}, parts), el("p", { class: "soft" }, known, where));
}

/** Names and values; those without a value are left out. */
function facts(...pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "" && value.length !== 0);
  return el("dl", { class: "facts" }, known.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

const code = (text) => el("code", {}, shown(text, 120));
const accountLink = (id, name) =>
  id === null ? (name === null ? null : named(name, 120)) : el("a", { href: `#account=${encodeURIComponent(id)}` }, named(name ?? id, 120));
const money = (amount, currency) => (amount === null ? soft("price unknown") : `${amount} ${currency ?? ""}`);
const products = (list) => (list === null ? notKnown() : list.length ? list.map((p) => label("product", p)).join(", ") : "none");
/** "robot, deactivated" for the account of a row. */
const standing = (table, row) =>
  [table.get(row, "account_class"), table.get(row, "account_state")]
    .map((value, at) => (value === null ? null : label(at ? "state" : "class", value).toLowerCase()))
    .filter(Boolean)
    .join(", ");
const isGone = (state) => state === "deactivated" || state === "deleted";

function findingSpec(table, name, noun) {
  const get = (row, key) => table.get(row, key);
  return {
    name,
    noun,
    table,
    label: "Findings",
    id: "finding",
    hint: "title, name, e-mail, id, evidence …",
    search: ["title", "account_name", "account_email", "account_id", "touchpoint_name", "touchpoint_id", "finding", "check", "evidence", "container", "site"],
    extra: ["words", "source", "surface"],
    facets: [
      { key: "severity", label: "Severity", words: words.severity },
      { key: "surface", label: "Surface", words: words.surface },
      { key: "check", label: "Check", words: Object.fromEntries(Object.entries(checks).map(([id, check]) => [id, [check.title]])) },
      { key: "account_name", label: "Account", most: 200 },
      { key: "account_class", label: "Class", words: words.class },
      { key: "effect", label: "When it goes", words: words.effect },
      { key: "status", label: "Status", words: words.status },
    ],
    groups: [
      { key: "account_id", label: "Account", title: (row) => named(get(row, "account_name") ?? get(row, "account_id") ?? "About no account", 200) },
      { key: "touchpoint_id", label: "Touchpoint", title: (row) => named(get(row, "touchpoint_name") ?? "About no touchpoint", 200) },
      { key: "check", label: "Check", title: (row) => checks[get(row, "check")]?.title ?? get(row, "check") },
    ],
    tally: (rows) => {
      const counts = new Map();
      for (const row of rows) counts.set(get(row, "severity"), (counts.get(get(row, "severity")) ?? 0) + 1);
      const told = Object.keys(words.severity).filter((word) => counts.has(word));
      return `${counted(rows.length, ...noun)}: ${told.map((word) => `${grouped(counts.get(word))} ${word}`).join(", ")}`;
    },
    columns: [
      { key: "severity", label: "Severity", rank: words.severity, cell: (row) => badge(get(row, "severity")) },
      {
        key: "title",
        label: "Finding",
        open: true,
        cell: (row) => named(sentence(get(row, "title")), 300),
      },
      {
        key: "account_name",
        label: "Account",
        cell: (row) => [named(get(row, "account_name") ?? get(row, "account_id") ?? "–", 120), el("div", { class: "sub" }, standing(table, row))],
      },
      { key: "effect", label: "When it goes", rank: words.effect, cell: (row) => effect(get(row, "effect"), get(row, "certainty")) },
      { key: "status", label: "Status", rank: words.status, cell: (row) => label("status", get(row, "status")) },
    ],
    details: (row) => findingDetails(table, row),
  };
}

function findingDetails(table, row) {
  const get = (key) => table.get(row, key);
  const check = checks[get("check")];
  const gone = isGone(get("account_state"));
  const replacement = get("replacement");
  const block = (title, ...content) => el("div", { class: "part" }, el("h3", { class: "minor" }, title), content);
  return el(
    "div",
    { class: "details" },
    el("p", { class: "title" }, named(sentence(get("title")), 3000)),
    get("effect") === null ? null : block(gone ? "What happens, now that the account has gone" : "What happens when the account goes", effectInWords(get("effect"), get("certainty"), get("words"), get("source"))),
    block("What to do", el("p", {}, shown(get("remedy"), 2000)), replacement ? el("p", {}, "What should hold it instead: ", label("replacement", replacement), ".") : null),
    block("Evidence", el("p", {}, named(get("evidence") || "none beyond the title", 3000))),
    reasons(get("account_id")),
    check ? block("Why it matters", el("p", {}, check.why)) : null,
    facts(
      ["Account", accountLink(get("account_id"), get("account_name"))],
      ["E-mail", get("account_email") && named(get("account_email"))],
      ["Role", get("role") && label("role", get("role"))],
      ["Touchpoint", get("touchpoint_id") && el("a", { href: `#touchpoints?q=${encodeURIComponent(get("touchpoint_id"))}` }, named(get("touchpoint_name"), 300))],
      ["Product", get("product") && label("product", get("product"))],
      ["Where", get("container") && named(get("container"), 1000)],
      ["Site", get("site") && named(get("site"))],
      ["Confidence", `${get("confidence")} (${label("confidence", get("confidence"))})`],
      ["Owner on record", get("owner") && named(get("owner"))],
      ["Purpose", get("purpose") && named(get("purpose"))],
      ["Review by", get("review_by")],
      ["Saving a year", get("annual_saving") && money(get("annual_saving"), get("currency"))],
      ["First seen", get("first_seen") && instant(get("first_seen"))],
      ["Controls", get("controls").join(", ")],
      ["Check", code(get("check"))],
      ["This finding", el("a", { href: `#finding=${encodeURIComponent(get("finding"))}` }, code(get("finding")))],
      ["In Atlassian", get("link") && outward(get("link"))],
    ),
  );
}

/** Why an account is taken for what it is. */
function reasons(id) {
  const row = tables.accounts.rowsBy("account_id").get(id)?.[0];
  if (id === null || row === undefined) return null;
  const get = (key) => tables.accounts.get(row, key);
  const kind = label("class", get("class")).toLowerCase();
  return el(
    "div",
    { class: "part" },
    el("h3", { class: "minor" }, `Why the account is taken for: ${kind} (${label("confidence", get("confidence"))})`),
    el("ul", {}, get("reasons").map((reason) => el("li", {}, named(reason, 1000)))),
  );
}

function peopleSpec() {
  const table = tables.accounts;
  const get = (row, key) => table.get(row, key);
  const weigh = ["stops_if_deactivated", "unverified", "touchpoints"];
  const base = Uint32Array.from({ length: table.n }, (_, row) => row).sort((a, b) => {
    if (isGone(get(a, "state")) !== isGone(get(b, "state"))) return isGone(get(a, "state")) ? 1 : -1;
    for (const key of weigh) if (get(a, key) !== get(b, key)) return get(b, key) - get(a, key);
    return a - b;
  });
  return {
    name: "people",
    noun: ["account", "accounts"],
    table,
    base,
    label: "Accounts",
    id: "account_id",
    hint: "name, e-mail or account id",
    search: ["name", "email", "account_id"],
    extra: ["unverified"],
    facets: [
      { key: "class", label: "Class", words: words.class },
      { key: "state", label: "State", words: words.state },
    ],
    columns: [
      {
        key: "name",
        label: "Account",
        open: true,
        cell: (row) => [named(get(row, "name") ?? get(row, "email") ?? get(row, "account_id"), 200), el("div", { class: "sub" }, named(get(row, "email") ?? get(row, "account_id"), 120))],
      },
      { key: "class", label: "Class", rank: words.class, cell: (row) => [label("class", get(row, "class")), el("div", { class: "sub" }, label("confidence", get(row, "confidence")))] },
      { key: "state", label: "State", rank: words.state, cell: (row) => label("state", get(row, "state")) },
      { key: "stops_if_deactivated", label: "Stops", number: true, cell: (row) => weight(get(row, "stops_if_deactivated"), "stops") },
      { key: "unverified", label: "Check first", number: true, cell: (row) => weight(get(row, "unverified"), "unverified") },
      { key: "touchpoints", label: "Holds", number: true, cell: (row) => grouped(get(row, "touchpoints")) },
      { key: "api_tokens", label: "Tokens", number: true, cell: (row) => (get(row, "api_tokens") === null ? notKnown() : grouped(get(row, "api_tokens"))) },
      { key: "products", label: "Products", cell: (row) => products(get(row, "products")) },
    ],
    details: personDetails,
  };
}

const weight = (n, kind) => (n === 0 ? soft("0") : el("span", { class: `eff eff-${kind}` }, grouped(n)));

function personDetails(row) {
  const get = (key) => tables.accounts.get(row, key);
  const held = tables.touchpoints;
  const id = get("account_id");
  const all = [...(held.rowsBy("account_id").get(id) ?? [])];
  const order = Object.keys(words.effect);
  const rank = (at) => (held.get(at, "effect_if_deactivated") === null ? order.length : order.indexOf(held.get(at, "effect_if_deactivated")));
  all.sort((a, b) => rank(a) - rank(b) || a - b);
  const findings = (tables.findings.rowsBy("account_id").get(id) ?? []).length;
  const first = all.slice(0, 100);
  const link = (view, text) => el("a", { href: `#${view}?q=${encodeURIComponent(id)}` }, text);
  return el(
    "div",
    { class: "details" },
    el("p", { class: "title" }, named(get("name") ?? get("email") ?? id, 3000)),
    el("p", {}, consequence(all, get("state"))),
    first.length === 0
      ? null
      : el(
          "table",
          { class: "plain held" },
          el("thead", {}, el("tr", {}, ["Touchpoint", "As", isGone(get("state")) ? "Now that it has gone" : "When it goes"].map((head) => el("th", { scope: "col" }, head)))),
          el("tbody", {}, first.map((at) => heldRow(held, at))),
        ),
    all.length > first.length ? el("p", {}, link("touchpoints", `All ${grouped(all.length)} bindings of this account`)) : null,
    el("h3", { class: "minor" }, `Why it is taken for: ${label("class", get("class")).toLowerCase()} (${label("confidence", get("confidence"))})`),
    el("ul", {}, get("reasons").map((reason) => el("li", {}, named(reason, 1000)))),
    facts(
      ["E-mail", get("email") && named(get("email"))],
      ["Account id", code(id)],
      ["State", label("state", get("state"))],
      ["Organisation admin", get("org_admin") === null ? notKnown() : get("org_admin") ? "yes" : "no"],
      ["Products", products(get("products"))],
      ["API tokens", get("api_tokens") === null ? notKnown() : grouped(get("api_tokens"))],
      ["Last active", get("last_active") === null ? notKnown() : instant(get("last_active"))],
      ["Owner on record", get("owner") && named(get("owner"))],
      ["Purpose", get("purpose") && named(get("purpose"))],
      ["Review by", get("review_by")],
      ["Cost a year", get("annual_list_cost") && money(get("annual_list_cost"), get("currency"))],
      ["Findings", findings ? link("findings", counted(findings, "finding", "findings")) : "none"],
    ),
  );
}

function heldRow(held, at) {
  const get = (key) => held.get(at, key);
  const place = [label("kind", get("kind")), get("container"), ["enabled", "active"].includes(get("state")) ? "" : get("state")];
  const said = get("words") ?? meaning("effect", get("effect_if_deactivated"));
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, named(get("name"), 300), el("div", { class: "sub" }, place.filter(Boolean).map((text) => shown(text, 80)).join(" · "))),
    el("td", { "data-label": "As" }, label("role", get("role"))),
    el("td", { "data-label": "Then" }, effect(get("effect_if_deactivated"), get("certainty")), get("effect_if_deactivated") === "unverified" ? el("div", { class: "sub" }, UNVERIFIED) : null, el("div", { class: "sub" }, said === UNVERIFIED ? "" : said)),
  );
}

/** What goes with an account, in one sentence. Only live touchpoints count, each by the worst that befalls it. */
function consequence(rows, state) {
  const order = Object.keys(words.effect);
  const worst = new Map();
  for (const at of rows) {
    if (!["enabled", "active"].includes(tables.touchpoints.get(at, "state"))) continue;
    const rank = order.indexOf(tables.touchpoints.get(at, "effect_if_deactivated"));
    const id = tables.touchpoints.get(at, "touchpoint_id");
    if (rank >= 0) worst.set(id, Math.min(rank, worst.get(id) ?? rank));
  }
  const says = {
    "stops-silently": ["stops without a sign", "stop without a sign"],
    stops: ["stops", "stop"],
    degrades: ["works only in part", "work only in part"],
    unverified: ["may stop: Atlassian does not say, check first", "may stop: Atlassian does not say, check first"],
    "loses-owner": ["loses its owner and works on", "lose their owner and work on"],
    survives: ["goes on", "go on"],
  };
  const parts = order
    .map((word, rank) => [word, [...worst.values()].filter((value) => value === rank).length])
    .filter(([, n]) => n > 0)
    .map(([word, n]) => `${grouped(n)} ${says[word][n === 1 ? 0 : 1]}`);
  const when = isGone(state) ? `This account is ${label("state", state)}. Of the live touchpoints it holds` : "When this account is deactivated, of the live touchpoints it holds";
  if (parts.length === 0) return "It holds no live touchpoint that was seen. See Coverage for what was not looked at.";
  return `${when}: ${parts.join("; ")}.`;
}

/** What this needs, or what needs it, each a link to the other end. */
function needs(id, near, far) {
  const table = tables.dependencies;
  const rows = table.rowsBy(near).get(id) ?? [];
  return rows.slice(0, 50).map((at) => {
    const get = (key) => table.get(at, key);
    const word = near === "from" ? label("relation", get("relation")) : meaning("relation", get("relation"));
    const other = get(far);
    const name = named(get(`${far}_name`) || other, 200);
    const kind = get(`${far}_kind`);
    const href = kind === "account" ? `#account=${encodeURIComponent(other)}` : kind === "connection" ? null : `#touchpoints?q=${encodeURIComponent(other)}`;
    const what = kind === "connection" || kind === "account" ? kind : label("kind", kind).toLowerCase();
    const detail = [get("at"), get("sure") ? "" : "perhaps: one of several that fit"].filter(Boolean).join("; ");
    return el("div", {}, `${word} the ${what} `, href ? el("a", { href }, name) : name, detail ? soft(` (${shown(detail, 300)})`) : "");
  });
}

function touchpointSpec() {
  const table = tables.touchpoints;
  const get = (row, key) => table.get(row, key);
  const [names, roles] = [table.rank("name"), table.rank("role", words.role)];
  const base = Uint32Array.from({ length: table.n }, (_, row) => row);
  base.sort((a, b) => names[a] - names[b] || roles[a] - roles[b] || a - b);
  return {
    name: "touchpoints",
    noun: ["binding", "bindings"],
    table,
    base,
    label: "Touchpoints, one row for each account and role",
    hint: "name, account, id, project …",
    search: ["name", "account_name", "account_id", "touchpoint_id", "container", "site", "role"],
    extra: ["words", "source"],
    facets: [
      { key: "kind", label: "Kind", words: words.kind },
      { key: "role", label: "Role", words: words.role },
      { key: "effect_if_deactivated", label: "When it goes", words: words.effect },
      { key: "state", label: "State" },
    ],
    columns: [
      { key: "name", label: "Touchpoint", open: true, cell: (row) => [named(get(row, "name"), 200), el("div", { class: "sub" }, [label("kind", get(row, "kind")), shown(get(row, "container"), 80)].filter(Boolean).join(" · "))] },
      { key: "state", label: "State", cell: (row) => shown(get(row, "state"), 40) },
      { key: "role", label: "Role", rank: words.role, cell: (row) => label("role", get(row, "role")) },
      { key: "account_name", label: "Account", cell: (row) => [named(get(row, "account_name") ?? get(row, "account_id") ?? "–", 120), el("div", { class: "sub" }, standing(table, row))] },
      { key: "effect_if_deactivated", label: "When it goes", rank: words.effect, cell: (row) => effect(get(row, "effect_if_deactivated"), get(row, "certainty")) },
    ],
    details: (row) =>
      el(
        "div",
        { class: "details" },
        el("p", { class: "title" }, named(get(row, "name"), 3000)),
        effectInWords(get(row, "effect_if_deactivated"), get(row, "certainty"), get(row, "words"), get(row, "source")),
        facts(
          ["Account", accountLink(get(row, "account_id"), get(row, "account_name"))],
          ["Role", [label("role", get(row, "role")), ": ", meaning("role", get(row, "role"))]],
          ["Product", get(row, "product") && label("product", get(row, "product"))],
          ["Site", get(row, "site") && named(get(row, "site"))],
          ["Where", get(row, "container") && named(get(row, "container"), 1000)],
          ["Needs", needs(get(row, "touchpoint_id"), "from", "to")],
          ["Needed by", needs(get(row, "touchpoint_id"), "to", "from")],
          ["Last changed", get(row, "changed") && instant(get(row, "changed"))],
          ["Id", el("a", { href: `#touchpoints?q=${encodeURIComponent(get(row, "touchpoint_id"))}` }, code(get(row, "touchpoint_id")))],
          ["Findings", (tables.findings.rowsBy("touchpoint_id").get(get(row, "touchpoint_id")) ?? []).slice(0, 20).map((at) => el("div", {}, badge(tables.findings.get(at, "severity")), " ", el("a", { href: `#finding=${tables.findings.get(at, "finding")}` }, named(sentence(tables.findings.get(at, "title")), 200))))],
          ["In Atlassian", get(row, "link") && outward(get(row, "link"))],
        ),
      ),
  };
}
