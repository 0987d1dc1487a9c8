// A table of any length. Only the rows on the screen are in the document: they have one height, what is above
// and below them is padding, and one row at a time may stand open with its details under it.

/** Rows kept ready above and below the screen. */
const SPARE = 8;
/** A printer gets so many rows at most. */
const PRINTED = 2000;
/** Browsers limit how tall a page can be; more rows than this are for the search to narrow down. */
const TALLEST = 250_000;

class Grid {
  /**
   * `spec`: name, noun [one, many], table, label, columns [{key, label, cell(row), rank, number, open}], search
   * [columns], hint, facets [{key, label, words, most}], groups [{key, label, title(row)}], tally(rows), details(row),
   * base [rows], remember(state, open), id column, extra [columns that the CSV file lacks].
   */
  constructor(host, spec) {
    this.host = host;
    this.spec = spec;
    this.table = spec.table;
    this.base = spec.base ?? Uint32Array.from({ length: this.table.n }, (_, row) => row);
    this.place = new Uint32Array(this.table.n);
    this.base.forEach((row, at) => (this.place[row] = at));
    this.view = this.base;
    this.lines = this.base;
    this.groups = [];
    this.unfolded = new Set();
    this.sort = null;
    this.open = -1;
    this.active = 0;
    this.live = new Map();
    this.printing = false;
    this.build();
    this.apply();
    const later = () => this.later();
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", () => {
      this.height = 0;
      this.later();
    });
    addEventListener("beforeprint", () => this.print(true));
    addEventListener("afterprint", () => this.print(false));
    new ResizeObserver(later).observe(this.detail);
  }

  build() {
    const { name, noun, columns, facets, groups, search, label } = this.spec;
    this.query = el("input", { type: "search", id: `${name}-query`, placeholder: this.spec.hint, autocomplete: "off", spellcheck: "false" });
    this.choices = (facets ?? []).map((facet) => this.facet(facet));
    this.grouping = el("select", { id: `${name}-group` }, el("option", { value: "" }, "Nothing"), (groups ?? []).map(({ key, label }) => el("option", { value: key }, label)));
    this.grouping.addEventListener("change", () => this.changed());
    this.status = el("p", { role: "status", class: "status" });
    const clear = el("button", { type: "button", class: "quiet" }, "Clear");
    clear.addEventListener("click", () => this.restore(new URLSearchParams()));
    const copy = el("button", { type: "button", class: "quiet" }, "Copy as CSV");
    copy.addEventListener("click", async () => {
      const n = this.view.length;
      const copied = await copyText(this.csv());
      this.said.textContent = copied ? ` Copied ${counted(n, "row", "rows")}.` : " This browser keeps the clipboard to itself; the CSV file beside this page has the rows.";
    });
    this.said = el("span", {});
    let timer = 0;
    this.query.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.changed(), 80);
    });
    const tools = el(
      "div",
      { class: "tools", role: "search", "aria-label": `Narrow down: ${label}` },
      el("div", { class: "field wide" }, el("label", { for: `${name}-query` }, `Search ${noun[1]}`), this.query),
      this.choices.map(({ node }) => node),
      groups ? el("div", { class: "field" }, el("label", { for: this.grouping.id }, "Group by"), this.grouping) : null,
      el("div", { class: "acts" }, clear, search ? copy : null),
    );
    // An open list of choices closes when the reader goes on elsewhere.
    document.addEventListener("click", (event) => {
      for (const { node } of this.choices) if (!node.contains(event.target)) node.open = false;
    });
    tools.addEventListener("keydown", (event) => {
      const facet = event.target.closest("details.facet[open]");
      if (event.key !== "Escape" || !facet) return;
      facet.open = false;
      facet.querySelector("summary").focus();
    });
    if (!search || this.table.n === 0) tools.hidden = true;
    this.heads = columns.map((column) => {
      const button = el("button", { type: "button" }, column.label, el("span", { class: "arrow", "aria-hidden": "true" }));
      button.addEventListener("click", () => this.sortBy(column.key));
      return el("th", { role: "columnheader", scope: "col", class: column.number ? "number" : null }, button);
    });
    this.body = el("tbody", { role: "rowgroup" });
    this.root = el(
      "table",
      { role: "table", class: `grid grid-${name}`, "aria-label": label },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row", "aria-rowindex": "1" }, this.heads)),
      this.body,
    );
    this.detailCell = el("td", { role: "cell", id: `${name}-details`, class: "detail-cell" });
    this.detail = el("tr", { role: "row", class: "detail" }, this.detailCell);
    this.body.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("click", (event) => this.click(event));
    this.count = el("span", {});
    this.status.append(this.count, this.said);
    this.host.replaceChildren(tools, this.status, this.root);
  }

  /** A list of choices, several of which may hold; `most` are listed, the most frequent, where there may be thousands. */
  facet(facet) {
    const counts = this.table.counts(facet.key);
    const order = Object.keys(facet.words ?? {});
    let values = [...counts.keys()].filter((value) => value !== null && value !== "" && counts.get(value) > 0);
    const weight = (value) => (order.includes(value) ? order.indexOf(value) : order.length);
    if (facet.most) values = values.sort((a, b) => counts.get(b) - counts.get(a) || collator.compare(a, b)).slice(0, facet.most);
    else values.sort((a, b) => weight(a) - weight(b) || collator.compare(a, b));
    const boxes = values.map((value, at) => {
      const box = el("input", { type: "checkbox", id: `${this.spec.name}-${facet.key}-${at}` });
      const words = facet.words?.[value]?.[0] ?? value;
      box.addEventListener("change", () => this.changed());
      return { value, words, box, line: el("label", { for: box.id }, box, el("span", {}, named(words, 80), " ", soft(grouped(counts.get(value))))) };
    });
    const says = el("span", { class: "chosen" }, "All");
    const node = el(
      "details",
      { class: "facet field", name: `${this.spec.name}-facets` },
      el("summary", {}, el("span", { class: "facet-name" }, facet.label), says),
      el("fieldset", {}, el("legend", { class: "unseen" }, facet.label), boxes.map(({ line }) => line), facet.most && counts.size > facet.most ? el("p", { class: "sub" }, `The ${facet.most} with the most; search for the others.`) : null),
    );
    // A list that would stand out of the window on the right ends where its button ends.
    node.addEventListener("toggle", () => {
      node.classList.remove("end");
      node.classList.toggle("end", node.lastChild.getBoundingClientRect().right > document.documentElement.clientWidth);
    });
    return { facet, boxes, says, node };
  }

  chosen(choice) {
    return choice.boxes.filter(({ box }) => box.checked);
  }

  /** The narrowing, order and grouping in the form an address keeps. */
  state() {
    const state = new URLSearchParams();
    if (this.query.value.trim()) state.set("q", this.query.value.trim());
    for (const choice of this.choices) for (const { value } of this.chosen(choice)) state.append(choice.facet.key, value);
    if (this.grouping.value) state.set("group", this.grouping.value);
    if (this.sort) state.set("sort", (this.sort.down ? "-" : "") + this.sort.key);
    return state;
  }

  restore(state) {
    this.query.value = state.get("q") ?? "";
    for (const choice of this.choices) {
      const wanted = new Set(state.getAll(choice.facet.key));
      for (const { value, box } of choice.boxes) box.checked = wanted.has(value);
    }
    this.grouping.value = state.get("group") ?? "";
    if (this.grouping.selectedIndex < 0) this.grouping.value = "";
    const [, down, key] = /^(-?)(.*)$/.exec(state.get("sort") ?? "");
    this.sort = this.spec.columns.some((column) => column.key === key) ? { key, down: down === "-" } : null;
    this.changed();
  }

  changed() {
    this.open = -1;
    this.active = 0;
    this.unfolded.clear();
    this.said.textContent = "";
    this.apply();
    this.remember();
  }

  remember() {
    const open = this.open >= 0 && this.spec.id ? this.table.get(this.open, this.spec.id) : null;
    this.spec.remember?.(this.state(), open);
  }

  /** Gets ready for the first search, while nobody waits for it. */
  warm() {
    this.table.holding(["\u0000"], this.spec.search ?? []);
  }

  apply() {
    const words = this.query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const holding = this.table.holding(words, this.spec.search ?? []);
    const tests = [];
    for (const choice of this.choices) {
      const chosen = this.chosen(choice);
      choice.says.textContent = chosen.length === 0 ? "All" : chosen.length === 1 ? shown(chosen[0].words, 24) : `${chosen.length} chosen`;
      if (chosen.length > 0) tests.push(this.table.among(choice.facet.key, new Set(chosen.map(({ value }) => value))));
    }
    const rows = new Uint32Array(this.base.length);
    let n = 0;
    for (const row of this.base) {
      if (holding !== null && holding[row] === 0) continue;
      if (tests.every((test) => test(row))) rows[n++] = row;
    }
    this.view = rows.subarray(0, n);
    if (this.sort) {
      const column = this.spec.columns.find(({ key }) => key === this.sort.key);
      const rank = this.table.rank(column.key, column.rank);
      const way = this.sort.down ? -1 : 1;
      this.view.sort((a, b) => way * (rank[a] - rank[b]) || this.place[a] - this.place[b]);
    }
    this.arrange();
    this.redraw();
  }

  /** Puts rows under the heads of their groups, where they are grouped. A head is a line beyond the rows. */
  arrange() {
    const key = this.grouping.value;
    this.groups = [];
    this.lines = this.view;
    if (!key) return;
    const places = new Map();
    for (const row of this.view) {
      const value = this.table.get(row, key) ?? "";
      if (!places.has(value)) {
        places.set(value, this.groups.length);
        this.groups.push({ value, rows: [] });
      }
      this.groups[places.get(value)].rows.push(row);
    }
    const lines = [];
    this.groups.forEach(({ value, rows }, at) => {
      lines.push(this.table.n + at);
      if (this.unfolded.has(value)) for (const row of rows) lines.push(row);
    });
    this.lines = Uint32Array.from(lines);
  }

  /** The rows that are listed, in their order, with the columns of the CSV file. */
  csv() {
    const columns = this.table.order.filter((name) => !(this.spec.extra ?? []).includes(name));
    const lines = [columns.join(",")];
    for (const row of this.view) lines.push(columns.map((name) => csvCell(this.table.get(row, name))).join(","));
    return lines.join("\r\n") + "\r\n";
  }

  redraw() {
    const { noun, columns } = this.spec;
    const all = this.table.n;
    this.rows = Math.min(this.lines.length, TALLEST);
    const more = this.lines.length > TALLEST ? `; the first ${grouped(TALLEST)} are listed, narrow down to see the others` : "";
    const under = this.grouping.value ? ` in ${counted(this.groups.length, "group", "groups")}` : "";
    this.count.textContent =
      all === 0 ? `No ${noun[1]} in what could be seen; Coverage says what could not.` : this.view.length === all ? counted(all, ...noun) + under + more : `${grouped(this.view.length)} of ${counted(all, ...noun)}${under}${more}`;
    columns.forEach((column, at) => {
      const way = this.sort?.key === column.key ? (this.sort.down ? "descending" : "ascending") : "none";
      this.heads[at].setAttribute("aria-sort", way);
    });
    this.openAt = this.open < 0 ? -1 : this.lines.indexOf(this.open);
    if (this.openAt < 0) this.open = -1;
    this.active = Math.max(0, Math.min(this.active, this.rows - 1));
    for (const line of this.live.values()) line.remove();
    this.live.clear();
    this.root.hidden = all === 0;
    this.root.setAttribute("aria-rowcount", this.rows + 1 + (this.open >= 0 ? 1 : 0));
    if (this.open >= 0) this.detailCell.replaceChildren(this.spec.details(this.open));
    this.render();
  }

  sortBy(key) {
    const column = this.spec.columns.find((column) => column.key === key);
    const first = Boolean(column.number);
    if (this.sort?.key !== key) this.sort = { key, down: first };
    else if (this.sort.down === first) this.sort = { key, down: !first };
    else this.sort = null;
    this.apply();
    this.remember();
  }

  // Where things are, in pixels from the top of the first row.

  tall() {
    return this.openAt >= 0 ? this.detail.offsetHeight || this.lastTall || 0 : 0;
  }

  top(at) {
    return at * this.height + (this.openAt >= 0 && at > this.openAt ? this.tall() : 0);
  }

  at(y) {
    const below = (this.openAt + 1) * this.height;
    if (this.openAt < 0 || y < below) return Math.floor(y / this.height);
    return Math.max(this.openAt, Math.floor((y - this.tall()) / this.height));
  }

  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.render();
    });
  }

  render() {
    if (this.root.hidden || this.root.offsetParent === null) return;
    if (!this.height) {
      const probe = el("tr", { role: "row", class: "line" });
      this.body.append(probe);
      this.height = probe.getBoundingClientRect().height || 56;
      probe.remove();
    }
    const from = -this.body.getBoundingClientRect().top;
    const last = this.rows - 1;
    let begin = Math.max(0, Math.min(last, this.at(from) - SPARE));
    let end = Math.min(last, this.at(from + innerHeight) + SPARE);
    if (this.printing) [begin, end] = [0, Math.min(last, PRINTED - 1)];
    this.lastTall = this.tall();
    const focused = this.body.contains(document.activeElement);
    if (this.stray && !focused) this.stray = false;
    const free = [];
    for (const [at, line] of this.live) {
      if (at >= begin && at <= end) continue;
      this.live.delete(at);
      line.remove();
      free.push(line);
    }
    const seesOpen = this.openAt >= begin && this.openAt <= end;
    if (!seesOpen && this.detail.isConnected) this.detail.remove();
    let cursor = this.body.firstChild;
    const put = (node) => {
      if (node === cursor) cursor = cursor.nextSibling;
      else this.body.insertBefore(node, cursor);
    };
    for (let at = begin; at <= end; at++) {
      let line = this.live.get(at);
      if (!line) {
        line = free.pop() ?? el("tr", { role: "row" });
        this.fill(line, at);
        this.live.set(at, line);
      }
      put(line);
      if (at === this.openAt) put(this.detail);
    }
    const total = this.rows * this.height + this.tall();
    const shownTo = this.top(end + 1);
    this.body.style.paddingTop = this.printing ? "0" : `${this.rows > 0 ? this.top(begin) : 0}px`;
    this.body.style.paddingBottom = this.printing ? "0" : `${this.rows > 0 ? Math.max(0, total - shownTo) : 0}px`;
    if (this.stray && this.live.has(this.active)) {
      this.stray = false;
      this.button(this.active)?.focus({ preventScroll: true });
    } else if (focused && !this.body.contains(document.activeElement)) {
      // The row with the focus was scrolled away: the table keeps it, and the arrow keys go on from there.
      this.stray = true;
      this.body.tabIndex = -1;
      this.body.focus({ preventScroll: true });
    } else if (!focused && !this.stray) {
      // The Tab key enters the table where the reader is looking.
      const seen = (at) => this.top(at + 1) > from && this.top(at) < from + innerHeight;
      if (!seen(this.active)) this.active = Math.max(0, Math.min(last, this.at(Math.max(0, from))));
      for (const [at, line] of this.live) line.querySelector("button.opener").tabIndex = at === this.active ? 0 : -1;
    }
  }

  fill(line, at) {
    const row = this.lines[at];
    line.dataset.at = at;
    line.setAttribute("aria-rowindex", at + 2 + (this.openAt >= 0 && at > this.openAt ? 1 : 0));
    if (row >= this.table.n) {
      this.fillHead(line, this.groups[row - this.table.n], at);
      return;
    }
    const open = at === this.openAt;
    line.className = open ? "line open" : "line";
    const cells = this.spec.columns.map((column) => {
      const content = [column.cell(row)].flat();
      const style = `cell cell-${column.key}${column.number ? " number" : ""}`;
      if (!column.open) {
        return el("td", { role: "cell", class: style, "data-label": column.label }, el("div", { class: "clip" }, content));
      }
      const button = el(
        "button",
        { type: "button", class: "opener", "aria-expanded": String(open), tabindex: at === this.active ? "0" : "-1" },
        content[0],
      );
      if (open) button.setAttribute("aria-controls", this.detailCell.id);
      return el("th", { role: "rowheader", scope: "row", class: style }, el("div", { class: "clip" }, button, content.slice(1)));
    });
    line.replaceChildren(...cells);
  }

  /** The head of a group: whose rows these are, how many, how bad. */
  fillHead(line, group, at) {
    line.className = "line group";
    const { title } = this.spec.groups.find(({ key }) => key === this.grouping.value);
    const button = el(
      "button",
      { type: "button", class: "opener", "aria-expanded": String(this.unfolded.has(group.value)), tabindex: at === this.active ? "0" : "-1" },
      title(group.rows[0]),
    );
    const head = el("th", { role: "rowheader", scope: "rowgroup", "aria-colspan": this.spec.columns.length }, button, el("span", { class: "sub" }, this.spec.tally(group.rows)));
    line.replaceChildren(head);
  }

  button(at) {
    return this.live.get(at)?.querySelector("button.opener");
  }

  click(event) {
    const line = event.target.closest("tr.line");
    if (!line || event.target.closest("a")) return;
    // A click at the end of marking a text is no wish to open the row.
    if (!event.target.closest("button") && String(getSelection()) !== "") return;
    this.toggle(Number(line.dataset.at));
  }

  toggle(at) {
    const before = this.live.get(at)?.getBoundingClientRect().top;
    const line = this.lines[at];
    if (line >= this.table.n) {
      const { value } = this.groups[line - this.table.n];
      if (!this.unfolded.delete(value)) this.unfolded.add(value);
      this.arrange();
    } else {
      this.open = at === this.openAt ? -1 : line;
    }
    this.active = at;
    this.redraw();
    // Details that closed above this row must not pull it away from under the pointer.
    const after = this.live.get(at)?.getBoundingClientRect().top;
    if (before !== undefined && after !== undefined && after !== before) scrollBy({ top: after - before, behavior: "instant" });
    this.render();
    this.button(at)?.focus({ preventScroll: true });
    this.remember();
  }

  /** Opens a row wherever it is; the narrowing gives way to it. */
  show(row) {
    if (!this.view.includes(row)) {
      this.query.value = "";
      for (const { boxes } of this.choices) for (const { box } of boxes) box.checked = false;
      this.open = -1;
      this.apply();
    }
    if (this.grouping.value) {
      this.unfolded.add(this.table.get(row, this.grouping.value) ?? "");
      this.arrange();
    }
    this.open = row;
    this.redraw();
    this.goTo(this.openAt, true);
  }

  /** Moves the focus to a row; `up`: and the row to the top of the screen, so that its details show. */
  goTo(at, up = false) {
    this.button(this.active)?.setAttribute("tabindex", "-1");
    this.active = Math.max(0, Math.min(this.rows - 1, at));
    const head = this.root.tHead;
    const roof = document.getElementById("contents").offsetHeight + (getComputedStyle(head).position === "sticky" ? head.offsetHeight : 0);
    const top = this.body.getBoundingClientRect().top + this.top(this.active);
    const bottom = top + this.height;
    if (top < roof || up) scrollBy({ top: top - roof - 4, behavior: "instant" });
    else if (bottom > innerHeight) scrollBy({ top: bottom - innerHeight + this.height, behavior: "instant" });
    this.stray = false;
    this.render();
    const button = this.button(this.active);
    button?.setAttribute("tabindex", "0");
    button?.focus({ preventScroll: true });
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!event.target.matches("button.opener, tbody")) return;
    const page = Math.max(1, Math.floor(innerHeight / this.height) - 3);
    const to = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.rows - 1,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.goTo(to);
    } else if (event.key === "Escape" && this.openAt >= 0) {
      this.toggle(this.openAt);
    }
  }

  print(printing) {
    if (this.root.offsetParent === null) return;
    this.printing = printing;
    if (printing && this.rows > PRINTED) {
      this.said.replaceChildren(el("span", {}, ` Printed here: the first ${grouped(PRINTED)}; the CSV file has all.`));
    }
    this.render();
    if (!printing) {
      this.said.textContent = "";
      this.redraw();
    }
  }
}
