import type { Plot, PlotSeries } from "../api-types";
import type { LineChart, Value } from "../../../../../src/Carousel.Report/web/src/types";

/** A plot with a part of it in more detail. */
export function withDetail(whole: Plot, detail: Plot | undefined): PlotSeries[] {
  if (detail === undefined) {
    return whole.series;
  }

  return whole.series.map(series => {
    const fine = detail.series.find(one => one.column === series.column);
    const [first, last] = [fine?.x[0], fine?.x.at(-1)];
    if (fine === undefined || first === undefined || last === undefined) {
      return series;
    }

    const before = series.x.findIndex(x => x >= first), behind = series.x.findIndex(x => x > last);
    const [left, right] = [before < 0 ? series.x.length : before, behind < 0 ? series.x.length : behind];
    return {
      column: series.column,
      x: [...series.x.slice(0, left), ...fine.x, ...series.x.slice(right)],
      y: [...series.y.slice(0, left), ...fine.y, ...series.y.slice(right)],
    };
  });
}

/** The series of a plot on one axis: each has its own places, so lines go on over those of others. */
export function chartOf(title: string, plot: Plot, detail: Plot | undefined, daily: boolean): LineChart {
  const series = withDetail(plot, detail);
  const numbers = [...new Set(series.flatMap(one => one.x))].sort((one, other) => one - other);
  const place = new Map(numbers.map((number, index) => [number, index]));
  return {
    kind: "lines",
    title,
    valueName: "",
    axis: { kind: plot.axis === "time" ? "time" : "number", name: plot.axis === "time" ? "" : "row", daily, numbers },
    lines: series.map(one => ({ name: one.column, role: "plain", values: spread(one, numbers, place) })),
    bands: [],
    markers: [],
    zoomable: true,
    visibleFrom: 0,
    logarithmic: false,
  };
}

/** The values of a series at all places of the axis: between two of its own as the line goes, in gaps none. */
function spread(series: PlotSeries, numbers: number[], place: Map<number, number>): Value[] {
  const values = new Array<Value>(numbers.length).fill(null);
  for (let own = 0; own < series.x.length; own++) {
    const [at, value] = [place.get(series.x[own]!)!, series.y[own] ?? null];
    values[at] = value;
    const [next, after] = [series.x[own + 1], series.y[own + 1] ?? null];
    if (value === null || next === undefined || after === null) {
      continue;
    }

    for (let between = at + 1; numbers[between]! < next; between++) {
      values[between] = value + ((after - value) * (numbers[between]! - series.x[own]!)) / (next - series.x[own]!);
    }
  }

  return values;
}

/** The rows that lie between two places of the axis, with some room at both sides. */
export function rowsBetween(plot: Plot, from: number, to: number): [number, number] {
  const x = plot.series[0]?.x ?? [];
  const rows = plot.to - plot.from;
  const left = x.findIndex(one => one >= from), behind = x.findIndex(one => one > to);
  const [first, last] = [left < 0 ? 0 : left, behind < 0 ? x.length : behind];
  const share = (place: number): number => plot.from + Math.round((place / Math.max(x.length, 1)) * rows);
  const room = Math.ceil((share(last) - share(first)) * 0.1) + 1;
  return [Math.max(share(first) - room, plot.from), Math.min(share(last) + room, plot.to)];
}
