import type { StateStore } from "./store";
import { gap, type StateMap } from "./types";
import type { Planes } from "./planes";

/** A part of the page's pixels and the planes that hold their steps. */
interface Segment {
  planes: Planes;
  /** The row of the planes that is the first unit. */
  firstUnit: number;
  /** The step at which the planes begin, and how many steps are in one of their columns. */
  begin: number;
  factor: number;
  fromPixel: number;
  toPixel: number;
}

/** Gathers the smallest and the largest level in each pixel of a row: no step between the edges is left out. */
export class Sampler {
  readonly #map: StateMap;
  readonly #store: StateStore;
  #edges = new Int32Array(0);
  #pixels = 0;
  #segments = new Map<number, Segment[]>();
  #level = 0;
  #quantity = 0;
  #missing: [number, number, number][] = [];
  low = new Uint8Array(0);
  high = new Uint8Array(0);

  constructor(map: StateMap, store: StateStore) {
    this.#map = map;
    this.#store = store;
  }

  /** The tiles that were asked for and are not read. */
  get missing(): [number, number, number][] { return this.#missing; }

  /** Sets which steps are seen: pixels from left to right, each of so many steps. */
  aim(quantity: number, left: number, perPixel: number, pixels: number): void {
    this.#quantity = quantity;
    this.#segments.clear();
    this.#missing = [];
    this.#pixels = pixels;
    if (this.low.length !== pixels) {
      [this.#edges, this.low, this.high] = [new Int32Array(pixels + 1), new Uint8Array(pixels), new Uint8Array(pixels)];
    }

    // Edges at whole multiples do not move against the steps while the map is moved, so nothing flickers.
    const first = Math.round(left / perPixel);
    for (let pixel = 0; pixel <= pixels; pixel++) {
      this.#edges[pixel] = Math.min(Math.floor((first + pixel) * perPixel + 1e-9), this.#map.steps);
    }

    this.#level = Math.max(Math.floor(Math.log2(perPixel / this.#map.quantities[quantity]!.stepsPerColumn)), 0);
  }

  /** Fills low and high with a unit's levels; false where there is nothing to fill them with yet. */
  fill(unit: number): boolean {
    const tileRow = Math.floor(unit / this.#map.tileUnits);
    let segments = this.#segments.get(tileRow);
    if (segments === undefined) {
      segments = this.#segmentsOf(tileRow);
      this.#segments.set(tileRow, segments);
    }

    this.low.fill(gap);
    this.high.fill(gap);
    for (const segment of segments) {
      this.#add(segment, unit);
    }

    return segments.length > 0;
  }

  #add({ planes, firstUnit, begin, factor, fromPixel, toPixel }: Segment, unit: number): void {
    const row = (unit - firstUnit) * planes.columns;
    const { low, high } = this;
    const edges = this.#edges;
    for (let pixel = fromPixel; pixel < toPixel; pixel++) {
      const [from, to] = [edges[pixel]!, edges[pixel + 1]!];
      const first = Math.max(Math.floor((from - begin) / factor), 0);
      const end = to >= this.#map.steps ? planes.columns : Math.floor((to - begin) / factor);
      const last = Math.min(Math.max(end, first + 1), planes.columns);
      let [smallest, largest] = [low[pixel]!, high[pixel]!];
      for (let at = row + first; at < row + last; at++) {
        const level = planes.low[at]!;
        if (level !== gap) {
          const upper = planes.high[at]!;
          smallest = level < smallest ? level : smallest;
          largest = largest === gap || upper > largest ? upper : largest;
        }
      }

      low[pixel] = smallest;
      high[pixel] = largest;
    }
  }

  #segmentsOf(tileRow: number): Segment[] {
    const { tileUnits, steps } = this.#map;
    const { overviewFactor, stepsPerColumn } = this.#map.quantities[this.#quantity]!;
    const tileSteps = this.#map.tileColumns * stepsPerColumn;
    const overview = this.#store.overview(this.#quantity);
    const whole: Segment[] = overview === undefined
      ? []
      : [{ planes: overview, firstUnit: 0, begin: 0, factor: overviewFactor * stepsPerColumn, fromPixel: 0, toPixel: this.#pixelsBefore(steps) }];
    if (2 ** this.#level >= overviewFactor) {
      return whole;
    }

    const segments: Segment[] = [];
    const [firstStep, lastStep] = [this.#edges[0]!, Math.max(this.#edges[this.#pixels]! - 1, 0)];
    for (let tile = Math.floor(firstStep / tileSteps); tile * tileSteps <= lastStep; tile++) {
      const begin = tile * tileSteps;
      // Pixels at the edge between two tiles belong to both.
      const next = this.#pixelsBefore(begin);
      const fromPixel = next > 0 && this.#edges[next]! > begin ? next - 1 : next;
      const toPixel = this.#pixelsBefore(Math.min(begin + tileSteps, steps));
      const planes = this.#store.tile(this.#quantity, tileRow, tile)?.[this.#level];
      if (planes !== undefined) {
        segments.push({ planes, firstUnit: tileRow * tileUnits, begin, factor: 2 ** this.#level * stepsPerColumn, fromPixel, toPixel });
      } else {
        this.#missing.push([this.#quantity, tileRow, tile]);
        segments.push(...whole.map(segment => ({ ...segment, fromPixel, toPixel })));
      }
    }

    return segments;
  }

  /** How many pixels begin before a step. */
  #pixelsBefore(step: number): number {
    let [low, high] = [0, this.#pixels];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#edges[middle]! < step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }

    return low;
  }
}
