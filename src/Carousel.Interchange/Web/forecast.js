// The view of a forecaster: quantiles of each row ahead, from the rows before.

/** What is taken off the targets of a window that ends at a row: the mean of the last known ones, each scaled. */
function levelsAt(columns, origin) {
  const { levelRows, lookback } = model.table, { count: quantiles } = model.answer.quantiles;
  const targets = model.answer.values.filter((_, k) => k % quantiles === 0);
  return targets.map((value) => {
    const column = columns[value.source.column], known = [];
    const first = Math.max(0, origin - (levelRows === 1 ? lookback : levelRows));
    for (let r = origin - 1; levelRows > 0 && r >= first && !(levelRows === 1 && known.length === 1); r--) {
      if (!Number.isNaN(column[r])) known.push(Carousel.toNetwork(value, column[r]));
    }
    return known.length === 0 ? 0 : known.reduce((a, b) => a + b, 0) / known.length;
  });
}

/** The forecast from a row on: [horizon][answers], in the numbers of the data. */
function forecastAt(columns, times, origin) {
  const { lookback, horizon } = model.table, levels = levelsAt(columns, origin);
  const past = new Features(model.inputBefore.values, columns, times, levels, origin), ahead = new Features(model.input.values, columns, times, levels, origin);
  network.reset();
  for (let r = origin - lookback; r < origin; r++) network.past(past.row(r));
  return Array.from({ length: horizon }, (_, t) => Array.from(network.step(ahead.row(origin + t)), (q, k) => {
    const value = model.answer.values[k];
    return Carousel.toData(value, q + (value.level === undefined ? 0 : levels[value.level]));
  }));
}

function forecastOfTable(place) {
  const { time, lookback, horizon, frequency } = model.table, { count: quantiles, median } = model.answer.quantiles;
  const targets = [...new Set(model.answer.values.map((v) => v.source.column))], names = columnsOf([...model.inputBefore.values, ...model.input.values]);
  const known = columnsOf(model.input.values.filter((v) => v.source?.kind === "value" && v.source.back === 0));
  const end = (v) => v.name.slice(v.name.lastIndexOf(", ") + 2);
  const low = end(model.answer.values[0]), high = end(model.answer.values[quantiles - 1]);
  const sentence = `A row is a step, with the columns ${listed([...(time ? [time] : []), ...names])}; ${lookback} rows or more, of which the last are looked back at.`
    + (known.length > 0 ? ` ${listed(known)} must be given for the ${horizon} rows ahead too, where ${listed(targets)} ${targets.length === 1 ? "is" : "are"} empty.` : "");

  tableBox(place, sentence, (table, below) => {
    const [read, stamps] = readColumns(table, names, time);
    let origin = table.length;
    while (origin > 0 && targets.every((t) => Number.isNaN(read[t][origin - 1]))) origin--;
    for (const name of names) {
      const until = known.includes(name) ? Math.min(table.length, origin + horizon) : origin;
      const gap = read[name].slice(0, until).findIndex(Number.isNaN);
      if (gap >= 0) throw new Problem(`Line ${table.rows[gap].line}, column ${table.find(name) + 1} (${name}): the cell is empty; this page fills no gaps, 'carousel predict' does.`);
    }
    if (origin < lookback) throw new Problem(`The table has ${counted(origin, "row")} with ${targets.join(", ")}; the model looks ${lookback} rows back.`);
    if (known.length > 0 && table.length < origin + horizon) {
      throw new Problem(`The table has ${counted(table.length - origin, "row")} behind the last ${targets[0]}; ${known.join(", ")} must be given for ${horizon} rows ahead.`);
    }
    const times = stamps && Float64Array.from({ length: origin + horizon }, (_, r) => (r < stamps.length ? stamps[r] : later(stamps[origin - 1], r - origin + 1, frequency)));
    const columns = Object.fromEntries(names.map((n) => [n, Float64Array.from({ length: origin + horizon }, (_, r) => (targets.includes(n) && r >= origin) || r >= read[n].length ? NaN : read[n][r])]));
    const answers = forecastAt(columns, times, origin), first = Math.max(0, origin - Math.max(3 * horizon, lookback));
    const called = Array.from({ length: origin + horizon }, (_, r) => (times ? timeText(times[r]) : String(r + 1)));
    const beside = (values) => [...Array(origin - first).fill(NaN), ...values];
    targets.forEach((target, k) => {
      const of = (q) => answers.map((a) => a[k * quantiles + q]);
      below.append(chart({
        title: `${target}, ${counted(horizon, "row")} ahead`, note: `The line is the median, the band reaches from ${low} to ${high}.`, names: called.slice(first), mark: origin - first,
        lines: [{ name: "rows", colour: "var(--truth)", values: [...columns[target].slice(first)] }, { name: "forecast", colour: "var(--forecast)", values: beside(of(median)) }],
        bands: [{ name: `${low} to ${high}`, colour: "var(--forecast)", low: beside(of(0)), high: beside(of(quantiles - 1)) }],
      }));
      below.append(figures(`${target} in numbers`, ["row", ...model.answer.values.slice(k * quantiles, (k + 1) * quantiles).map(end)],
        answers.map((a, t) => [called[origin + t], ...a.slice(k * quantiles, (k + 1) * quantiles).map(figure)])));
    });
  });
}
