// Opens pages of a report in Chromium: axe finds nothing, the keyboard reaches everything, the table narrows, groups,
// copies and remembers; nothing is asked of a network and nothing complains.
"use strict";
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [executablePath, work, ...pages] = process.argv.slice(2);
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const VIEWS = ["overview", "people", "findings", "questions", "cost", "register", "changes", "touchpoints", "coverage", "guide"];

/** A page with its complaints and requests; `options` of the browser's context. */
async function opened(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => request.url().startsWith("file:") || request.url().startsWith("data:") || said.push(request.url()));
  const go = async (fragment) => {
    await page.goto(`file://${path.resolve(file)}#${fragment}`);
    for (let tries = 0; tries < 200; tries++) {
      if (await page.evaluate(() => document.documentElement.classList.contains("ready"))) return;
      await page.waitForTimeout(20);
    }
    assert.fail(`${file} does not get ready: ${said.join("; ")}`);
  };
  await go("");
  return { page, context, said, go };
}

async function violations(page, within = "html") {
  // The page's own policy forbids it, and this test is no part of the page: the debugger evaluates it.
  await page.evaluate(axe);
  return page.evaluate(async ([rules, within]) => {
    const result = await window.axe.run(within, { runOnly: { type: "tag", values: rules } });
    return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")} (${one.help})`);
  }, [RULES, within]);
}

async function accessible(browser, file, schemes, widths) {
  for (const scheme of schemes) {
    for (const width of widths) {
      const options = { viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: "reduce", bypassCSP: true };
      const { page, context, said, go } = await opened(browser, file, options);
      // What stays on top of the window covers in part whatever is scrolled under it, and how much of it depends on the
      // machine's fonts: axe would call that a target too small to hit.
      await page.addStyleTag({ content: ".contents, .grid > thead { position: static !important }" });
      const fits = async (what) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${file} ${what} at ${width} is ${wide} px too wide`);
        const cut = await page.evaluate(() => [...document.querySelectorAll("main .scrolls")].filter((node) => node.scrollWidth > node.clientWidth + 1).length);
        assert.equal(cut, 0, `${file} ${what} at ${width}: tables that have to be pushed aside to be read`);
      };
      for (const view of VIEWS) {
        if ((await page.locator(`#${view}`).count()) === 0) continue;
        await go(view);
        await page.waitForTimeout(60);
        assert.deepEqual(await violations(page), [], `${file} #${view} at ${width}, ${scheme}`);
        await fits(`#${view}`);
      }
      const finding = await page.evaluate(() => tables.findings.get(0, "finding"));
      await go(`finding=${finding}`);
      assert.deepEqual(await violations(page), [], `${file} with a finding open at ${width}, ${scheme}`);
      await go("findings?group=account_id&severity=high");
      assert.deepEqual(await violations(page), [], `${file} in groups at ${width}, ${scheme}`);
      for (const facet of await page.locator("#findings details.facet > summary").all()) {
        await facet.click();
        // The page is told a moment later that it is open, and puts it where there is room.
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))));
        await fits(`with the facet ${await facet.innerText()} open`);
      }
      assert.equal(await page.locator("#findings details.facet[open]").count(), 1, "one list of choices at a time");
      // The open list lies over the table.
      assert.deepEqual(await violations(page, "#findings .tools"), [], `${file} with an open facet at ${width}, ${scheme}`);
      if ((await page.locator("#table-resolved").count()) > 0) {
        await go("changes");
        // Rows are drawn as they come into sight.
        await page.locator("#table-resolved").scrollIntoViewIfNeeded();
        await page.locator("#table-resolved button.opener").first().click();
        assert.deepEqual(await violations(page), [], `${file} with a resolved finding open at ${width}, ${scheme}`);
      }
      const moves = await page.evaluate(() =>
        [...document.querySelectorAll("*")].filter((node) => parseFloat(getComputedStyle(node).transitionDuration) > 0 || parseFloat(getComputedStyle(node).animationDuration) > 0).length,
      );
      assert.equal(moves, 0, "nothing moves for whoever asked for that");
      assert.deepEqual(said, [], file);
      await context.close();
    }
  }
}

async function usable(browser, file) {
  const { page, context, said, go } = await opened(browser, file, { permissions: ["clipboard-read", "clipboard-write"] });
  const status = () => page.locator("#table-findings .status").innerText();
  const hash = () => page.evaluate(() => location.hash);
  await go("findings");
  const all = Number((await status()).split(" ")[0].replaceAll(",", ""));

  // With the keyboard alone: to the severities, two of them chosen, and back.
  await page.locator("#findings-query").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
  assert.equal(await hash(), "#findings?severity=critical&severity=high");
  const narrowed = Number((await status()).split(" ")[0]);
  assert.ok(narrowed > 0 && narrowed < all, await status());

  // The same view by its address, in a new window; with the order and a group.
  const other = await opened(browser, file);
  await other.go((await hash()).slice(1) + "&sort=title&group=check");
  const text = await other.page.locator("#table-findings .status").innerText();
  assert.match(text, new RegExp(`^${narrowed} of .* in \\d+ groups?`));
  const heads = await other.page.locator("#table-findings tr.group").count();
  await other.page.locator("#table-findings tr.group button").first().click();
  assert.ok((await other.page.locator("#table-findings tr.line:not(.group)").count()) > 0, "a group opens");
  assert.ok(heads > 1);
  await other.context.close();

  // The table is walked and a row opened with the keyboard.
  await page.locator("#table-findings button.opener").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.match(await hash(), /^#findings\?severity=critical&severity=high&open=f-/);
  for (const part of ["What to do", "Evidence", "Why it matters", "Controls"]) {
    assert.ok((await page.locator("#findings-details").innerText()).includes(part), part);
  }
  await page.keyboard.press("Escape");
  assert.equal(await hash(), "#findings?severity=critical&severity=high");

  // What is listed goes to the clipboard as a file of the same name has it.
  await page.getByRole("button", { name: "Copy as CSV" }).first().click();
  await page.waitForTimeout(100);
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const file_of = fs.readFileSync(path.join(path.dirname(file), "findings.csv"), "utf8");
  assert.equal(copied.split("\r\n")[0], file_of.split(/\r?\n/)[0]);
  const ids = (text) => [...text.matchAll(/^f-[0-9a-f]{16}/gm)].map(([id]) => id);
  assert.equal(ids(copied).length, narrowed);
  const wanted = new Set(ids(copied));
  const lines = (text) => text.split(/\r?\n/).filter((line) => wanted.has(line.slice(0, 18)));
  assert.deepEqual(new Set(lines(copied)), new Set(lines(file_of)), "the very rows of the file");
  assert.deepEqual(said, []);
  await context.close();

  // Without a script everything of the shell is there, one below the other.
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const bare = await plain.newPage();
  await bare.goto(`file://${path.resolve(file)}`);
  const read = await bare.locator("main").innerText();
  for (const part of ["How much hangs on accounts that can go?", "Risk by place and severity", "Not on record", "The way off", "Where this comes from", "Without JavaScript"]) {
    assert.ok(read.includes(part), part);
  }
  await plain.close();
}

async function printed(browser, file) {
  const { page, context } = await opened(browser, file);
  const pdf = path.join(work, "report.pdf");
  await page.pdf({ path: pdf, format: "A4" });
  assert.ok(fs.statSync(pdf).size > 20_000);
  await context.close();
}

async function main() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const [whole, ...others] = pages;
    const long = others.pop();
    await accessible(browser, whole, ["light", "dark"], [1440, 900, 390, 320]);
    for (const file of others) await accessible(browser, file, ["light"], [1440]);
    await accessible(browser, long, ["light"], [1440, 900, 390, 320]);
    console.log("readers: no violation of axe's rules, at four widths, light and dark");
    await usable(browser, whole);
    await printed(browser, whole);
    console.log("readers: keyboard, address, groups, clipboard, no script, print");
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(`readers: ${error.stack ?? error}`);
  process.exitCode = 1;
});
