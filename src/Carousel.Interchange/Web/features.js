// Rows of a table into what the network reads at a step.

/** The share of a round of the calendar that is over. */
function placeInRound(round, time) {
  const share = (length) => (((time % length) + length) % length) / length;
  if (round === "year") {
    const date = new Date(time), start = Date.UTC(date.getUTCFullYear(), 0, 1);
    return (time - start) / (Date.UTC(date.getUTCFullYear() + 1, 0, 1) - start);
  }
  // Day 0 of the count, 1 January 1970, was a Thursday.
  if (round === "week") return ((time / dayLength + 3) % 7) / 7;
  if (round === "week from sunday") return ((time / dayLength + 4) % 7) / 7;
  return share({ minute: 60_000, hour: 3_600_000, day: dayLength }[round]);
}

/** The columns that inputs are made of, without those that nothing names. */
const columnsOf = (values) => [...new Set(values.flatMap(({ source }) => (source ? [source.column, source.whole] : [])))]
  .filter((name) => name !== "" && !values.some(({ source }) => ["sine", "cosine"].includes(source?.kind) && source.column === name));

/**
 * Makes steps of rows. `columns` holds numbers by name, `times` the time stamps or null.
 * Where rows ahead are told, `levels` is taken off, and `origin` is the first row ahead.
 */
class Features {
  constructor(values, columns, times, levels = [], origin = 0) {
    Object.assign(this, { values, columns, times, levels, origin });
  }

  row(r, first = 0) {
    return Float32Array.from(this.values, (value) => {
      const number = this.number(value, r, first);
      return Number.isNaN(number) ? 0 : number;
    });
  }

  rows(from, to) {
    const all = new Float32Array((to - from) * this.values.length);
    for (let r = from; r < to; r++) all.set(this.row(r, from), (r - from) * this.values.length);
    return all;
  }

  number(value, r, first) {
    const { source } = value;
    if (!source) return 0;
    const level = value.level === undefined ? 0 : this.levels[value.level];
    const of = (column, row) => (row < 0 ? NaN : this.columns[column][row]);
    const scaled = (number) => Carousel.toNetwork(value, number);
    const share = (row) => (of(source.column, row) + 1) / (of(source.whole, row) + 2);
    switch (source.kind) {
      case "value": return scaled(of(source.column, r - source.back)) - level;
      case "change": return r > first ? scaled(of(source.column, r) - of(source.column, r - 1)) : NaN;
      case "missing": return Number.isNaN(of(source.column, r)) ? 1 : 0;
      case "present": return Number.isNaN(of(source.column, r)) ? 0 : 1;
      case "share": return scaled(share(r));
      case "mean": return this.mean(source.rows, (row) => scaled(of(source.column, row))) - level;
      case "mean-share": return this.mean(source.rows, (row) => scaled(share(row)));
      case "step": return scaled(r - this.origin);
      case "regression": return this.regression(source.regression)[r - this.origin] - level;
      case "sine": case "cosine":
        return this.times ? Math[source.kind === "sine" ? "sin" : "cos"](2 * Math.PI * source.harmonic * placeInRound(source.column, this.times[r])) : 0;
      default: return 0;
    }
  }

  // Of the known numbers of the last rows before the origin.
  mean(rows, number) {
    let sum = 0, known = 0;
    for (let r = Math.max(0, this.origin - rows); r < this.origin; r++) {
      const x = number(r);
      if (!Number.isNaN(x)) [sum, known] = [sum + x, known + 1];
    }
    return known === 0 ? NaN : sum / known;
  }

  // Of all rows ahead at once: the inputs in the order of the model file, each with its weight for each row ahead.
  regression({ target, known, lags, hours, weekdays, yearHarmonics, year, season, weights, offsets }) {
    const cached = this.forecasts?.get(weights);
    if (cached) return cached;
    const { origin } = this, horizon = offsets.length, inputs = [];
    const add = (value, from, count) => {
      const column = this.columns[value.source.column];
      for (let i = from; i < from + count; i++) inputs.push(Carousel.toNetwork(value, column[Math.min(Math.max(i, 0), column.length - 1)]));
    };
    const indicate = (count, place) => { for (let i = 0; i < count; i++) inputs.push(i === place ? 1 : 0); };
    const time = this.times?.[origin], date = new Date(time ?? 0);
    add(target, origin - lags, lags);
    for (const value of known) add(value, origin - lags, lags + horizon);
    if (hours) indicate(24, date.getUTCHours());
    if (weekdays) indicate(7, date.getUTCDay());
    for (let k = 1; k <= yearHarmonics; k++) for (const turn of ["sin", "cos"]) inputs.push(Math[turn](2 * Math.PI * k * placeInRound("year", time)));
    for (let t = 0; year > 0 && t < horizon; t++) {
      const before = origin + t - year * (Math.floor(t / year) + 1);
      add(target, before >= 0 ? before : Math.max(0, origin + t - season * (Math.floor(t / season) + 1)), 1);
    }
    const forecast = Float64Array.from(offsets);
    inputs.forEach((x, i) => { for (let t = 0; t < horizon; t++) forecast[t] += x * weights[i * horizon + t]; });
    (this.forecasts ??= new Map()).set(weights, forecast);
    return forecast;
  }
}
