// Times of the studio's pages in Chromium: first page, a large table, its scrolling, clicks while a forecast trains on
// all cores, and a person's way from a file to an export.
//
// usage: node benchmarks/studio/pages.mjs [Carousel.Cli.dll]
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBrowser, startStudio } from "./studio.mjs";

const rounds = 24, frames = 180;

/** Numbers of a seed, the same on every machine (mulberry32). */
function drawsOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const stamp = (hours, letters) => new Date(Date.UTC(2010, 0, 1, hours)).toISOString().slice(0, letters).replace("T", " ");

/** 100,000 hourly rows with 49 columns of numbers. */
function largeTable() {
  const draw = drawsOf(1), lines = [`time,${[...Array(49).keys()].map(c => `c${c}`).join(",")}`];
  for (let row = 0; row < 100_000; row++) {
    lines.push(`${stamp(row, 16)},${Array.from({ length: 49 }, () => (200 * draw() - 100).toFixed(3)).join(",")}`);
  }

  return `${lines.join("\n")}\n`;
}

/** 600 days of sales as people keep them: semicolons, decimal commas, gaps, n/a. */
function messySales() {
  const draw = drawsOf(2), lines = ["Datum;Preis;Feiertag;Umsatz"];
  for (let day = 0; day < 600; day++) {
    if (day % 97 === 50) {
      continue;
    }

    const price = 2 + Math.floor(4 * draw()) * 0.25, holiday = day % 45 === 10 ? 1 : 0;
    const sales = 80 + 20 * Math.sin(2 * Math.PI * day / 7) - 8 * price - 30 * holiday + 6 * draw();
    const number = value => value.toFixed(2).replace(".", ",");
    lines.push(`${stamp(24 * day, 10)};${number(price)};${holiday};${day % 83 === 20 ? "n/a" : number(sales)}`);
  }

  return `${lines.join("\n")}\n`;
}

function tell(what, milliseconds) {
  const sorted = [...milliseconds].sort((one, other) => one - other), at = share => sorted[Math.floor(share * (sorted.length - 1))];
  console.log(`${what}: ${sorted.length} times, median ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms, longest ${at(1).toFixed(0)} ms`);
}

/** From the link until the samples are there, in a fresh browser. */
async function firstPage(studio) {
  const browser = await startBrowser(), page = await browser.newPage();
  const begun = performance.now();
  await page.goto(studio.link);
  await page.locator(".cards .card").first().waitFor();
  const took = performance.now() - begun;
  const bytes = await page.evaluate(() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, one) => sum + one.transferSize, 0));
  console.log(`first page: ${took.toFixed(0)} ms, ${bytes} bytes with its answers`);
  await browser.close();
}

async function largeTableShown(page, studio) {
  const file = join(tmpdir(), `carousel-large-${process.pid}.csv`);
  writeFileSync(file, largeTable());
  await page.goto(`${studio.address}/#/`);
  await page.locator(".drop").first().waitFor();
  const begun = performance.now();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Choose a file" }).first().click()]);
  await chooser.setFiles(file);
  await page.locator(".data-plot svg path").first().waitFor({ state: "attached" });
  console.log(`100,000 x 50: plotted after ${(performance.now() - begun).toFixed(0)} ms`);
  await page.locator(".grid [role=rowheader]").first().waitFor();
  for (const [how, x, y] of [["by rows", 0, 28], ["by pages", 0, 300 * 28], ["sideways", 40, 0]]) {
    const gaps = await page.locator(".grid").evaluate((grid, [x, y, frames]) => new Promise(done => {
      const times = [];
      const step = now => {
        times.push(now);
        grid.scrollBy(x, y);
        if (times.length <= frames) {
          requestAnimationFrame(step);
        } else {
          done(times.slice(1).map((time, k) => time - times[k]));
        }
      };
      grid.scrollTo(0, 0);
      requestAnimationFrame(step);
    }), [x, y, frames]);
    tell(`scrolled ${how}, between frames`, gaps);
    console.log(`  ${(1000 * gaps.length / gaps.reduce((sum, one) => sum + one, 0)).toFixed(0)} frames a second`);
  }
}

/** Clicks from one page to the next while a forecast trains, until the content is there and painted. */
async function clicksWhileTraining(page, studio) {
  const flights = await studio.add("samples/us_flights_hourly.csv");
  const options = { target: ["late_flights"], known: ["flights"], horizon: 24, hidden: 128, layers: 2, epochs: 400 };
  const run = await studio.run(flights.id, "forecast", options);
  while ((await studio.ask("GET", `runs/${run}`)).progress === null) {
    await page.waitForTimeout(100);
  }

  const top = page.getByRole("navigation").first(), times = [];
  const places = [["Runs", "table.runs"], ["Data", ".cards .card"]];
  for (let round = 0; round < rounds; round++) {
    for (const [name, content] of places) {
      const link = top.getByRole("link", { name, exact: true });
      await link.waitFor();
      times.push(await link.evaluate((link, content) => new Promise(done => {
        const begun = performance.now();
        const look = () => document.querySelector(content) === null
          ? requestAnimationFrame(look)
          : requestAnimationFrame(() => done(performance.now() - begun));
        link.click();
        requestAnimationFrame(look);
      }), content));
    }
  }

  tell("clicks while training, a page until its content", times);
  console.log(`  the training meanwhile: ${(await studio.ask("GET", `runs/${run}`)).state}`);
  await studio.ask("POST", `runs/${run}/stop`);
  await studio.ended(`runs/${run}`);
}

/** The whole way with all defaults. */
async function way(page, studio) {
  const errors = [];
  page.on("console", message => message.type() === "error" && errors.push(message.text()));
  await page.goto(`${studio.address}/#/`);
  await page.locator(".drop").first().waitFor();
  const begun = performance.now();
  const transfer = await page.evaluateHandle(text => {
    const made = new DataTransfer();
    made.items.add(new File([text], "Umsätze 2023.csv"));
    return made;
  }, messySales());
  await page.locator(".drop").first().dispatchEvent("drop", { dataTransfer: transfer });
  await page.locator(".check[aria-busy=false] > .quiet").waitFor();
  const known = page.locator("fieldset", { hasText: "What is known ahead?" });
  for (const name of ["Preis", "Feiertag"]) {
    if (await known.getByLabel(name).count() > 0) {
      await known.getByLabel(name).check();
    }
  }

  await page.locator(".check[aria-busy=false] > .quiet").waitFor();
  const training = performance.now();
  await page.getByRole("button", { name: "Train", exact: true }).click();
  const result = page.getByRole("link", { name: "See the result" });
  await result.waitFor({ timeout: 300_000 });
  const trained = performance.now();
  await result.click();
  await page.locator(".verdict").first().waitFor();
  const steps = page.getByRole("navigation", { name: "Steps" });
  await steps.getByRole("link", { name: "Use" }).click();
  const slider = page.locator("input[type=range]").first();
  await slider.waitFor();
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await page.locator(".sum", { hasText: "than without" }).waitFor();
  await steps.getByRole("link", { name: "Ship" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "ONNX" }).click()]);
  await download.path();
  console.log(`the way: ${((performance.now() - begun) / 1000).toFixed(1)} s, of which ${((trained - training) / 1000).toFixed(1)} s training; `
    + `${errors.length} errors in the console ${errors.join(" ")}`);
}

const studio = await startStudio(process.argv[2]);
try {
  await firstPage(studio);
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(studio.link);
    await largeTableShown(page, studio);
    await way(page, studio);
    await clicksWhileTraining(page, studio);
  } finally {
    await browser.close();
  }
} finally {
  await studio.stop();
}
