// Pictures of every page of the studio, light and dark, 1400 and 400 pixels wide, to be looked at.
//
// usage: node benchmarks/studio/pictures.mjs FOLDER [Carousel.Cli.dll]
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pause, startBrowser, startStudio } from "./studio.mjs";

const [folder, command] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node benchmarks/studio/pictures.mjs FOLDER [Carousel.Cli.dll]");
  process.exit(2);
}

const small = { epochs: 2, hidden: 8 };

/** Two sensors by the minute; near the end one of them leaves the other. */
function sensors() {
  const lines = ["time,left,right"];
  for (let minute = 0; minute < 1500; minute++) {
    const wave = 10 * Math.sin(minute * Math.PI / 30), noise = (minute * 7919 % 97) / 97;
    const fault = minute > 1430 && minute < 1445 ? 14 : 0;
    const time = new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString().slice(0, 16).replace("T", " ");
    lines.push(`${time},${(wave + noise).toFixed(2)},${(wave - noise + fault).toFixed(2)}`);
  }

  return `${lines.join("\n")}\n`;
}

/** Drawings of strokes that lie and strokes that stand. */
function drawings() {
  const lines = [];
  for (let index = 0; index < 120; index++) {
    const lies = index % 2 === 0, step = 5 + index % 7;
    const strokes = [...Array(8).keys()].map(at => [lies ? step : at % 2, lies ? at % 2 : step, at === 7 ? 1 : 0]);
    lines.push(JSON.stringify({ strokes, label: lies ? "lies" : "stands" }));
  }

  return `${lines.join("\n")}\n`;
}

/** Data, runs, looks and a served model; the places to look at. */
async function furnish(studio) {
  const flights = await studio.add("samples/us_flights_hourly.csv");
  const forecast = { target: ["late_flights"], known: ["flights"], horizon: 24, epochs: 2, ensemble: 1 };
  const done = await studio.run(flights.id, "forecast", forecast);
  const other = await studio.run(flights.id, "forecast", { ...forecast, hidden: 8 });
  const places = [["first", "/"], ["data", `/data/${flights.id}`]];
  const jobs = [
    ["classify", await studio.add("samples/film_reviews.tsv"), { ...small, ensemble: 1 }],
    ["tag", await studio.add("samples/english_ewt.conll"), { epochs: 1, hidden: 8 }],
    ["anomaly", await studio.add("sensors.csv", sensors()), small],
    ["transcribe", await studio.add("samples/spoken_digits.tsv"), { epochs: 1, hidden: 8 }],
    ["write", await studio.add("strokes.ndjson", drawings()), small],
    ["language", await studio.add("samples/moby_dick.txt"), { epochs: 1, hidden: 16 }],
  ];
  const runs = [];
  for (const [job, data, options] of jobs) {
    places.push([`data-${job}`, `/data/${data.id}`]);
    runs.push([job, await studio.run(data.id, job, options)]);
  }

  await studio.ended(`runs/${done}`);
  await studio.ended(`runs/${other}`);
  await studio.ask("PATCH", `runs/${done}`, { notes: "The first one, with the defaults of the cell." });
  const look = await studio.ask("POST", "tasks", { kind: "look", run: done, look: "traces" });
  await studio.ask("PUT", `runs/${done}/service`);
  places.push(["train", `/run/${done}/train`], ["result", `/run/${done}/result`], ["use-forecast", `/run/${done}/use`],
    ["inside", `/run/${done}/inside`], ["ship", `/run/${done}/ship`], ["compare", `/compare/${done}/${other}`]);
  for (const [job, run] of runs) {
    const told = await studio.ended(`runs/${run}`);
    console.log(`${job}: ${told.state} ${told.refusal?.error ?? ""}`);
    places.push([`result-${job}`, `/run/${run}/result`], [`use-${job}`, `/run/${run}/use`]);
  }

  const failed = await studio.run(flights.id, "forecast", { ...forecast, horizon: 4000 });
  await studio.ended(`runs/${failed}`);
  await studio.ended(`tasks/${look.id}`);
  const long = await studio.run(flights.id, "forecast", { ...forecast, epochs: 400 });
  await studio.run(flights.id, "forecast", forecast);
  places.push(["train-failed", `/run/${failed}/train`], ["train-now", `/run/${long}/train`], ["runs", "/runs"]);
  return places;
}

mkdirSync(folder, { recursive: true });
const studio = await startStudio(command);
const browser = await startBrowser();
try {
  const places = await furnish(studio);
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1400, 400]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      page.on("console", message => message.type() === "error" && console.error(`${page.url()}: ${message.text()}`));
      await page.goto(studio.link);
      for (const [name, place] of places) {
        await page.goto(`${studio.address}/#${place}`);
        await page.locator("main > *").nth(1).waitFor();
        // What comes late, such as a chart or the report in its frame, has no common sign.
        await pause(2500);
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
      }

      await context.close();
    }
  }
} finally {
  await browser.close();
  await studio.stop();
}
