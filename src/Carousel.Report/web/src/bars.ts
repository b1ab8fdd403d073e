import type { EChartsCoreOption } from "echarts/core";
import { escapeText, evenlySpaced, numberText, positionText } from "./format";
import { axisLook, frame, isNarrow, positionAxis, tooltipRow, type View } from "./frame";
import type { Entry } from "./legend";
import { coloursOf, type Theme } from "./theme";
import type { BarChart } from "./types";

export function barEntries(chart: BarChart, theme: Theme): Entry[] {
  const colours = coloursOf(chart.groups, theme);
  return chart.groups.map((group, index) => ({ name: group.name, colour: colours[index] ?? theme.ink, shape: "box" }));
}

export function barOption(chart: BarChart, view: View): EChartsCoreOption {
  const shared = frame(view);
  const entries = barEntries(chart, view.theme);
  const axis = positionAxis(view, evenlySpaced(chart.axis));
  return {
    ...shared,
    tooltip: { ...(shared["tooltip"] as object), trigger: "axis", axisPointer: { type: "shadow" }, formatter: tooltip(chart, view, entries) },
    xAxis: { ...axis, axisLine: { ...(axis["axisLine"] as object), onZero: true } },
    yAxis: { ...axisLook(view, true), type: "value", splitNumber: isNarrow(view) ? 4 : 5 },
    series: chart.groups
      .map((group, index) => ({
        name: group.name,
        type: "bar",
        data: group.values,
        itemStyle: { color: entries[index]?.colour, borderRadius: [2, 2, 0, 0] },
        barGap: "12%",
        barCategoryGap: "28%",
        barMaxWidth: 36,
        emphasis: { disabled: true },
      }))
      .filter(one => !view.hidden.has(one.name)),
  };
}

function tooltip(chart: BarChart, view: View, entries: Entry[]): (parameters: unknown) => string {
  return parameters => {
    const index = (parameters as { dataIndex: number }[])[0]?.dataIndex ?? 0;
    const title = [chart.axis.name, positionText(chart.axis, index)].filter(text => text !== "").join(": ");
    const rows = chart.groups
      .map((group, at) => ({ group, colour: entries[at]?.colour ?? view.theme.ink }))
      .filter(({ group }) => !view.hidden.has(group.name))
      .map(({ group, colour }) => tooltipRow(colour, group.name, numberText(group.values[index], chart.decimals)));
    return `<div class="tip-title">${escapeText(title)}</div>${rows.join("")}`;
  };
}
