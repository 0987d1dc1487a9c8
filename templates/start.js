// The smaller tables, the questions, and the start: addresses lead to views, filters and rows.

function savingsSpec() {
  const table = tables.savings;
  const get = (row, key) => table.get(row, key);
  const amount = (key) => (row) => money(get(row, key), get(row, "currency"));
  return {
    name: "savings",
    noun: ["seat or app billed for a robot", "seats and apps billed for robots"],
    table,
    label: "Seats held by robots",
    columns: [
      { key: "account_name", label: "Account", open: true, cell: (row) => named(get(row, "account_name"), 200) },
      { key: "product", label: "Product", rank: words.product, cell: (row) => label("product", get(row, "product")) },
      { key: "annual_list_cost", label: "List value", cell: amount("annual_list_cost") },
      { key: "realisable_at_renewal", label: "Leaves the invoice", cell: (row) => (get(row, "realisable_at_renewal") === null ? soft("not known") : amount("realisable_at_renewal")(row)) },
      { key: "note", label: "Note", cell: (row) => soft(shown(get(row, "note"), 300)) },
    ],
    details: (row) =>
      el(
        "div",
        { class: "details" },
        el("p", { class: "title" }, named(get(row, "account_name"), 1000), " in ", label("product", get(row, "product"))),
        get(row, "note") ? el("p", {}, shown(get(row, "note"), 2000)) : null,
        facts(
          ["Account", accountLink(get(row, "account_id"), get(row, "account_name"))],
          ["Plan", get(row, "plan") && shown(get(row, "plan"))],
          ["Billing", get(row, "billing")],
          ["Site", get(row, "site") && named(get(row, "site"))],
          ["List value of a year", amount("annual_list_cost")(row)],
          ["Leaves at once", get(row, "realisable_now") && amount("realisable_now")(row)],
          ["From the next period", get(row, "realisable_next_period") && amount("realisable_next_period")(row)],
          ["From the renewal", get(row, "realisable_at_renewal") && amount("realisable_at_renewal")(row)],
          ["Assumed, promised by nobody", get(row, "assumed_saving") && amount("assumed_saving")(row)],
          ["The price is", get(row, "certainty")],
          ["Holds it by", get(row, "seat_by")?.map((group) => el("div", {}, named(group, 200)))],
          ["How sure that is", get(row, "seat_confidence")],
          ["To take it away", get(row, "removal") && shown(get(row, "removal"), 1000)],
        ),
      ),
  };
}

function planSpec() {
  const table = tables.plan;
  const get = (row, key) => table.get(row, key);
  const found = (id) => tables.findings.rowsBy("finding").get(id)?.[0];
  return {
    name: "plan",
    noun: ["step", "steps"],
    table,
    label: "The way off, in order",
    columns: [
      { key: "order", label: "Step", number: true, cell: (row) => String(get(row, "order")) },
      { key: "account_name", label: "Account", open: true, cell: (row) => [named(get(row, "account_name"), 200), el("div", { class: "sub" }, `wave ${get(row, "wave")}`)] },
      { key: "replacement", label: "Instead", rank: words.replacement, cell: (row) => label("replacement", get(row, "replacement")) },
      { key: "resolves", label: "Resolves", cell: (row) => counted(get(row, "resolves").length, "finding", "findings") },
      { key: "blocked_by", label: "Blocked by", cell: (row) => (get(row, "blocked_by") === null ? soft("nothing") : shown(get(row, "blocked_by"), 200)) },
    ],
    details: (row) =>
      el(
        "div",
        { class: "details" },
        el("p", { class: "title" }, named(get(row, "account_name"), 1000)),
        get(row, "blocked_by") ? el("p", {}, el("strong", {}, "Blocked: "), shown(get(row, "blocked_by"), 1000)) : null,
        el("ol", {}, get(row, "steps").map((step) => el("li", {}, shown(step, 2000)))),
        facts(
          ["Account", accountLink(get(row, "account_id"), get(row, "account_name"))],
          ["Instead", label("replacement", get(row, "replacement"))],
          ["Service account", get(row, "service_account") && named(get(row, "service_account"))],
          ["Scopes", get(row, "scopes")?.join(", ")],
          ["Address changes", get(row, "address_change")?.map((change) => el("div", {}, code(change)))],
          ["Saving a year", get(row, "annual_saving") && money(get(row, "annual_saving"), get(row, "currency"))],
          ["Touchpoints covered", grouped(get(row, "covers").length)],
          ["Resolves", get(row, "resolves").slice(0, 50).map((id) => el("div", {}, el("a", { href: `#finding=${encodeURIComponent(id)}` }, found(id) === undefined ? code(id) : named(sentence(tables.findings.get(found(id), "title")), 200))))],
        ),
      ),
  };
}

function gapSpec() {
  const table = tables.gaps;
  const get = (row, key) => table.get(row, key);
  return {
    name: "gaps",
    noun: ["gap", "gaps"],
    table,
    label: "Gaps",
    hint: "place or reason",
    search: ["surface", "site", "place", "reason"],
    columns: [
      { key: "reason", label: "What is missing", open: true, cell: (row) => named(get(row, "reason"), 300) },
      { key: "surface", label: "Surface", cell: (row) => [shown(get(row, "surface"), 80), el("div", { class: "sub" }, shown(get(row, "site"), 120))] },
      { key: "place", label: "Where", cell: (row) => soft(named(get(row, "place"), 300)) },
    ],
    details: (row) =>
      el("div", { class: "details" }, facts(["What is missing", named(get(row, "reason"), 3000)], ["Where", named(get(row, "place"), 3000)], ["Surface", shown(get(row, "surface"))], ["Site", get(row, "site") && named(get(row, "site"))])),
  };
}

function drawCoverage(host) {
  const table = tables.coverage;
  const groups = [
    ["Not read, or not read whole", "What hides here is missing from every table of this report.", ["failed", "denied", "partial", "absent"]],
    ["Read whole", "", ["complete"]],
    ["To be checked by hand", "No API shows these to anybody. Look where the row says.", ["not-coverable"]],
    ["Not looked at", "Left out by choice, or not read by this version.", ["skipped"]],
  ];
  const known = groups.flatMap(([, , statuses]) => statuses);
  const belongs = (row, statuses) => statuses.includes(table.get(row, "status")) || (statuses[0] === "failed" && !known.includes(table.get(row, "status")));
  host.replaceChildren(
    ...groups.map(([title, lead, statuses], at) => {
      const rows = Array.from({ length: table.n }, (_, row) => row).filter((row) => belongs(row, statuses));
      if (rows.length === 0 && at > 0) return el("div", {});
      return el(
        "section",
        { class: `block${at === 0 && rows.length ? " unread" : ""}` },
        el("h3", {}, `${title} (${grouped(rows.length)})`),
        rows.length === 0 ? el("p", {}, "Nothing: every place this run set out to read was read whole.") : lead ? el("p", { class: "lead" }, lead) : null,
        rows.length === 0 ? null : coverageTable(table, rows, title, statuses[0] === "complete" || at === 0),
      );
    }),
  );
}

function coverageTable(table, rows, title, counts) {
  const explained = rows.some((row) => table.get(row, "reason") || table.get(row, "consequence"));
  const heads = ["Surface", "Status", ...(counts ? ["Records", "Requests"] : []), ...(explained ? ["Why, and what is not seen"] : [])];
  const cell = (head, ...content) => el("td", { "data-label": head, class: ["Records", "Requests"].includes(head) ? "number" : null }, ...content);
  return el(
    "table",
    { class: "plain coverage", "aria-label": title },
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col", class: ["Records", "Requests"].includes(head) ? "number" : null }, head)))),
    el(
      "tbody",
      {},
      rows.map((row) => {
        const get = (key) => table.get(row, key);
        const where = [label("product", get("product")), get("site")].filter(Boolean).map((text) => shown(text, 120));
        return el(
          "tr",
          {},
          el("th", { scope: "row" }, code(get("surface")), el("div", { class: "sub" }, where.join(" · "))),
          cell("Status", el("span", { class: `cov cov-${get("status")}`, title: meaning("coverage", get("status")) }, label("coverage", get("status")))),
          ...(counts ? [cell("Records", get("records") === null ? notKnown() : grouped(get("records"))), cell("Requests", grouped(get("requests")))] : []),
          !explained ? null : cell("Why", get("reason") ? el("div", {}, named(get("reason"), 1000)) : null, get("consequence") ? el("div", { class: "soft" }, named(get("consequence"), 1000)) : null),
        );
      }),
    ),
  );
}

/** How many questions are asked at once; answering them and running again brings the next. */
const ASKED = 100;

function drawQuestions(host) {
  const table = tables.accounts;
  const get = (row, key) => table.get(row, key);
  const open = (row) => {
    const [kind, sure] = [get(row, "class"), get(row, "confidence")];
    return (sure === "low" && ["robot", "person", "unknown"].includes(kind)) || (sure === "medium" && kind === "robot");
  };
  const all = [...grids.people.base].filter(open);
  const rows = all.slice(0, ASKED);
  if (rows.length === 0) {
    host.replaceChildren(el("p", { class: "notice" }, "There is no question: every account was told with good evidence, or named by the configuration."));
    return;
  }
  const answers = new Map();
  const lines = el("pre", { tabindex: "0", "aria-label": "Lines for touchpoint.toml" });
  const write = () => (lines.textContent = identityLines(table, answers));
  const copied = el("span", { role: "status", class: "soft" });
  const copy = el("button", { type: "button" }, "Copy");
  copy.addEventListener("click", async () => {
    if (await copyText(lines.textContent)) {
      copied.textContent = "Copied.";
    } else {
      getSelection().selectAllChildren(lines);
      copied.textContent = "Marked: copy it with your keyboard.";
    }
  });
  const questions = rows.map((row, at) => {
    const name = get(row, "name") ?? get(row, "email") ?? get(row, "account_id");
    const choice = (value, text) => {
      const input = el("input", { type: "radio", name: `question-${at}`, id: `question-${at}-${value}`, value });
      input.checked = value === "open";
      input.addEventListener("change", () => {
        answers.set(row, value);
        write();
      });
      return el("label", { for: input.id }, input, text);
    };
    const taken = get(row, "class") === "unknown" ? "Nothing tells what it is." : `Taken for a ${label("class", get(row, "class")).toLowerCase()} (${label("confidence", get(row, "confidence"))}).`;
    return el(
      "fieldset",
      { class: "question" },
      el("legend", {}, "Is ", named(name, 200), " a robot?"),
      el("p", {}, taken, " ", soft(get(row, "reasons").map((reason) => shown(reason, 300)).join("; "), ".")),
      el("p", { class: "sub" }, [get(row, "email") === name ? null : get(row, "email"), label("state", get(row, "state")), counted(get(row, "touchpoints"), "touchpoint", "touchpoints")].filter(Boolean).map((text) => `${shown(text, 200)} · `), accountLink(get(row, "account_id"), get(row, "account_id"))),
      el("div", { class: "answers" }, choice("robot", "Yes, a robot"), choice("person", "No, a person"), choice("open", "I do not know")),
    );
  });
  write();
  host.replaceChildren(
    el("p", { role: "status", class: "status" }, counted(all.length, "question", "questions") + (all.length > rows.length ? `; the first ${ASKED} are asked` : "")),
    ...questions,
    el("section", { class: "block answer-lines" }, el("h3", {}, "Lines for touchpoint.toml"), el("p", { class: "lead" }, "Where the file has an [identity] table already, add the values to its lists."), lines, el("p", {}, copy, " ", copied)),
  );
}

function identityLines(table, answers) {
  const list = (key, wanted) => {
    const rows = [...answers].filter(([, answer]) => answer === wanted).map(([row]) => row);
    if (rows.length === 0) return "";
    const line = (row) => {
      // A name is a comment here: nothing in it may begin a new line.
      const name = shown(table.get(row, "name") ?? table.get(row, "email") ?? "", 80).replace(/[\u2028\u2029]/g, " ");
      return `  ${JSON.stringify(shown(table.get(row, "account_id"), 200))},${name ? ` # ${name}` : ""}`;
    };
    return `${key} = [\n${rows.map(line).join("\n")}\n]\n`;
  };
  const answered = list("robots", "robot") + list("people", "person");
  return `[identity]\n${answered || "# answer a question above, and its line appears here\n"}`;
}

/** The view an address asks for: `#findings?severity=high`, `#finding=f-…`, `#account=…`. */
function wanted() {
  const hash = location.hash.slice(1);
  const one = /^(finding|account)=(.*)$/.exec(hash);
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  if (one) return { view: one[1] === "finding" ? "findings" : "people", row: decoded(one[2]), state: new URLSearchParams() };
  const [view, state] = hash.split("?");
  return { view: view || "overview", row: null, state: new URLSearchParams(state ?? "") };
}

function follow(byReader) {
  let { view, row, state } = wanted();
  const trouble = document.getElementById("trouble");
  trouble.hidden = true;
  if (view === "main" && byReader) return;
  if (!document.querySelector(`section[data-view="${CSS.escape(view)}"]`)) view = "overview";
  for (const section of document.querySelectorAll("section.view")) section.classList.toggle("current", section.dataset.view === view);
  for (const link of document.querySelectorAll("nav.contents a")) {
    const here = link.getAttribute("href") === `#${view}`;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (here) link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  const grid = grids[view];
  if (byReader) scrollTo({ top: Math.min(scrollY, document.querySelector(".head").offsetHeight), behavior: "instant" });
  if (grid && row !== null) {
    const at = grid.table.rowsBy(grid.spec.id).get(row)?.[0];
    if (at !== undefined) {
      grid.show(at);
      return;
    }
    trouble.textContent = `This report has no ${view === "findings" ? "finding" : "account"} ${shown(row, 80)}. It may be resolved, or in another report.`;
    trouble.hidden = false;
  } else if (grid && byReader !== null) {
    grid.restoring = true;
    grid.restore(state);
    const open = grid.spec.id && state.has("open") ? grid.table.rowsBy(grid.spec.id).get(state.get("open"))?.[0] : undefined;
    if (open !== undefined) grid.show(open);
    grid.restoring = false;
  }
  for (const other of Object.values(grids)) other.render();
  if (byReader) document.getElementById(`title-${view}`).focus({ preventScroll: true });
}

/** Keeps what a table shows in the address, so that it can be passed on; this page stores nothing. */
function remembering(view, one) {
  return (state, open) => {
    if (grids[view]?.restoring) return;
    let hash = `${one}=${encodeURIComponent(open)}`;
    if (open === null || state.size > 0) {
      if (open !== null) state.set("open", open);
      hash = state.size > 0 ? `${view}?${state}` : view;
    }
    history.replaceState(null, "", `#${hash}`);
  };
}

function draw(data) {
  ({ words, checks } = data);
  tables = Object.fromEntries(Object.entries(data.tables).map(([name, raw]) => [name, new Table(raw)]));
  const grid = (name, spec) => (grids[name] = new Grid(document.getElementById(`table-${name}`), spec));
  grid("people", { ...peopleSpec(), remember: remembering("people", "account") });
  grid("findings", { ...findingSpec(tables.findings, "findings", ["finding", "findings"]), remember: remembering("findings", "finding") });
  grid("touchpoints", { ...touchpointSpec(), remember: remembering("touchpoints") });
  grid("savings", savingsSpec());
  grid("plan", planSpec());
  grid("gaps", gapSpec());
  const host = document.getElementById("table-resolved");
  if (host !== null && tables.resolved.n > 0) {
    const spec = findingSpec(tables.resolved, "resolved", ["resolved finding", "resolved findings"]);
    host.before(el("h3", {}, "Resolved"));
    grid("resolved", { ...spec, label: "Resolved findings", id: undefined });
  }
  drawCoverage(document.getElementById("table-coverage"));
  drawQuestions(document.getElementById("table-questions"));
}

async function start() {
  const trouble = document.getElementById("trouble");
  const files = "The files findings.csv, accounts.csv, touchpoints.csv and coverage.csv beside this page hold the same rows.";
  if (typeof DecompressionStream === "undefined") {
    trouble.textContent = `This browser is too old to open the rows of this report (it lacks DecompressionStream). ${files}`;
    trouble.hidden = false;
    return;
  }
  try {
    draw(await openData());
  } catch (error) {
    trouble.textContent = `The rows of this report could not be opened: ${shown(error.message)}. ${files}`;
    trouble.hidden = false;
    return;
  }
  document.documentElement.classList.add("ready");
  follow(false);
  addEventListener("hashchange", () => follow(true));
  // The first search is as quick as the next.
  setTimeout(() => Object.values(grids).forEach((grid) => grid.warm()), 300);
}

start();
