import type { EChartsCoreOption } from "echarts/core";
import { colourTable, type Colour } from "./colours";
import { axisLength, escapeText, numberText, positionText } from "./format";
import { axisLook, columnAxis, frame, labelStep, tooltipRow, type View } from "./frame";
import type { HeatMap } from "./types";

/** The cell that the pointer is over, as a column and a row; the page keeps it up to date. */
export type Pointer = () => [number, number] | undefined;

interface Drawing {
  coord(point: [number, number]): [number, number];
  size(length: [number, number]): [number, number];
}

/** The field is one picture: thousands of cells cost no more than ten. */
export function heatOption(chart: HeatMap, view: View, pointer: Pointer): EChartsCoreOption {
  const shared = frame(view);
  const [columns, rows] = [axisLength(chart.columns), chart.rows.length];
  const look = axisLook(view, false);
  const colours = colourTable(view.theme[chart.scale]);
  const cells = cellsOf(chart, columns, rows, colours);
  return {
    ...shared,
    tooltip: { ...(shared["tooltip"] as object), trigger: "item", formatter: tooltip(chart, columns, colours, pointer) },
    xAxis: columnAxis(view, chart.columns),
    yAxis: {
      ...look,
      type: "category",
      data: chart.rows,
      inverse: true,
      name: chart.rowName,
      axisTick: { show: false },
      axisLabel: { ...(look["axisLabel"] as object), interval: labelStep(Math.max(rows, 1), Math.max(view.height - 40, 1), 18) - 1 },
    },
    series: [{
      type: "custom",
      data: columns * rows === 0 ? [] : [[0, 0]],
      renderItem: (_: unknown, drawing: Drawing) => {
        const [centreX, centreY] = drawing.coord([0, 0]);
        const [cellWidth, cellHeight] = drawing.size([1, 1]);
        const [width, height] = [cellWidth * columns, cellHeight * rows];
        return {
          type: "image",
          style: { image: pictureOf(cells, width, height), x: centreX - cellWidth / 2, y: centreY - cellHeight / 2, width, height },
        };
      },
    }],
  };
}

/** One pixel for each cell. */
function cellsOf(chart: HeatMap, columns: number, rows: number, colours: (share: number) => Colour): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(columns, 1), Math.max(rows, 1)];
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(canvas.width, canvas.height);
  chart.values.forEach((value, index) => {
    if (value !== null) {
      pixels.data.set([...colours(shareOf(chart, value)), 255], index * 4);
    }
  });
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** The cells at twice the size of the plot, with sharp edges: a picture in SVG keeps its proportions, so it must have the plot's. */
function pictureOf(cells: HTMLCanvasElement, width: number, height: number): string {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(Math.round(width * 2), 1), Math.max(Math.round(height * 2), 1)];
  const context = canvas.getContext("2d")!;
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL();
}

function shareOf(chart: HeatMap, value: number): number {
  return chart.maximum > chart.minimum ? (value - chart.minimum) / (chart.maximum - chart.minimum) : 0.5;
}

function tooltip(chart: HeatMap, columns: number, colours: (share: number) => Colour, pointer: Pointer): () => string {
  return () => {
    const cell = pointer();
    const value = cell && chart.values[cell[1] * columns + cell[0]];
    if (cell === undefined || value === undefined) {
      return "";
    }

    const name = [chart.rowName, chart.rows[cell[1]]].filter(text => text !== undefined && text !== "").join(" ");
    const colour = value === null ? "transparent" : `rgb(${colours(shareOf(chart, value)).join(",")})`;
    return `<div class="tip-title">${escapeText(positionText(chart.columns, cell[0]))}</div>`
      + tooltipRow(colour, name, numberText(value, chart.decimals));
  };
}
