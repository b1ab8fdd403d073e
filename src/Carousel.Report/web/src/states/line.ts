import { numberText } from "../format";
import type { Theme } from "../theme";
import { gutter } from "./field";
import type { Sampler } from "./sampler";
import { Surface } from "./surface";
import { gap, type StateMap } from "./types";
import type { MapWindow } from "./window";

const height = 120;
const edge = 6;

/** One unit over the steps of the window: in each pixel from its smallest to its largest value. */
export class UnitLine {
  readonly surface = new Surface("unit-line");
  readonly #map: StateMap;
  readonly #window: MapWindow;

  constructor(map: StateMap, window: MapWindow) {
    [this.#map, this.#window] = [map, window];
  }

  draw(row: number, sampler: Sampler, quantity: number, cursor: number | undefined, theme: Theme): [number, number, number][] {
    const { surface } = this;
    const window = this.#window;
    surface.clear(gutter + window.width, height);
    const context = surface.context;
    const placeOf = (level: number): number => height - edge - (level / 254) * (height - 2 * edge);
    this.#drawAxis(quantity, placeOf, theme);
    const pixels = Math.round(window.width * surface.ratio);
    sampler.aim(quantity, window.left, window.perPixel / surface.ratio, pixels);
    sampler.fill(row);
    let before: [number, number] | undefined;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const [low, high] = [sampler.low[pixel]!, sampler.high[pixel]!];
      if (low === gap) {
        before = undefined;
        continue;
      }

      const [x, width] = [gutter + pixel / surface.ratio, 1 / surface.ratio];
      const [top, bottom] = [placeOf(high), placeOf(low)];
      context.fillStyle = `${theme.forecast}55`;
      context.fillRect(x, top, width, bottom - top);
      // Both edges go on from the pixel before, so that they have no holes.
      context.fillStyle = theme.forecast;
      for (const [place, last] of [[top, before?.[0] ?? top], [bottom, before?.[1] ?? bottom]] as const) {
        context.fillRect(x, Math.min(place, last) - 0.75, width, Math.abs(place - last) + 1.5);
      }

      before = [top, bottom];
    }

    if (cursor !== undefined) {
      context.fillStyle = theme.ink;
      context.globalAlpha = 0.55;
      context.fillRect(Math.round(gutter + window.placeOf(cursor + 0.5)), 0, 1, height);
      context.globalAlpha = 1;
    }

    return sampler.missing;
  }

  #drawAxis(quantity: number, placeOf: (level: number) => number, theme: Theme): void {
    const { minimum, maximum } = this.#map.quantities[quantity]!;
    const context = this.surface.context;
    context.font = `11px ${theme.font}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    const middle = minimum < 0 && maximum > 0 ? 0 : (minimum + maximum) / 2;
    for (const value of [minimum, middle, maximum]) {
      const y = placeOf(((value - minimum) / (maximum - minimum)) * 254);
      context.fillStyle = theme.rule;
      context.fillRect(gutter, Math.round(y), this.#window.width, 1);
      context.fillStyle = theme.muted;
      context.fillText(numberText(value), gutter - 6, y);
    }
  }
}
