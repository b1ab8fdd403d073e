import { beginChart, type DrawnChart } from "./chart";
import { prepareChoices } from "./choice";
import { prepareCopyButtons } from "./copy";
import { prepareFolds } from "./fold";
import { prepareStateMaps } from "./states/maps";
import { prepareSteppers } from "./stepper";
import type { Chart } from "./types";

/** The two functions that draw something again. */
type Drawn = Pick<DrawnChart, "redraw" | "resize">;

/** A chart that is drawn when it is first seen: one that is folded or not picked has no width. */
function prepare(figure: HTMLElement, chart: Chart): Drawn {
  const isSeen = (): boolean => figure.getClientRects().length > 0;
  let drawn: Drawn | undefined;
  const draw = (again: keyof Drawn) => (): void => {
    if (!isSeen()) {
      return;
    }

    if (drawn === undefined) {
      drawn = beginChart(figure, chart);
    } else {
      drawn[again]();
    }
  };
  draw("redraw")();
  return { redraw: draw("redraw"), resize: draw("resize") };
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
