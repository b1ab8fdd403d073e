// From a table to a forecast with an exported forecaster in ONNX Runtime, as `carousel predict` makes it.
//
//   node forecast.mjs FOLDER TABLE.csv > forecast.csv
//
// FOLDER holds model.onnx and model.json. The table's last row is the last one known: no column may be known ahead.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const runtime = createRequire(join(process.env.CAROUSEL_ONNX_RUNTIME ?? import.meta.dirname, "run.cjs"))("onnxruntime-node");

const [folder, file] = process.argv.slice(2);
const about = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
const { time, lookback, horizon, levelRows } = about.table;
const [past, ahead, answer] = [about["input.past"].values, about["input.ahead"].values, about["output.quantiles"].values];

const known = ahead.find(({ source }) => source?.kind === "value" && source.back === 0);
if (known) {
  console.error(`The model needs later values of column '${known.source.column}', which this example does not read.`);
  process.exit(2);
}

// Columns of the table by name; time stamps as milliseconds, going on at the distance of the last two.
const [header, ...rows] = readFileSync(file, "utf8").trim().split(/\r?\n/).map((line) => line.split(","));
const column = Object.fromEntries(header.map((name, c) => [name, rows.map((row) => (row[c] === "" ? NaN : Number(row[c])))]));
const times = rows.map((row) => Date.parse(row[header.indexOf(time)].replace(" ", "T").replace(/^(\d{4}-\d\d-\d\d)$/, "$1T00:00") + "Z"));
const origin = rows.length;
const step = times[origin - 1] - times[origin - 2];
for (let r = origin; r < origin + horizon; r++) times.push(times[r - 1] + step);

const bend = { linear: (v) => v, "non-negative": (v) => v, "square-root": (v) => Math.sqrt(Math.max(v, 0)), logarithm: (v) => Math.log1p(Math.max(v, 0)) };
const back = { linear: (v) => v, "non-negative": (v) => Math.max(v, 0), "square-root": (v) => Math.max(v, 0) ** 2, logarithm: (v) => Math.expm1(Math.max(v, 0)) };
const scaled = ({ scaling = "linear", offset = 0, scale = 1 }, v) => (bend[scaling](v) - offset) / scale;
const unscaled = ({ scaling = "linear", offset = 0, scale = 1 }, x) => back[scaling](x * scale + offset);

// The mean of the known ones of the last rows of a column, each scaled.
function mean(value, count) {
  const known = column[value.source.column].slice(Math.max(0, origin - count), origin).filter((v) => !Number.isNaN(v)).map((v) => scaled(value, v));
  return known.reduce((a, b) => a + b, 0) / known.length;
}

// What is taken off the targets of the window, and put on again behind the network.
const targets = [...new Map(answer.map((value) => [value.source.column, value])).values()];
const levels = targets.map((value) => (levelRows === 0 ? 0 : mean(value, levelRows)));
const level = (value) => (value.level === undefined ? 0 : levels[value.level]);

const days = (r) => times[r] / 86_400_000;
const year = (r) => new Date(times[r]).getUTCFullYear();
const round = {
  hour: (r) => (days(r) * 24) % 1,
  day: (r) => days(r) % 1,
  week: (r) => ((days(r) + 3) % 7) / 7,
  year: (r) => (times[r] - Date.UTC(year(r), 0)) / (Date.UTC(year(r) + 1, 0) - Date.UTC(year(r), 0)),
};

// The scaled number of a row, or of the last known row before it; rows beyond the table are those at its ends.
function last(value, row) {
  const numbers = column[value.source.column];
  let r = Math.min(Math.max(row, 0), origin - 1);
  while (r > 0 && Number.isNaN(numbers[r])) r--;
  return scaled(value, numbers[r]);
}

// What the ridge regression inside the network forecasts of all rows ahead: numbers in the order of its weights.
function regression({ target, known, lags, hours, weekdays, yearHarmonics, year: years, season, weights, offsets }) {
  const range = (from, to, number) => Array.from({ length: to - from }, (_, k) => number(from + k)), date = new Date(times[origin]);
  const x = [
    ...range(origin - lags, origin, (r) => last(target, r)), ...known.flatMap((value) => range(origin - lags, origin + horizon, (r) => last(value, r))),
    ...range(0, hours ? 24 : 0, (hour) => Number(hour === date.getUTCHours())), ...range(0, weekdays ? 7 : 0, (day) => Number(day === date.getUTCDay())),
    ...range(1, yearHarmonics + 1, (k) => 2 * Math.PI * k * round.year(origin)).flatMap((angle) => [Math.sin(angle), Math.cos(angle)]),
    ...range(0, years ? horizon : 0, (t) => {
      const before = origin + t - years * (Math.floor(t / years) + 1);
      return last(target, before >= 0 ? before : origin + t - season * (Math.floor(t / season) + 1));
    }),
  ];
  return offsets.map((offset, t) => x.reduce((sum, number, i) => sum + number * weights[i * horizon + t], offset));
}

function feature(value, r) {
  const { kind, column: name, back: rowsBack, rows: count, harmonic } = value.source;
  switch (kind) {
    case "value": return scaled(value, column[name][r - rowsBack]) - level(value);
    case "mean": return mean(value, count) - level(value);
    case "regression": return regression(value.source.regression)[r - origin] - level(value);
    case "step": return scaled(value, r - origin);
    case "sine": return Math.sin(2 * Math.PI * harmonic * round[name](r));
    case "cosine": return Math.cos(2 * Math.PI * harmonic * round[name](r));
    default: throw new Error(`this example makes no '${kind}'`);
  }
}

// [time, batch, features] of one window: a gap is 0 to the network.
function tensor(values, from, count) {
  const data = Float32Array.from({ length: count * values.length }, (_, k) => feature(values[k % values.length], from + Math.floor(k / values.length)) || 0);
  return new runtime.Tensor("float32", data, [count, 1, values.length]);
}

// #region run
const session = await runtime.InferenceSession.create(join(folder, "model.onnx"));
const { quantiles } = await session.run({ past: tensor(past, origin - lookback, lookback), ahead: tensor(ahead, origin, horizon) });
console.log(["time", ...answer.map((value) => value.name)].map((name) => `"${name}"`).join(","));
for (let t = 0; t < horizon; t++) {
  const numbers = answer.map((value, q) => unscaled(value, quantiles.data[t * answer.length + q] + level(value)));
  console.log([new Date(times[origin + t]).toISOString(), ...numbers].join(","));
}
// #endregion
