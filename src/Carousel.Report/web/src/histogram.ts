import type { EChartsCoreOption } from "echarts/core";
import { escapeText, numberText } from "./format";
import { axisLook, frame, isNarrow, tooltipRow, type View } from "./frame";
import type { Histogram } from "./types";

interface Drawing {
  coord(point: [number, number]): [number, number];
}

/** Bars as wide as their bins. A logarithmic axis is drawn as the exponents of ten, so that its marks can be 1, 2, 5, 10 … */
export function histogramOption(chart: Histogram, view: View): EChartsCoreOption {
  const { theme } = view;
  const shared = frame(view);
  const scaled = chart.edges.map(edge => (chart.logarithmic ? Math.log10(edge) : edge));
  const first = scaled[0] ?? 0;
  const last = scaled[scaled.length - 1] ?? 1;
  const marks = chart.logarithmic ? decadeMarks(first, last, isNarrow(view)) : evenMarks(first, last, Math.max(view.width / 75, 3));
  const look = axisLook(view, false);
  return {
    ...shared,
    tooltip: { ...(shared["tooltip"] as object), trigger: "item", formatter: tooltip(chart, view) },
    xAxis: {
      ...look,
      type: "value",
      name: chart.valueName,
      min: first,
      max: last,
      axisTick: { ...(look["axisTick"] as object), customValues: marks },
      axisLabel: {
        ...(look["axisLabel"] as object),
        customValues: marks,
        formatter: (value: number) => axisText(chart.logarithmic ? 10 ** value : value),
      },
    },
    yAxis: { ...axisLook(view, true), type: "value", minInterval: 1, splitNumber: 4 },
    series: [{
      type: "custom",
      data: chart.counts.map((count, index) => [((scaled[index] ?? 0) + (scaled[index + 1] ?? 0)) / 2, count]),
      renderItem: (parameters: { dataIndex: number }, drawing: Drawing) => {
        const index = parameters.dataIndex;
        const [left, top] = drawing.coord([scaled[index] ?? 0, chart.counts[index] ?? 0]);
        const [right, bottom] = drawing.coord([scaled[index + 1] ?? 0, 0]);
        return {
          type: "rect",
          shape: { x: left + 0.5, y: top, width: Math.max(right - left - 1, 1), height: bottom - top, r: [2, 2, 0, 0] },
          style: { fill: theme.forecast },
        };
      },
    }],
  };
}

function axisText(value: number): string {
  return numberText(Number(value.toPrecision(6)));
}

/** The exponents of 1, 2, 5, 10, 20 … between two exponents; only powers of ten where those would stand too close, other round numbers where fewer than two lie between. */
function decadeMarks(first: number, last: number, narrow: boolean): number[] {
  const decades = last - first;
  const steps = decades > (narrow ? 2 : 4) ? [1] : [1, 2, 5];
  const marks: number[] = [];
  for (let decade = Math.floor(first); decade <= last; decade++) {
    for (const step of steps) {
      const mark = decade + Math.log10(step);
      if (mark >= first && mark <= last) {
        marks.push(mark);
      }
    }
  }

  if (marks.length > 1) {
    return marks;
  }

  // A narrow range may have none of those within it.
  const [from, to] = [10 ** first, 10 ** last];
  return evenMarks(from, to, narrow ? 4 : 6).filter(mark => mark > 0).map(mark => Math.log10(mark));
}

/** Round numbers between two edges, about as many as asked. */
function evenMarks(first: number, last: number, wanted: number): number[] {
  const rough = (last - first) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find(one => one * power >= rough) ?? 10);
  const from = Math.ceil(first / step);
  return Array.from({ length: Math.max(Math.floor(last / step) - from + 1, 0) }, (_, index) => (from + index) * step);
}

function tooltip(chart: Histogram, view: View): (parameters: unknown) => string {
  return parameters => {
    const { dataIndex } = parameters as { dataIndex: number };
    const from = numberText(chart.edges[dataIndex], chart.decimals);
    const to = numberText(chart.edges[dataIndex + 1], chart.decimals);
    const name = chart.countName === "" ? "count" : chart.countName;
    return `<div class="tip-title">${escapeText(`${from} to ${to}`)}</div>${tooltipRow(view.theme.forecast, name, numberText(chart.counts[dataIndex], 0))}`;
  };
}
