// Measures a page of many findings in Chromium: when its rows are painted, how long a search and a facet take, how much
// memory. `node measure.cjs CHROMIUM PAGE…`; each page is opened three times and the median told.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [executablePath, ...pages] = process.argv.slice(2);
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function once(browser, file) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const begun = Date.now();
  await page.goto(`file://${path.resolve(file)}#findings`);
  const painted = await page.evaluate(async () => {
    while (!document.documentElement.classList.contains("ready") || document.querySelector("#table-findings button.opener") === null) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now();
  });
  const opened = Date.now() - begun;
  await page.waitForTimeout(1500);
  const took = await page.evaluate(async () => {
    const grid = grids.findings;
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const time = async (change) => {
      await frame();
      const start = performance.now();
      change();
      const end = performance.now();
      await frame();
      return end - start;
    };
    const search = (text) => () => {
      grid.query.value = text;
      grid.changed();
    };
    const box = grid.choices[0].boxes[1].box;
    const result = {
      search: await time(search("deploy rule")),
      again: await time(search("jenkins")),
      none: await time(search("")),
      facet: await time(() => {
        box.checked = true;
        grid.changed();
      }),
    };
    box.checked = false;
    result.group = await time(() => {
      grid.grouping.value = "account_id";
      grid.changed();
    });
    grid.grouping.value = "";
    grid.changed();
    result.sort = await time(() => grid.sortBy("title"));
    result.heap = performance.memory.usedJSHeapSize / 1e6;
    result.nodes = document.querySelectorAll("*").length;
    return result;
  });
  await context.close();
  return { painted, opened, ...took };
}

async function main() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--enable-precise-memory-info"] });
  for (const file of pages) {
    const runs = [];
    for (let run = 0; run < 3; run++) runs.push(await once(browser, file));
    const told = Object.keys(runs[0]).map((key) => `${key} ${Math.round(median(runs.map((run) => run[key])))}`);
    console.log(`${file}: ${(fs.statSync(file).size / 1e6).toFixed(2)} MB; ms: ${told.join(", ")}`);
  }
  await browser.close();
}

main();
