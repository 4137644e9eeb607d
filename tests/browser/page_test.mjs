// The report page in Chromium: no network, nothing in the console, accessible, complete without scripts.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const output = process.env.OCT_BROWSER_OUTPUT;
const reports = join(output, "reports");
const shots = join(output, "screenshots");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const strictPolicy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'";

let browser;
before(async () => {
  mkdirSync(shots, { recursive: true });
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM,
    args: process.getuid() === 0 ? ["--no-sandbox"] : [], timeout: 120_000 });
});
after(() => browser?.close());

const fileOf = (report) => pathToFileURL(join(reports, report, "results.html")).href;

// Opens a page that remembers what it asked for and what it complained about.
async function open(address, { settings = {}, media = {} } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  page.requested = [];
  page.complaints = [];
  page.on("request", (request) => page.requested.push(request.url()));
  page.on("console", (message) => { if (message.type() === "error") page.complaints.push(message.text()); });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.emulateMedia(media);
  await page.goto(address, { waitUntil: "load", timeout: 120_000 });
  return page;
}

async function withPage(address, options, use) {
  const page = await open(address, options);
  try { return await use(page); } finally { await page.context().close(); }
}

const shoot = (page, name) => page.screenshot({ path: join(shots, name + ".png"), fullPage: true });

for (const report of ["shop", "hour", "quiet", "empty", "hostile"]) {
  test(`${report}: opens from a file, asks for nothing else, says nothing in the console`, () =>
    withPage(fileOf(report), {}, async (page) => {
      const folder = pathToFileURL(join(reports, report) + "/").href;
      for (const url of page.requested) assert.ok(url.startsWith(folder), url);
      assert.deepEqual(page.complaints, []);
      if (report === "hour") await shoot(page, "hour-light");
    }));
}

// What came out, why, and what to do next: the top of the page, in the colour that belongs to it.
for (const [report, tone, answer, next] of [
  ["healthy", "good", "PASSED all 2 limits were kept; 3,334 transactions, 0 failed.", null],
  ["dead-target", "invalid", "FAILED all 3,334 transactions failed, \"connection refused\".", "look at the target"],
  ["half-the-fleet", "invalid", "NOT KEPT After 6 s turret buying ended by SIGKILL (signal 9).", "look at what killed it"],
  ["missed-limit", "invalid", "FAILED p99 < 1ms (measured", "look at the target"],
  ["full-disk", "invalid", "INVALID 800 results are missing", "look at the disk"],
]) {
  test(`${report}: the top of the page says what came out, why, and what to do next`, () =>
    withPage(fileOf(report), {}, async (page) => {
      const heading = (await page.locator("#quality h2").textContent()).replace(/\s+/g, " ");
      assert.ok(heading.startsWith(answer), heading);
      const steps = await page.locator("#quality .next").allTextContents();
      if (next) assert.ok(steps[0].includes(next), steps[0]); else assert.deepEqual(steps, []);
      assert.ok((await page.locator("#quality").getAttribute("class")).split(" ").includes(tone));
      await shoot(page, report);
    }));
}

for (const colorScheme of ["light", "dark"]) {
  for (const report of ["shop", "quiet", "empty"]) {
    test(`${report}, ${colorScheme}: axe finds no violation`, () =>
      withPage(fileOf(report), { media: { colorScheme } }, async (page) => {
        await page.evaluate(axe);
        const tabs = await page.locator("nav.tabs a").count();
        for (let tab = 0; tab < Math.max(Math.min(tabs, 2), 1); ++tab) {
          if (tabs) await page.locator("nav.tabs a").nth(tab).click();
          for (const summary of await page.locator("summary:visible").all()) await summary.click();
          const { violations } = await page.evaluate(() => globalThis.axe.run());
          const found = violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target} ${n.failureSummary}`));
          assert.deepEqual(found, []);
        }
        await page.reload();
        await shoot(page, `${report}-${colorScheme}`);
      }));
  }
}

// What a reader can see: figures with a size, text that takes room.
const seen = () => {
  const shown = (element) => { const box = element.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  for (const details of document.querySelectorAll("details")) details.open = true;
  return {
    charts: [...document.querySelectorAll("svg.chart")].filter(shown).length,
    paths: [...document.querySelectorAll("svg.chart path")].filter((p) => p.getAttribute("d")).length,
    cells: [...document.querySelectorAll("td, th, dd, li")].filter((c) => c.textContent.trim() && shown(c)).length,
    allCells: [...document.querySelectorAll("td, th, dd, li")].filter((c) => c.textContent.trim()).length,
    allCharts: document.querySelectorAll("svg.chart").length,
    styled: getComputedStyle(document.querySelector(".quality")).borderLeftWidth,
    scripted: document.documentElement.dataset.scripted !== undefined,
  };
};

test("without scripts every number and every chart is there", () =>
  withPage(fileOf("shop"), { settings: { javaScriptEnabled: false } }, async (page) => {
    const page_ = await page.evaluate(seen);
    assert.equal(page_.scripted, false);
    assert.ok(page_.allCharts >= 16 && page_.allCells > 500, JSON.stringify(page_));
    assert.equal(page_.charts, page_.allCharts);
    assert.equal(page_.cells, page_.allCells);
    await shoot(page, "shop-no-script");
  }));

test("behind a strict content security policy every number and every chart is there", async () => {
  const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript" };
  const server = createServer((request, response) => {
    try {
      const path = new URL(request.url, "http://host").pathname;
      const body = readFileSync(join(reports, "shop", path));
      response.writeHead(200, { "Content-Type": types[extname(path)], "Content-Security-Policy": strictPolicy });
      response.end(body);
    } catch { response.writeHead(404).end(); }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  try {
    await withPage(origin + "/results.html", {}, async (page) => {
      await shoot(page, "shop-strict-policy");
      for (const url of page.requested) assert.ok(url.startsWith(origin), url);
      const page_ = await page.evaluate(seen);
      assert.equal(page_.scripted, false);
      assert.equal(page_.styled, "6px");  // css/style.css, the inline styles being forbidden
      assert.ok(page_.allCharts >= 16 && page_.allCells > 500, JSON.stringify(page_));
      assert.equal(page_.charts, page_.allCharts);
      assert.equal(page_.cells, page_.allCells);
    });
  } finally { server.close(); }
});

test("a page copied away alone has its styles and its script", async () => {
  const folder = join(output, "alone");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(reports, "shop", "results.html"), join(folder, "results.html"));
  await withPage(pathToFileURL(join(folder, "results.html")).href, {}, async (page) => {
    const page_ = await page.evaluate(seen);
    assert.equal(page_.styled, "6px");
    assert.equal(page_.scripted, true);
    for (const complaint of page.complaints) assert.match(complaint, /ERR_FILE_NOT_FOUND/);
  });
});

test("tabs show one section at a time, by mouse and by keyboard", () =>
  withPage(fileOf("shop"), {}, async (page) => {
    const visible = () => page.locator(".panel:visible").evaluateAll((all) => all.map((s) => s.id));
    assert.deepEqual(await visible(), ["s1"]);
    await page.getByRole("tab").nth(1).click();
    assert.deepEqual(await visible(), ["s2"]);
    await page.keyboard.press("ArrowRight");
    assert.deepEqual(await visible(), ["s3"]);
    assert.equal(await page.getByRole("tab", { selected: true }).textContent(),
      await page.locator("#s3 h2").textContent());
    await page.goto(fileOf("shop") + "#s2");
    await page.reload();
    assert.deepEqual(await visible(), ["s2"]);
    await page.locator("#summary tbody a[href='#s4']").click();
    await page.locator("#s4").waitFor();  // a link is followed after the click has returned
    assert.deepEqual(await visible(), ["s4"]);
    await page.getByRole("tab", { name: "Errors" }).click();
    assert.deepEqual(await visible(), ["errors"]);
  }));

test("a click on a heading sorts the table, a second one turns it round", () =>
  withPage(fileOf("shop"), {}, async (page) => {
    const table = page.locator("#s1 table.sortable");
    const column = () => table.locator("tbody tr").evaluateAll((rows) =>
      rows.map((row) => Number(row.cells[2].textContent.replace(/,/g, ""))));
    const unsorted = await column();
    await table.getByRole("button", { name: "count" }).click();
    const sorted = [...unsorted].sort((a, b) => a - b);
    assert.notDeepEqual(unsorted, sorted);
    assert.deepEqual(await column(), sorted);
    await table.getByRole("button", { name: "count" }).click();
    assert.deepEqual(await column(), sorted.reverse());
    assert.equal(await table.locator("th").nth(2).getAttribute("aria-sort"), "descending");
  }));

test("dragging over a chart zooms all charts over time, a button ends it", () =>
  withPage(fileOf("shop"), {}, async (page) => {
    const chart = page.locator("#s1 figure.throughput svg.chart");
    await chart.scrollIntoViewIfNeeded();
    const ticks = () => chart.locator("g.x text").allTextContents();
    const whole = await ticks();
    const box = await chart.boundingBox();
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    const zoomed = (await ticks()).map(Number);
    assert.ok(Math.min(...zoomed) > 25 && Math.max(...zoomed) < 65, String(zoomed));
    assert.match(await page.locator("#s1 figure.points svg g.plot").getAttribute("transform"), /matrix/);
    assert.equal(await page.locator("#s1 figure.percentiles svg g.plot").getAttribute("transform"), null);
    await shoot(page, "shop-zoomed");
    await page.locator("#s1 figure.throughput .reset").click();
    assert.deepEqual(await ticks(), whole);
  }));

test("the crosshair reads a chart, by mouse and by keyboard", () =>
  withPage(fileOf("shop"), {}, async (page) => {
    for (const kind of ["intervals", "heat", "percentiles", "throughput", "points"]) {
      const figure = page.locator(`#s1 figure.${kind}`);
      const chart = figure.locator("svg.chart");
      await chart.scrollIntoViewIfNeeded();
      const box = await chart.boundingBox();
      await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.6);
      assert.match(await figure.locator(".tip").innerText(), /\d/, kind);
    }
    const figure = page.locator("#s1 figure.intervals");
    await figure.locator(".plot[tabindex]").focus();
    await page.keyboard.press("ArrowRight");
    const first = await figure.locator(".tip").innerText();
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await figure.locator(".tip").innerText(), first);
  }));

test("the legend takes a series away and brings it back", () =>
  withPage(fileOf("shop"), {}, async (page) => {
    const key = page.locator("#s1 figure.intervals .key[data-name='90 %']");
    const line = page.locator("#s1 figure.intervals .series[data-name='90 %']");
    await key.click();
    assert.equal(await line.getAttribute("visibility"), "hidden");
    await key.focus();
    await page.keyboard.press("Enter");
    assert.equal(await line.getAttribute("visibility"), "visible");
  }));

test("the reader chooses light or dark", () =>
  withPage(fileOf("quiet"), { media: { colorScheme: "light" } }, async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.locator("button.theme").click();
    await page.locator("button.theme").click();
    assert.notEqual(await paper(), light);
    await page.reload();
    assert.notEqual(await paper(), light);
  }));

test("a telephone shows the page without scrolling it sideways", () =>
  withPage(fileOf("shop"), { settings: { viewport: { width: 390, height: 800 } } }, async (page) => {
    const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= shown, `${wide} > ${shown}`);
    await shoot(page, "shop-narrow");
  }));

test("printed, all sections are there", () =>
  withPage(fileOf("shop"), { media: { media: "print" }, settings: { viewport: { width: 760, height: 1000 } } },
    async (page) => {
      const hidden = await page.locator(".panel").evaluateAll((all) => all.filter((s) => s.offsetHeight === 0).length);
      assert.equal(hidden, 0);
      await shoot(page, "shop-print");
      await page.pdf({ path: join(shots, "shop.pdf"), format: "A4" });
    }));

test("[fault-11] 200 hostile names and errors add no element, attribute or handler", async () => {
  const shape = () => {
    const elements = {}, attributes = {};
    for (const element of document.querySelectorAll("*")) {
      elements[element.localName] = (elements[element.localName] ?? 0) + 1;
      for (const { name } of element.attributes) attributes[name] = (attributes[name] ?? 0) + 1;
    }
    return { elements, attributes };
  };
  const look = (report) => withPage("about:blank", {}, async (page) => {
    let hits = 0;
    await page.exposeFunction("hit", () => { ++hits; });
    page.on("dialog", (dialog) => { ++hits; dialog.dismiss(); });
    await page.goto(fileOf(report));
    await page.mouse.move(400, 400);
    for (const tab of (await page.getByRole("tab").all()).slice(0, 5)) await tab.click();
    const found = await page.evaluate(shape);
    assert.equal(hits, 0);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(Object.keys(found.attributes).filter((name) => name.startsWith("on")), []);
    return [found, await page.locator(".series h2").allTextContents(),
      await page.locator("#errors td.message").allTextContents()];
  });
  const [harmless] = await look("harmless");
  const [hostile, headings, errors] = await look("hostile");
  assert.deepEqual(hostile, harmless);
  assert.equal(headings.length, 201 + 20);  // the turrets are of a class each: 20 have a section
  assert.ok(headings.includes("<script>hit()</script>"));
  assert.ok(errors.some((text) => text.includes("<img src=x onerror=hit()>")));
});

test("one hour with 20 timers is at most 1 MB", () => {
  const size = statSync(join(reports, "hour", "results.html")).size;
  console.log(`results.html of one hour with 20 timers: ${size} bytes`);
  assert.ok(size <= 1_000_000, String(size));
});
