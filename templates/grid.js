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
   * [columns], hint, filters [{key, label, words}], details(row), base [rows], remember(hash), id column.
   */
  constructor(host, spec) {
    this.host = host;
    this.spec = spec;
    this.table = spec.table;
    this.base = spec.base ?? Uint32Array.from({ length: this.table.n }, (_, row) => row);
    this.place = new Uint32Array(this.table.n);
    this.base.forEach((row, at) => (this.place[row] = at));
    this.view = this.base;
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
    const { name, noun, columns, filters, search, label } = this.spec;
    this.query = el("input", { type: "search", id: `${name}-query`, placeholder: this.spec.hint, autocomplete: "off", spellcheck: "false" });
    this.choices = (filters ?? []).map((filter) => this.choice(filter));
    this.status = el("p", { role: "status", class: "status" });
    const clear = el("button", { type: "button", class: "quiet" }, "Clear");
    clear.addEventListener("click", () => this.restore(new URLSearchParams()));
    let timer = 0;
    this.query.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.changed(), 80);
    });
    const tools = el(
      "div",
      { class: "tools", role: "search", "aria-label": `Narrow down: ${label}` },
      el("div", { class: "field wide" }, el("label", { for: `${name}-query` }, `Search ${noun[1]}`), this.query),
      this.choices.map(({ filter, select }) =>
        el("div", { class: "field" }, el("label", { for: select.id }, filter.label), select),
      ),
      clear,
    );
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
    this.host.replaceChildren(tools, this.status, this.root);
  }

  choice(filter) {
    const select = el("select", { id: `${this.spec.name}-${filter.key}` }, el("option", { value: "" }, "All"));
    const counts = this.table.counts(filter.key);
    const order = Object.keys(filter.words ?? {});
    const values = [...counts.keys()].filter((value) => value !== null && value !== "");
    const weight = (value) => (order.includes(value) ? order.indexOf(value) : order.length);
    values.sort((a, b) => weight(a) - weight(b) || collator.compare(a, b));
    for (const value of values) {
      const words = filter.words?.[value]?.[0] ?? value;
      select.append(el("option", { value }, `${shown(words, 60)} (${grouped(counts.get(value))})`));
    }
    select.addEventListener("change", () => this.changed());
    return { filter, select };
  }

  /** The narrowing in the form an address keeps. */
  state() {
    const state = new URLSearchParams();
    if (this.query.value.trim()) state.set("q", this.query.value.trim());
    for (const { filter, select } of this.choices) if (select.value) state.set(filter.key, select.value);
    return state;
  }

  restore(state) {
    this.query.value = state.get("q") ?? "";
    for (const { filter, select } of this.choices) {
      select.value = state.get(filter.key) ?? "";
      if (select.selectedIndex < 0) select.value = "";
    }
    this.changed();
  }

  changed() {
    this.open = -1;
    this.active = 0;
    this.apply();
    this.remember();
  }

  remember() {
    const open = this.open >= 0 && this.spec.id ? this.table.get(this.open, this.spec.id) : null;
    this.spec.remember?.(this.state(), open);
  }

  haystack(row) {
    this.haystacks ??= new Array(this.table.n);
    return (this.haystacks[row] ??= this.spec.search
      .map((name) => this.table.get(row, name) ?? "")
      .join("\n")
      .toLowerCase());
  }

  apply() {
    const words = this.query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = this.choices.filter(({ select }) => select.value);
    const rows = new Uint32Array(this.table.n);
    let n = 0;
    for (const row of this.base) {
      if (!chosen.every(({ filter, select }) => this.table.get(row, filter.key) === select.value)) continue;
      if (words.length > 0) {
        const text = this.haystack(row);
        if (!words.every((word) => text.includes(word))) continue;
      }
      rows[n++] = row;
    }
    this.view = rows.subarray(0, n);
    if (this.sort) {
      const column = this.spec.columns.find(({ key }) => key === this.sort.key);
      const rank = this.table.rank(column.key, column.rank);
      const way = this.sort.down ? -1 : 1;
      this.view.sort((a, b) => way * (rank[a] - rank[b]) || this.place[a] - this.place[b]);
    }
    this.redraw();
  }

  redraw() {
    const { noun, columns } = this.spec;
    const all = this.table.n;
    this.rows = Math.min(this.view.length, TALLEST);
    const more = this.view.length > TALLEST ? `; the first ${grouped(TALLEST)} are listed, narrow down to see the others` : "";
    this.status.textContent =
      all === 0 ? `No ${noun[1]} in what could be seen; Coverage says what could not.` : this.view.length === all ? counted(all, ...noun) + more : `${grouped(this.view.length)} of ${counted(all, ...noun)}${more}`;
    columns.forEach((column, at) => {
      const way = this.sort?.key === column.key ? (this.sort.down ? "descending" : "ascending") : "none";
      this.heads[at].setAttribute("aria-sort", way);
    });
    this.openAt = this.open < 0 ? -1 : this.view.indexOf(this.open);
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
    const row = this.view[at];
    const open = at === this.openAt;
    line.className = open ? "line open" : "line";
    line.setAttribute("aria-rowindex", at + 2 + (this.openAt >= 0 && at > this.openAt ? 1 : 0));
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
    line.dataset.at = at;
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
    this.open = at === this.openAt ? -1 : this.view[at];
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
      for (const { select } of this.choices) select.value = "";
      this.open = -1;
      this.apply();
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
      this.status.append(el("span", {}, ` Printed here: the first ${grouped(PRINTED)}; the CSV file has all.`));
    }
    this.render();
    if (!printing) this.redraw();
  }
}
