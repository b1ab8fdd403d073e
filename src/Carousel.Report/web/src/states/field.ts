import type { Theme } from "../theme";
import type { Sampler } from "./sampler";
import { Surface } from "./surface";
import { gap, type StateMap } from "./types";
import type { MapWindow } from "./window";

export const gutter = 66;

/** The colours of all units in the window, and above them what changes more often: the cursor and the chosen unit. */
export class Field {
  readonly base = new Surface("field");
  readonly over = new Surface("over");
  readonly #map: StateMap;
  readonly #window: MapWindow;
  readonly #picture = document.createElement("canvas");
  #pixels: ImageData | undefined;

  constructor(map: StateMap, window: MapWindow) {
    this.#map = map;
    this.#window = window;
  }

  /** Draws the colours, the names of the units and the marks; gives the tiles that it lacked. */
  draw(sampler: Sampler, quantity: number, palette: Uint32Array, theme: Theme): [number, number, number][] {
    const { base } = this;
    const window = this.#window;
    base.clear(gutter + window.width, window.height);
    const first = Math.floor(window.top / window.rowHeight);
    const last = Math.min(Math.ceil((window.top + window.height) / window.rowHeight), this.#map.units.length);
    const width = Math.round(window.width * base.ratio);
    const pixels = this.#pixelsFor(width, last - first);
    const colours = new Uint32Array(pixels.data.buffer);
    const means = this.#map.quantities[quantity]!.means;
    sampler.aim(quantity, window.left, window.perPixel / base.ratio, width);
    for (let row = first; row < last; row++) {
      sampler.fill(row);
      paint(colours, (row - first) * width, sampler.low, sampler.high, means[row]!, palette);
    }

    const context = base.context;
    this.#picture.getContext("2d")!.putImageData(pixels, 0, 0);
    context.imageSmoothingEnabled = false;
    const rows = last - first;
    context.drawImage(this.#picture, 0, 0, width, rows, gutter, first * window.rowHeight - window.top, window.width, rows * window.rowHeight);
    this.#drawMarks(theme);
    this.#drawNames(first, last, theme);
    return sampler.missing;
  }

  #pixelsFor(width: number, rows: number): ImageData {
    if (this.#pixels?.width !== width || this.#pixels.height !== Math.max(rows, 1)) {
      [this.#picture.width, this.#picture.height] = [width, Math.max(rows, 1)];
      this.#pixels = new ImageData(width, Math.max(rows, 1));
    }

    return this.#pixels;
  }

  #drawMarks(theme: Theme): void {
    const context = this.base.context;
    context.fillStyle = theme.ink;
    for (const mark of this.#map.marks) {
      const place = this.#window.placeOf(mark.position);
      if (place >= 0 && place <= this.#window.width) {
        context.fillRect(Math.round(gutter + place), 0, 1, this.#window.height);
      }
    }
  }

  #drawNames(first: number, last: number, theme: Theme): void {
    const context = this.base.context;
    const { rowHeight, top } = this.#window;
    const step = Math.max(Math.ceil(12 / rowHeight), 1);
    context.fillStyle = theme.muted;
    context.font = `11px ${theme.font}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (let row = Math.ceil(first / step) * step; row < last; row += step) {
      const middle = (row + 0.5) * rowHeight - top;
      // A name that is not wholly seen is left out.
      if (middle >= 6 && middle <= this.#window.height - 6 || this.#window.height < 14) {
        context.fillText(this.#map.units[row]!.name, gutter - 6, middle, gutter - 8);
      }
    }
  }

  /** Draws the chosen unit with its spans, and the cursor. */
  drawOver(row: number | undefined, span: number | undefined, cursor: { row: number; step: number } | undefined, theme: Theme): void {
    const { over } = this;
    const window = this.#window;
    const context = over.context;
    over.clear(gutter + window.width, window.height);
    context.save();
    if (row !== undefined) {
      const y = row * window.rowHeight - window.top;
      const height = Math.max(window.rowHeight, 4);
      context.fillStyle = theme.accent;
      context.fillRect(0, y, 4, height);
      context.beginPath();
      context.rect(gutter, 0, window.width, window.height);
      context.clip();
      context.strokeStyle = theme.ink;
      this.#map.units[row]!.spans.forEach((one, index) => {
        const from = gutter + window.placeOf(one.from);
        const to = gutter + window.placeOf(one.to);
        if (to < gutter || from > gutter + window.width) {
          return;
        }

        context.lineWidth = index === span ? 2.5 : 1;
        context.strokeStyle = index === span ? theme.accent : theme.ink;
        context.strokeRect(from, y - 1, Math.max(to - from, 2), height + 2);
        if (index === span) {
          context.globalAlpha = 0.16;
          context.fillStyle = theme.accent;
          context.fillRect(from, 0, Math.max(to - from, 2), window.height);
          context.globalAlpha = 1;
        }
      });
      context.lineWidth = 1;
      context.strokeStyle = theme.accent;
      context.strokeRect(gutter + 0.5, y - 0.5, window.width - 1, height + 1);
    }

    if (cursor !== undefined) {
      context.beginPath();
      context.rect(gutter, 0, window.width, window.height);
      context.clip();
      const x = gutter + window.placeOf(cursor.step + 0.5);
      const y = (cursor.row + 0.5) * window.rowHeight - window.top;
      context.fillStyle = theme.ink;
      context.globalAlpha = 0.55;
      context.fillRect(Math.round(x), 0, 1, window.height);
      context.fillRect(gutter, Math.round(y), window.width, 1);
    }

    context.restore();
  }
}

/** A pixel shows the level that is farthest from the unit's mean. */
function paint(colours: Uint32Array, start: number, low: Uint8Array, high: Uint8Array, mean: number, palette: Uint32Array): void {
  for (let pixel = 0; pixel < low.length; pixel++) {
    const [smallest, largest] = [low[pixel]!, high[pixel]!];
    colours[start + pixel] = smallest === gap ? 0 : palette[mean - smallest > largest - mean ? smallest : largest]!;
  }
}
