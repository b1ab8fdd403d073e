import { axisLength } from "./format";
import type { Axis, Chart, Series, Value } from "./types";

export type Cell = string | Value | undefined;

/** The full numbers of a chart as the text of a CSV file. */
export function csvOf(chart: Chart): string {
  return textOf(rowsOf(chart));
}

/** Rows as the text of a CSV file. */
export function textOf(rows: Cell[][]): string {
  return rows.map(row => row.map(field).join(",")).join("\n") + "\n";
}

function field(cell: Cell): string {
  const text = cell === null || cell === undefined ? "" : String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function positions(axis: Axis): Cell[] {
  return axis.kind === "time"
    ? (axis.numbers ?? []).map(number => new Date(number).toISOString().slice(0, axis.daily ? 10 : 19))
    : (axis.names ?? axis.numbers ?? []);
}

function seriesRows(axis: Axis, series: Pick<Series, "name" | "values">[]): Cell[][] {
  const names = positions(axis);
  return [
    [axis.name === "" ? "position" : axis.name, ...series.map(one => one.name)],
    ...names.map((name, index) => [name, ...series.map(one => one.values[index])]),
  ];
}

/** The full numbers of a chart, its names first. */
export function rowsOf(chart: Chart): Cell[][] {
  switch (chart.kind) {
    case "lines":
      return seriesRows(chart.axis, [
        ...chart.lines,
        ...chart.bands.flatMap(band => [
          { name: `${band.name}, lower`, values: band.lower },
          { name: `${band.name}, upper`, values: band.upper },
        ]),
      ]);
    case "bars":
      return seriesRows(chart.axis, chart.groups);
    case "histogram":
      return [
        ["from", "to", chart.countName === "" ? "count" : chart.countName],
        ...chart.counts.map((count, index) => [chart.edges[index], chart.edges[index + 1], count]),
      ];
    case "heat": {
      const width = axisLength(chart.columns);
      return [
        [chart.rowName === "" ? "row" : chart.rowName, ...positions(chart.columns)],
        ...chart.rows.map((name, row) => [name, ...chart.values.slice(row * width, (row + 1) * width)]),
      ];
    }
  }
}
