import * as echarts from "echarts/core";
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { barEntries, barOption } from "./bars";
import { prepareChoices } from "./choice";
import { prepareCopyButtons } from "./copy";
import { csvOf } from "./csv";
import { element, save } from "./elements";
import { prepareFolds } from "./fold";
import { axisLength, evenlySpaced, numberText } from "./format";
import type { View } from "./frame";
import { heatOption, type Pointer } from "./heat";
import { histogramOption } from "./histogram";
import { drawLegend, drawScale } from "./legend";
import { lineEntries, lineOption } from "./lines";
import { prepareStateMaps } from "./states/maps";
import { prepareSteppers } from "./stepper";
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

function isEmpty(chart: Chart): boolean {
  switch (chart.kind) {
    case "lines": return axisLength(chart.axis) === 0 || chart.lines.length + chart.bands.length === 0;
    case "bars": return axisLength(chart.axis) === 0 || chart.groups.length === 0;
    case "heat": return chart.values.length === 0;
    case "histogram": return chart.counts.length === 0;
  }
}

/** The two functions that draw something again. */
interface Drawn {
  redraw: () => void;
  resize: () => void;
}

/** A chart that is drawn when it is first seen: one that is folded or not picked has no width. */
function prepare(figure: HTMLElement, chart: Chart): Drawn {
  const isSeen = (): boolean => figure.getClientRects().length > 0;
  let drawn: Drawn | undefined;
  const draw = (again: keyof Drawn) => (): void => {
    if (!isSeen()) {
      return;
    }

    if (drawn === undefined) {
      drawn = begin(figure, chart);
    } else {
      drawn[again]();
    }
  };
  draw("redraw")();
  return { redraw: draw("redraw"), resize: draw("resize") };
}

/** Draws one chart into its figure. */
function begin(figure: HTMLElement, given: Chart): Drawn {
  const plot = figure.querySelector<HTMLElement>(".plot")!;
  if (isEmpty(given)) {
    plot.textContent = "No values.";
    plot.classList.add("none");
    return { redraw: () => {}, resize: () => {} };
  }

  const chart = given.kind === "lines" && axisLength(given.axis) === 1 ? { ...given, axis: evenlySpaced(given.axis) } : given;
  const legend = element("ul", "legend");
  const unit = element("p", "unit", chart.kind === "histogram" ? chart.countName : chart.valueName);
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
  addCsvButton(figure, chart);
  if (chart.kind === "bars" && chart.links !== undefined) {
    followLinks(drawing, chart.links);
  }

  redraw();
  return { redraw, resize: () => { drawing.resize(); draw(); } };
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

function addCsvButton(figure: HTMLElement, chart: Chart): void {
  const button = element("button", "csv", "Save as CSV");
  button.type = "button";
  button.addEventListener("click", () => save(csvOf(chart), chart.title));
  figure.querySelector("details > summary")?.after(button);
}

function start(): void {
  let drawn: Drawn[] = [];
  const redrawAll = (): void => drawn.forEach(one => one.redraw());
  const resizeAll = (): void => drawn.forEach(one => one.resize());
  const drawAll = (): void => { redrawAll(); resizeAll(); };
  // What is not seen at first is drawn later: these come before the charts.
  prepareChoices(drawAll);
  prepareFolds(drawAll);
  const data = document.getElementById("report-charts");
  const charts = JSON.parse(data?.textContent ?? "[]") as Chart[];
  drawn = [
    ...prepareStateMaps(),
    ...charts.map((chart, index) => prepare(document.getElementById(`chart-${index + 1}`)!, chart)),
  ];
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
  let pending = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(resizeAll);
  });
  // Paper is light and has its own width, whatever the screen is.
  const root = document.documentElement.classList;
  addEventListener("beforeprint", () => { root.add("paper"); drawAll(); });
  addEventListener("afterprint", () => { root.remove("paper"); drawAll(); });
  prepareCopyButtons();
  prepareSteppers();
}

start();
