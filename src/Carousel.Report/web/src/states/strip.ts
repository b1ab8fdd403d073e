import type { Theme } from "../theme";
import { gutter } from "./field";
import { Surface } from "./surface";
import type { MapWindow } from "./window";
import type { StateMap } from "./types";
import type { Planes } from "./planes";
import { gap } from "./types";

const height = 34;

/** All of a map in a narrow strip, with the part that is seen: a press or a pull on it moves there. */
export class Strip {
  readonly surface = new Surface("strip");
  readonly #map: StateMap;
  readonly #window: MapWindow;
  readonly #picture = document.createElement("canvas");
  #drawn: unknown[] = [];

  constructor(map: StateMap, window: MapWindow, moved: () => void) {
    [this.#map, this.#window] = [map, window];
    const { canvas } = this.surface;
    const move = (event: PointerEvent): void => {
      const share = (event.offsetX - gutter) / window.width;
      window.moveTo(share * map.steps - (window.width * window.perPixel) / 2);
      moved();
    };
    canvas.addEventListener("pointerdown", event => {
      canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    canvas.addEventListener("pointermove", event => {
      if (canvas.hasPointerCapture(event.pointerId)) {
        move(event);
      }
    });
  }

  draw(planes: Planes, quantity: number, palette: Uint32Array, theme: Theme): void {
    const window = this.#window;
    const { surface } = this;
    // The picture changes with the quantity and the colours alone.
    if (this.#drawn[0] !== planes || this.#drawn[1] !== palette) {
      this.#drawPicture(planes, this.#map.quantities[quantity]!.means, palette);
      this.#drawn = [planes, palette];
    }

    surface.clear(gutter + window.width, height);
    const context = surface.context;
    context.drawImage(this.#picture, gutter, 0, window.width, height);
    const from = gutter + (window.left / this.#map.steps) * window.width;
    const to = gutter + (Math.min(window.right, this.#map.steps) / this.#map.steps) * window.width;
    context.fillStyle = theme.panel;
    context.globalAlpha = 0.72;
    context.fillRect(gutter, 0, from - gutter, height);
    context.fillRect(to, 0, gutter + window.width - to, height);
    context.globalAlpha = 1;
    context.strokeStyle = theme.accent;
    context.lineWidth = 2;
    context.strokeRect(from + 1, 1, Math.max(to - from - 2, 2), height - 2);
  }

  #drawPicture(planes: Planes, means: number[], palette: Uint32Array): void {
    const rows = Math.min(this.#map.units.length, height * 2);
    [this.#picture.width, this.#picture.height] = [planes.columns, rows];
    const pixels = new ImageData(planes.columns, rows);
    const colours = new Uint32Array(pixels.data.buffer);
    for (let row = 0; row < rows; row++) {
      const unit = Math.floor((row * this.#map.units.length) / rows);
      const mean = means[unit]!;
      for (let column = 0; column < planes.columns; column++) {
        const at = unit * planes.columns + column;
        const [low, high] = [planes.low[at]!, planes.high[at]!];
        colours[row * planes.columns + column] = low === gap ? 0 : palette[mean - low > high - mean ? low : high]!;
      }
    }

    this.#picture.getContext("2d")!.putImageData(pixels, 0, 0);
  }
}
