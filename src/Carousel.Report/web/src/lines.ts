import type { EChartsCoreOption } from "echarts/core";
import { axisLength, escapeText, momentText, numberText, positionText, powerText } from "./format";
import { axisLook, frame, isNarrow, positionAxis, tooltipRow, type View } from "./frame";
import type { Entry } from "./legend";
import { coloursOf, placeOf, type Theme } from "./theme";
import type { Band, LineChart, Value } from "./types";

const bandOpacity = 0.2;

/** Dashes and marks of baselines that stand beside each other: they are told apart without their colours, too. */
const dashes = [[5, 4], [9, 3], [2, 3], [10, 3, 2, 3]];
const marks = ["triangle", "rect", "diamond", "circle"] as const;

/** The mark of a baseline among several; a single one needs none. */
function markOf(chart: LineChart, index: number): typeof marks[number] | undefined {
  const several = chart.lines.filter(line => line.role === "baseline").length > 1;
  return several && chart.lines[index]?.role === "baseline" ? marks[placeOf(chart.lines, index) % marks.length] : undefined;
}

/** Baselines are dashed, and so are lines whose colour another line already has. */
function dashOf(chart: LineChart, index: number, theme: Theme): number[] | undefined {
  const before = placeOf(chart.lines, index);
  switch (chart.lines[index]?.role) {
    case "baseline": return dashes[before % dashes.length];
    case "plain": return before >= theme.palette.length ? dashes[0] : undefined;
    default: return undefined;
  }
}

/** A band has the colour of its line, or that of the forecast. */
function bandColour(chart: LineChart, band: Band, theme: Theme): string {
  const index = chart.lines.findIndex(line => line.name === band.line);
  return coloursOf(chart.lines, theme)[index] ?? theme.forecast;
}

export function lineEntries(chart: LineChart, theme: Theme): Entry[] {
  const colours = coloursOf(chart.lines, theme);
  const bands = chart.bands.map((band, index): Entry => ({
    name: band.name,
    colour: bandColour(chart, band, theme),
    shape: "area",
    // A later band of the forecast lies on the earlier ones, so its colour on the page is the sum.
    opacity: band.line === undefined ? 1 - (1 - bandOpacity) ** (index + 1) : bandOpacity,
  }));
  return [
    ...chart.lines.map((line, index): Entry => ({
      name: line.name,
      colour: colours[index] ?? theme.ink,
      shape: "line",
      dash: dashOf(chart, index, theme),
      mark: markOf(chart, index),
    })),
    ...bands,
  ];
}

export function lineOption(chart: LineChart, view: View): EChartsCoreOption {
  const { theme, hidden } = view;
  const shared = frame(view);
  const zoomable = chart.zoomable && axisLength(chart.axis) > 1;
  const labelled = chart.markers.some(marker => marker.label !== "");
  return {
    ...shared,
    grid: { ...(shared["grid"] as object), top: labelled ? 26 : 12, bottom: zoomable && !view.onPaper ? 58 : 2 },
    tooltip: { ...(shared["tooltip"] as object), trigger: "axis", formatter: tooltip(chart, view), axisPointer: { lineStyle: { color: theme.muted } } },
    xAxis: positionAxis(view, chart.axis),
    yAxis: valueAxis(chart, view),
    dataZoom: zoomable ? zoom(chart, view) : [],
    series: [...lineSeries(chart, view), ...bandSeries(chart, view), markerSeries(chart, view)].filter(
      one => !hidden.has(String(one["name"]))),
  };
}

function valueAxis(chart: LineChart, view: View): Record<string, unknown> {
  const look = axisLook(view, true) as Record<string, unknown>;
  const { span } = chart, bounds = span && {
    min: (value: { min: number }) => Math.min(value.min, span[0]),
    max: (value: { max: number }) => Math.max(value.max, span[1]),
  };
  const shared = { ...look, scale: true, splitNumber: isNarrow(view) ? 4 : 5, ...bounds };
  return chart.logarithmic
    ? { ...shared, type: "log", axisLabel: { ...(look["axisLabel"] as object), formatter: powerText } }
    : { ...shared, type: "value" };
}

function points(chart: LineChart, values: Value[]): Value[][] | Value[] {
  const numbers = chart.axis.numbers;
  // A logarithmic axis has no place for zero.
  const shown = chart.logarithmic ? values.map(value => (value !== null && value > 0 ? value : null)) : values;
  return numbers ? shown.map((value, index) => [numbers[index] ?? null, value]) : shown;
}

function lineSeries(chart: LineChart, view: View): Record<string, unknown>[] {
  const colours = coloursOf(chart.lines, view.theme);
  return chart.lines.map((line, index) => ({
    name: line.name,
    type: "line",
    data: points(chart, line.values),
    color: colours[index],
    connectNulls: chart.connected ?? false,
    lineStyle: { width: line.role === "forecast" ? 2.2 : 1.6, type: dashOf(chart, index, view.theme) ?? "solid" },
    showSymbol: markOf(chart, index) !== undefined || hasLonePoint(chart.connected ? line.values.filter(value => value !== null) : line.values),
    symbol: markOf(chart, index) ?? "circle",
    symbolSize: markOf(chart, index) === undefined ? 5 : thinned(line.values.length),
    emphasis: { disabled: true },
    z: line.role === "baseline" ? 3 : line.role === "forecast" ? 5 : 4,
  }));
}

/** Sizes of the marks of a line: one at every position, or, where there are many, at a few dozen of them. */
function thinned(count: number): number | ((value: unknown, at: { dataIndex: number }) => number) {
  const step = Math.ceil(count / 32);
  return step === 1 ? 7 : (_, { dataIndex }) => (dataIndex % step === 0 ? 7 : 0);
}

/** Whether a value has no neighbour: without a symbol it would not be seen at all. */
function hasLonePoint(values: Value[]): boolean {
  const isGap = (index: number): boolean => values[index] === null || values[index] === undefined;
  return values.some((_, index) => !isGap(index) && isGap(index - 1) && isGap(index + 1));
}

/** A band is an unseen line at its lower bound with the difference stacked on it. */
function bandSeries(chart: LineChart, view: View): Record<string, unknown>[] {
  return chart.bands.flatMap((band, index) => {
    const heights = band.upper.map((upper, at) => {
      const lower = band.lower[at];
      return upper === null || lower === null || lower === undefined ? null : upper - lower;
    });
    const shared = {
      name: band.name,
      type: "line",
      stack: `band ${index}`,
      stackStrategy: "all",
      lineStyle: { opacity: 0 },
      symbol: "none",
      emphasis: { disabled: true },
      silent: true,
      color: bandColour(chart, band, view.theme),
      z: 2,
    };
    return [
      { ...shared, data: points(chart, band.lower) },
      { ...shared, data: points(chart, heights), areaStyle: { color: bandColour(chart, band, view.theme), opacity: bandOpacity } },
    ];
  });
}

function markerSeries(chart: LineChart, view: View): Record<string, unknown> {
  const { theme } = view;
  const first = chart.zoomable ? chart.visibleFrom : 0;
  const middle = (first + axisLength(chart.axis)) / 2;
  return {
    name: "\u0000markers",
    type: "line",
    data: [],
    markLine: {
      silent: true,
      symbol: "none",
      animation: false,
      lineStyle: { color: theme.muted, type: [2, 3], width: 1 },
      label: { color: theme.muted, fontSize: 12, distance: 6 },
      data: chart.markers.map(marker => ({
        xAxis: chart.axis.numbers?.[marker.position] ?? marker.position,
        label: {
          show: marker.label !== "",
          formatter: () => marker.label,
          // Away from the nearer edge, so that the text is not cut.
          align: marker.position > middle ? "right" : "left",
        },
      })),
    },
  };
}

function zoom(chart: LineChart, view: View): Record<string, unknown>[] {
  const { theme } = view;
  const last = axisLength(chart.axis) - 1;
  const first = Math.min(Math.max(chart.visibleFrom, 0), last);
  // A phone begins with the first half of what a wide page shows.
  const end = isNarrow(view) && first > 0 ? Math.round((first + last) / 2) : last;
  const numbers = chart.axis.numbers;
  const window = numbers
    ? { startValue: numbers[first], endValue: numbers[end] }
    : { start: (100 * first) / last, end: (100 * end) / last };
  return [
    // The wheel alone scrolls the page.
    { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: "shift", preventDefaultMouseMove: false, ...window },
    {
      type: "slider",
      show: !view.onPaper,
      height: 26,
      bottom: 6,
      left: 46,
      right: 30,
      brushSelect: false,
      showDataShadow: true,
      borderColor: theme.rule,
      backgroundColor: "transparent",
      fillerColor: `${theme.forecast}22`,
      handleStyle: { color: theme.panel, borderColor: theme.muted },
      moveHandleSize: 0,
      dataBackground: { lineStyle: { color: theme.muted, opacity: 0.5 }, areaStyle: { color: theme.muted, opacity: 0.12 } },
      selectedDataBackground: { lineStyle: { color: theme.forecast, opacity: 0.8 }, areaStyle: { color: theme.forecast, opacity: 0.12 } },
      textStyle: { color: theme.muted, fontSize: 11 },
      labelFormatter: (value: number) =>
        chart.axis.kind === "time" ? momentText(value, chart.axis.daily ?? false) : positionText(chart.axis, value),
      ...window,
    },
  ];
}

function tooltip(chart: LineChart, view: View): (parameters: unknown) => string {
  return parameters => {
    const first = (parameters as { dataIndex: number }[])[0];
    if (first === undefined) {
      return "";
    }

    const index = first.dataIndex;
    const entries = lineEntries(chart, view.theme);
    const colourOfName = (name: string): string => entries.find(entry => entry.name === name)?.colour ?? view.theme.ink;
    const lines = chart.lines
      .filter(line => !view.hidden.has(line.name) && line.values[index] !== null)
      .map(line => tooltipRow(colourOfName(line.name), line.name, numberText(line.values[index], chart.decimals)));
    const bands = chart.bands
      .filter(band => !view.hidden.has(band.name) && band.lower[index] !== null && band.upper[index] !== null)
      .map(band => tooltipRow(
        `${bandColour(chart, band, view.theme)}66`,
        band.name,
        `${numberText(band.lower[index], chart.decimals)} to ${numberText(band.upper[index], chart.decimals)}`));
    return `<div class="tip-title">${escapeText(positionText(chart.axis, index))}</div>${[...lines, ...bands].join("")}`;
  };
}
