// The charts of the report in figures made here; this file is fetched when the first chart is seen.
import { beginChart, isEmpty, type DrawnChart } from "../../../../src/Carousel.Report/web/src/chart";
import { rowsOf } from "../../../../src/Carousel.Report/web/src/csv";
import { element } from "../../../../src/Carousel.Report/web/src/elements";
import { numberText } from "../../../../src/Carousel.Report/web/src/format";
import type { Chart } from "../../../../src/Carousel.Report/web/src/types";

/** Beyond this many rows a table in the page is no help; the file has them all. */
const longestTable = 500;

/** A figure with a chart, its legend and its numbers. */
export class ChartFigure {
  readonly #figure: HTMLElement;
  readonly #title = element("strong");
  readonly #plot = element("div", "plot");
  readonly #numbers = element("details");
  readonly #zoomed: ((from: number, to: number) => void) | undefined;
  readonly #watch: ResizeObserver;
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  readonly #redraw = (): void => this.#drawn?.redraw();
  #chart: Chart;
  #drawn: DrawnChart | undefined;

  constructor(place: HTMLElement, chart: Chart, zoomed?: (from: number, to: number) => void) {
    this.#chart = chart;
    this.#zoomed = zoomed;
    this.#figure = element("figure", `chart ${chart.kind}`);
    const caption = element("figcaption");
    caption.append(this.#title);
    this.#plot.setAttribute("role", "img");
    this.#numbers.append(element("summary", "", "Numbers"));
    this.#numbers.addEventListener("toggle", () => this.#fillNumbers());
    this.#figure.append(caption, this.#plot, this.#numbers);
    place.append(this.#figure);
    this.show(chart);
    this.#watch = new ResizeObserver(() => this.#drawn?.resize());
    this.#watch.observe(this.#plot);
    this.#dark.addEventListener("change", this.#redraw);
  }

  show(chart: Chart): void {
    this.#chart = chart;
    this.#title.textContent = chart.title;
    this.#plot.setAttribute("aria-label", `${chart.title}. The numbers are below.`);
    this.#plot.classList.toggle("none", isEmpty(chart));
    if (isEmpty(chart)) {
      this.#end();
      this.#plot.textContent = "No values.";
    } else if (this.#drawn === undefined) {
      this.#plot.textContent = "";
      this.#drawn = beginChart(this.#figure, chart, this.#zoomed);
    } else {
      this.#drawn.replace(chart);
    }

    this.#fillNumbers();
  }

  remove(): void {
    this.#watch.disconnect();
    this.#dark.removeEventListener("change", this.#redraw);
    this.#end();
    this.#figure.remove();
  }

  #end(): void {
    this.#drawn?.dispose();
    this.#drawn = undefined;
  }

  #fillNumbers(): void {
    this.#numbers.querySelector(".scroller")?.remove();
    if (!this.#numbers.open) {
      return;
    }

    const [head = [], ...rows] = rowsOf(this.#chart);
    const table = element("table");
    const headRow = table.createTHead().insertRow();
    for (const name of head) {
      const cell = element("th", "", String(name));
      cell.scope = "col";
      headRow.append(cell);
    }

    const body = table.createTBody();
    for (const row of rows.slice(0, longestTable)) {
      const line = body.insertRow();
      row.forEach((cell, index) => {
        const made = element(index === 0 ? "th" : "td", "", index === 0 || typeof cell === "string" ? String(cell) : numberText(cell, this.#chart.decimals));
        if (index === 0) {
          made.scope = "row";
        }

        line.append(made);
      });
    }

    const scroller = element("div", "scroller");
    scroller.tabIndex = 0;
    scroller.setAttribute("role", "region");
    scroller.setAttribute("aria-label", `Numbers of ${this.#chart.title}`);
    scroller.append(table);
    this.#numbers.append(scroller);
    if (rows.length > longestTable) {
      scroller.append(element("p", "quiet", `The first ${longestTable} of ${numberText(rows.length, 0)} rows; the saved file has all.`));
    }
  }
}
