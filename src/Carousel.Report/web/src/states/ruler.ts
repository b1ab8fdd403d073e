import { numberText } from "../format";
import type { Theme } from "../theme";
import { gutter } from "./field";
import type { StateStore } from "./store";
import { Surface } from "./surface";
import type { StateMap } from "./types";
import type { MapWindow } from "./window";

const steps = [1, 2, 5];

/** The numbers of the steps under a map, and the labels of its marks. */
export class Ruler {
  readonly surface = new Surface("ruler");
  readonly #map: StateMap;
  readonly #window: MapWindow;
  readonly #store: StateStore;

  constructor(map: StateMap, window: MapWindow, store: StateStore) {
    [this.#map, this.#window, this.#store] = [map, window, store];
  }

  draw(theme: Theme): void {
    const map = this.#map;
    const window = this.#window;
    const labelled = map.marks.some(mark => mark.label !== "");
    this.surface.clear(gutter + window.width, labelled ? 36 : 20);
    const context = this.surface.context;
    context.font = `11px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textBaseline = "top";
    this.#drawTicks(context);
    if (labelled) {
      this.#drawLabels(context, theme);
    }
  }

  #drawTicks(context: CanvasRenderingContext2D): void {
    const map = this.#map;
    const window = this.#window;
    const named = map.named && !map.isText;
    const step = roundStep(window.perPixel * (named ? 130 : 70));
    const first = window.left + map.firstStep;
    const last = Math.min(window.right, map.steps) + map.firstStep;
    context.textAlign = "left";
    let free = 0;
    for (let number = Math.ceil(first / step) * step; number < last; number += step) {
      const at = number - map.firstStep;
      const x = gutter + window.placeOf(at);
      const text = (named ? this.#store.name(at) : undefined) ?? numberText(number, 0);
      context.fillRect(Math.round(x), 0, 1, 4);
      if (x >= free && x + context.measureText(text).width < gutter + window.width + 4) {
        context.fillText(text, x + 1, 6);
        free = x + context.measureText(text).width + 8;
      }
    }

    context.textAlign = "right";
    context.fillText(map.stepName, gutter - 6, 6, gutter - 8);
  }

  #drawLabels(context: CanvasRenderingContext2D, theme: Theme): void {
    const window = this.#window;
    context.fillStyle = theme.ink;
    context.textAlign = "left";
    const places = this.#map.marks.map(mark => gutter + window.placeOf(mark.position));
    let free = gutter;
    this.#map.marks.forEach((mark, index) => {
      const x = places[index]!;
      const width = context.measureText(mark.label).width;
      if (mark.label !== "" && x >= free - 1 && x + width <= gutter + window.width) {
        context.fillRect(Math.round(x), 0, 1, 32);
        context.fillText(mark.label, x + 4, 21);
        free = x + width + 12;
      }
    });
  }
}

/** The smallest of 1, 2, 5, 10, 20, 50, … that is not below a number. */
function roundStep(wanted: number): number {
  const power = 10 ** Math.max(Math.floor(Math.log10(wanted)), 0);
  return (steps.find(step => step * power >= wanted) ?? 10) * power;
}
