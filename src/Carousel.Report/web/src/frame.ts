import type { EChartsCoreOption } from "echarts/core";
import { axisLength, escapeText, shortMomentText } from "./format";
import type { Theme } from "./theme";
import type { Axis } from "./types";

/** What a chart needs to know to draw itself. */
export interface View {
  theme: Theme;
  width: number;
  height: number;
  hidden: Set<string>;
  /** Whether it is drawn for printing, where nothing can be dragged. */
  onPaper: boolean;
}

export const isNarrow = (view: View): boolean => view.width < 520;

/** What all charts share: letters, no movement, room for the labels, a tooltip that looks like the page. */
export function frame(view: View): EChartsCoreOption {
  const { theme } = view;
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: theme.font, color: theme.ink },
    grid: { left: 2, right: 14, top: 12, bottom: 2, outerBoundsMode: "same", outerBoundsContain: "all" },
    tooltip: {
      confine: true,
      transitionDuration: 0,
      backgroundColor: theme.panel,
      borderColor: theme.rule,
      textStyle: { color: theme.ink, fontSize: 13, fontFamily: theme.font },
      extraCssText: "box-shadow: 0 2px 12px rgb(0 0 0 / 18%); border-radius: 6px; font-variant-numeric: tabular-nums;",
    },
  };
}

/** The look of an axis. */
export function axisLook(view: View, isValueAxis: boolean): EChartsCoreOption {
  const { theme } = view;
  return {
    axisLine: { show: !isValueAxis, onZero: false, lineStyle: { color: theme.rule } },
    axisTick: { show: !isValueAxis, lineStyle: { color: theme.rule } },
    splitLine: { show: isValueAxis, lineStyle: { color: theme.rule, opacity: 0.7 } },
    axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true },
    nameLocation: "middle",
    nameGap: isValueAxis ? 10 : 27,
    nameTextStyle: { color: theme.muted, fontSize: 12 },
  };
}

/** The distance of labels that leaves each as much room as wanted: round numbers, or parts of days where the count is of whole days. */
export function labelStep(count: number, length: number, wanted: number): number {
  const steps = count % 24 === 0 && count > 24 ? [1, 2, 3, 6, 12, 24, 48, 72, 168] : [1, 2, 4, 5, 10, 20, 50, 100, 200, 500, 1000];
  return steps.find(step => (length * step) / count >= wanted) ?? Math.ceil((count * wanted) / length);
}

/** Which of evenly spaced names get a label: whole numbers those that can be divided by a round step, others as many as fit. */
function labelInterval(view: View, names: string[]): "auto" | ((index: number) => boolean) {
  if (names.length === 0 || !names.every(name => /^-?\d+$/.test(name))) {
    return "auto";
  }

  const step = labelStep(names.length, view.width - 50, 9 + 8 * Math.max(...names.map(name => name.length)));
  return index => Number(names[index]) % step === 0;
}

/** A few long names are broken into lines under their positions. */
function nameLabels(view: View, names: string[]): object {
  const room = (view.width - 60) / Math.max(names.length, 1);
  return names.length <= 10 && names.some(name => name.length * 7 > room)
    ? { interval: 0, width: room - 8, overflow: "break", lineHeight: 14 }
    : { interval: labelInterval(view, names) };
}

/** The horizontal axis of a chart. */
export function positionAxis(view: View, axis: Axis): EChartsCoreOption {
  const look = axisLook(view, false);
  const shared = { ...look, name: axis.name };
  switch (axis.kind) {
    case "category":
      return {
        ...shared,
        type: "category",
        data: axis.names,
        axisTick: { show: false },
        axisLabel: { ...(look["axisLabel"] as object), ...nameLabels(view, axis.names ?? []) },
      };
    case "number":
      return { ...shared, type: "value", min: "dataMin", max: "dataMax", minInterval: axis.numbers?.every(Number.isInteger) ? 1 : 0 };
    default:
      return {
        ...shared,
        type: "time",
        min: "dataMin",
        max: "dataMax",
        splitNumber: isNarrow(view) ? 3 : 6,
        axisLabel: {
          ...(look["axisLabel"] as object),
          // Where hours count, the first of a month is a day like others.
          formatter: { year: axis.daily ? "{yyyy}" : "{d} {MMM} {yyyy}", month: axis.daily ? "{MMM}" : "{d} {MMM}", day: "{d} {MMM}", hour: "{HH}:{mm}", minute: "{HH}:{mm}", second: "{HH}:{mm}:{ss}" },
        },
      };
  }
}

/** The columns of a heat map: evenly spaced cells, named at midnights where the columns are hours of several days. */
export function columnAxis(view: View, axis: Axis): EChartsCoreOption {
  const look = axisLook(view, false);
  const numbers = axis.numbers ?? [];
  const names = axis.names ?? numbers.map(number => (axis.kind === "time" ? shortMomentText(number, axis.daily ?? false) : String(number)));
  const midnights = axis.kind === "time" && !axis.daily && numbers.filter(number => number % 86_400_000 === 0).length >= 2;
  const interval = midnights ? (index: number) => (numbers[index] ?? 1) % 86_400_000 === 0 : labelInterval(view, names);
  return {
    ...look,
    type: "category",
    name: axis.name,
    data: names,
    axisTick: { show: axisLength(axis) > 0 && midnights, interval, lineStyle: { color: view.theme.rule }, alignWithLabel: true },
    axisLabel: { ...(look["axisLabel"] as object), interval },
  };
}

/** One line of a tooltip. */
export function tooltipRow(colour: string, name: string, value: string): string {
  return `<div class="tip"><i style="background:${colour}"></i><span>${escapeText(name)}</span><b>${escapeText(value)}</b></div>`;
}
