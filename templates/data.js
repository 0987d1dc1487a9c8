"use strict";
// Opening the rows this page carries, and the few tools everything else is made with. Texts of others reach
// the page as text nodes only; nothing here takes HTML.

/** The block of data: base64 of gzip of JSON. */
async function openData() {
  const text = document.getElementById("data").textContent.trim();
  let bytes;
  if (typeof Uint8Array.fromBase64 === "function") {
    bytes = Uint8Array.fromBase64(text);
  } else {
    const letters = atob(text);
    bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Rows held as columns; a column is a list, or a dictionary and codes. */
class Table {
  constructor(raw) {
    this.n = raw.n;
    this.columns = raw.c;
    this.order = raw.order;
    this.lower = new Map();
    this.ranks = new Map();
    this.places = new Map();
  }

  get(row, name) {
    const column = this.columns[name];
    return Array.isArray(column) ? column[row] : column.d[column.v[row]];
  }

  /** Distinct values of a column with how often each occurs. */
  counts(name) {
    const column = this.columns[name];
    const counts = new Map();
    if (Array.isArray(column)) {
      for (const value of column) counts.set(value, (counts.get(value) ?? 0) + 1);
    } else {
      const codes = new Uint32Array(column.d.length);
      for (const code of column.v) codes[code]++;
      column.d.forEach((value, code) => counts.set(value, codes[code]));
    }
    return counts;
  }

  /**
   * The texts of a column in small letters, one below the other in one text: a browser searches a long text faster than
   * many short ones. `codes` says which of them a row has, where the column is a dictionary.
   */
  lowered(name) {
    if (!this.lower.has(name)) {
      const column = this.columns[name];
      const [values, codes] = Array.isArray(column) ? [column, null] : [column.d, column.v];
      const starts = new Uint32Array(values.length + 1);
      const lines = values.map((value, at) => {
        const line = value === null || value === undefined ? "" : String(value).toLowerCase().replaceAll("\n", " ");
        starts[at + 1] = starts[at] + line.length + 1;
        return line;
      });
      this.lower.set(name, { text: lines.join("\n"), starts, codes });
    }
    return this.lower.get(name);
  }

  /** Marks the rows that hold every word, each in any of these columns; `null` where nothing is looked for. */
  holding(words, names) {
    if (words.length === 0) return null;
    const all = new Uint8Array(this.n).fill(1);
    for (const word of words) {
      const found = new Uint8Array(this.n);
      for (const name of names) {
        const { text, starts, codes } = this.lowered(name);
        const hits = codes ? new Uint8Array(starts.length) : found;
        let line = 0;
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, starts[line])) {
          while (starts[line + 1] <= at) line++;
          hits[line++] = 1;
        }
        if (codes) for (let row = 0; row < this.n; row++) found[row] |= hits[codes[row]];
      }
      for (let row = 0; row < this.n; row++) all[row] &= found[row];
    }
    return all;
  }

  /** Whether a row has one of these values in a column, as a function of the row. */
  among(name, values) {
    const column = this.columns[name];
    if (Array.isArray(column)) return (row) => values.has(column[row]);
    const allowed = Uint8Array.from(column.d, (value) => (values.has(value) ? 1 : 0));
    return (row) => allowed[column.v[row]] === 1;
  }

  /** For every row the place of its value in the order of the column; not known comes last. */
  rank(name, words) {
    if (this.ranks.has(name)) return this.ranks.get(name);
    const key = (value) => (Array.isArray(value) ? value.join(";") : value);
    const weight = new Map(Object.keys(words ?? {}).map((word, at) => [word, at]));
    const known = (value) => value !== null && value !== undefined && value !== "";
    const compare = (a, b) => {
      if (known(a) !== known(b)) return known(a) ? -1 : 1;
      if (weight.has(a) && weight.has(b)) return weight.get(a) - weight.get(b);
      if (typeof a === "number" && typeof b === "number") return a - b;
      return collator.compare(String(a), String(b));
    };
    const column = this.columns[name];
    const values = (Array.isArray(column) ? column : column.d).map(key);
    const place = new Map([...new Set(values)].sort(compare).map((value, at) => [value, at]));
    const ranks = Array.isArray(column)
      ? Uint32Array.from(values, (value) => place.get(value))
      : Uint32Array.from(column.v, (code) => place.get(values[code]));
    this.ranks.set(name, ranks);
    return ranks;
  }

  /** Rows by the value of a column. */
  rowsBy(name) {
    if (!this.places.has(name)) {
      const rows = new Map();
      for (let row = 0; row < this.n; row++) {
        const value = this.get(row, name);
        if (rows.has(value)) rows.get(value).push(row);
        else rows.set(value, [row]);
      }
      this.places.set(name, rows);
    }
    return this.places.get(name);
  }
}

/** An element with attributes and children; a child that is a text stays a text. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== "") node.append(child);
  }
  return node;
}

/** A text of others: what turns the reading direction is made visible, what fills the page is cut. */
function shown(text, longest = 400) {
  const plain = String(text)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd")
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
  return plain.length > longest ? plain.slice(0, longest) + "…" : plain;
}

/** A name, kept apart from the reading direction of what stands around it. */
const named = (text, longest) => el("bdi", {}, shown(text, longest));

/** A link out, only to the web; anything else is shown as the text it is. */
function outward(address, label) {
  let parsed = null;
  try {
    parsed = new URL(address);
  } catch {
    // Not an address: the text is all there is.
  }
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol)) return named(address);
  return el("a", { href: parsed.href, rel: "noopener noreferrer", target: "_blank" }, shown(label ?? address));
}

const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const counted = (n, one, many) => `${grouped(n)} ${n === 1 ? one : many}`;
const soft = (...children) => el("span", { class: "soft" }, ...children);
const notKnown = () => soft("not known");
/** `2026-11-23 21:55 UTC`, whatever the reader's own clock says. */
const instant = (text) => text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, "$1 $2 UTC");
/** A title as the beginning of a sentence; a name keeps its letters. */
const sentence = (title) => title.replace(/^the /, "The ");

/** A cell that no spreadsheet takes for a formula, nor a part of it: as in the CSV files beside this page. */
function csvCell(value) {
  if (value === null || value === undefined) return "";
  const text = (Array.isArray(value) ? value.join(";") : String(value))
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "")
    .replace(/(^|[;\t\r\n])(?=[=+\-@\uff0b\uff0d\uff1d\uff20])/g, "$1'")
    .replace(/^(?=[\t\r\n])/, "'");
  const plain = typeof value === "number" ? String(value) : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Puts a text on the clipboard; a page opened as a file may not be let, and marks it instead. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = el("textarea", { class: "unseen", "aria-hidden": "true", tabindex: "-1" });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
