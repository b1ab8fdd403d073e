import * as echarts from "echarts/core";
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { barEntries, barOption } from "./bars";
import { csvOf } from "./csv";
import { element, save } from "./elements";
import { axisLength, evenlySpaced, numberText } from "./format";
import type { View } from "./frame";
import { heatOption, type Pointer } from "./heat";
import { histogramOption } from "./histogram";
import { drawLegend, drawScale } from "./legend";
import { lineEntries, lineOption } from "./lines";
import { currentTheme } from "./theme";
import type { Chart } from "./types";

echarts.use([
  BarChart, CustomChart, LineChart, DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer,
]);

function optionOf(chart: Chart, view: View, pointer: Pointer): echarts.EChartsCoreOption {
  switch (chart.kind) {
    case "lines": return lineOption(chart, view);
    case "bars": return barOption(chart, view);
    case "heat": return heatOption(chart, view, pointer);
    case "histogram": return histogramOption(chart, view);
  }
}

/** Whether a chart has nothing to draw. */
export function isEmpty(chart: Chart): boolean {
  switch (chart.kind) {
    case "lines": return axisLength(chart.axis) === 0 || chart.lines.length + chart.bands.length === 0;
    case "bars": return axisLength(chart.axis) === 0 || chart.groups.length === 0;
    case "heat": return chart.values.length === 0;
    case "histogram": return chart.counts.length === 0;
  }
}

/** What can be done with a chart that stands in its figure. */
export interface DrawnChart {
  redraw: () => void;
  resize: () => void;
  /** Shows other values; what is hidden and what is zoomed into stays. */
  replace: (chart: Chart) => void;
  dispose: () => void;
}

const unitOf = (chart: Chart): string => (chart.kind === "histogram" ? chart.countName : chart.valueName);

/** A lone point has no place on a scale. */
const drawable = (chart: Chart): Chart =>
  chart.kind === "lines" && axisLength(chart.axis) === 1 ? { ...chart, axis: evenlySpaced(chart.axis) } : chart;

/** Draws one chart into its figure; zoomed hears of the range of the axis that is seen when it has changed. */
export function beginChart(figure: HTMLElement, given: Chart, zoomed?: (from: number, to: number) => void): DrawnChart {
  const plot = figure.querySelector<HTMLElement>(".plot")!;
  if (isEmpty(given)) {
    plot.textContent = "No values.";
    plot.classList.add("none");
    const nothing = (): void => {};
    return { redraw: nothing, resize: nothing, replace: nothing, dispose: nothing };
  }

  let chart = drawable(given);
  const legend = element("ul", "legend");
  const unit = element("p", "unit", unitOf(chart));
  plot.before(legend, unit);
  // As SVG a chart stays sharp on paper.
  const drawing = echarts.init(plot, null, { renderer: "svg" });
  const hidden = new Set<string>();
  const pointer = pointerOf(drawing);
  const draw = (): void => {
    const zoom = (drawing.getOption() as { dataZoom?: { start: number; end: number }[] } | undefined)?.dataZoom;
    const onPaper = document.documentElement.classList.contains("paper");
    const view = { theme: currentTheme(), width: plot.clientWidth, height: plot.clientHeight, hidden, onPaper };
    const option = optionOf(chart, view, pointer);
    drawing.setOption(option, { notMerge: true });
    const seen = zoom?.[0];
    if (seen !== undefined) {
      drawing.dispatchAction({ type: "dataZoom", start: seen.start, end: seen.end });
    }
  };
  const redraw = (): void => {
    const theme = currentTheme();
    if (chart.kind === "lines" || chart.kind === "bars") {
      const entries = chart.kind === "lines" ? lineEntries(chart, theme) : barEntries(chart, theme);
      drawLegend(legend, entries, hidden, draw);
    } else if (chart.kind === "heat") {
      drawScale(legend, theme[chart.scale], numberText(chart.minimum, chart.decimals), numberText(chart.maximum, chart.decimals));
    }

    draw();
  };
  const csv = addCsvButton(figure, () => chart);
  if (chart.kind === "bars" && chart.links !== undefined) {
    followLinks(drawing, chart.links);
  }

  if (zoomed !== undefined) {
    drawing.on("datazoom", () => {
      const seen = (drawing.getOption() as { dataZoom?: { startValue: number; endValue: number }[] }).dataZoom?.[0];
      if (seen !== undefined) {
        zoomed(seen.startValue, seen.endValue);
      }
    });
  }

  redraw();
  return {
    redraw,
    resize: () => { drawing.resize(); draw(); },
    replace: next => {
      chart = drawable(next);
      unit.textContent = unitOf(chart);
      redraw();
    },
    dispose: () => {
      drawing.dispose();
      [legend, unit, csv].forEach(part => part.remove());
    },
  };
}

/** A press on a bar goes where its position leads; the table of the numbers has the same links for the keyboard. */
function followLinks(drawing: echarts.ECharts, links: string[]): void {
  drawing.on("click", event => {
    const target = links[event.dataIndex];
    if (target !== undefined && target !== "") {
      location.hash = `#${target}`;
    }
  });
}

/** Where the pointer is, in cells. */
function pointerOf(drawing: echarts.ECharts): Pointer {
  let place: number[] | undefined;
  drawing.getZr().on("mousemove", event => { place = [event.offsetX, event.offsetY]; });
  return () => {
    const cell = place && drawing.convertFromPixel({ gridIndex: 0 }, place);
    return cell && [cell[0] ?? 0, cell[1] ?? 0];
  };
}

function addCsvButton(figure: HTMLElement, chart: () => Chart): HTMLButtonElement {
  const button = element("button", "csv", "Save as CSV");
  button.type = "button";
  button.addEventListener("click", () => save(csvOf(chart()), chart().title));
  figure.querySelector("details > summary")?.after(button);
  return button;
}
