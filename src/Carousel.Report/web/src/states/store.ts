import { bytesOf, textsOf } from "./bytes";
import { halved, planesOf, type Planes } from "./planes";
import type { StateMap } from "./types";

/** A part of a quantity: its planes with 1, 2, 4, … columns in one. */
export type Tile = Planes[];

const bytesKept = 192 << 20;
const millisecondsAtOnce = 8;

/** Reads the values of a map from the page, what is seen first, and tells when more is there. */
export class StateStore {
  readonly #map: StateMap;
  readonly #changed: () => void;
  readonly #overviews = new Map<number, Planes>();
  readonly #tiles = new Map<string, Tile>();
  readonly #missing = new Set<string>();
  #bytes = 0;
  #wanted: string[] = [];
  #reading = false;
  #names: string[] | undefined;

  constructor(map: StateMap, changed: () => void) {
    this.#map = map;
    this.#changed = changed;
  }

  /** All units with few columns; undefined until it is read. */
  overview(quantity: number): Planes | undefined {
    const found = this.#overviews.get(quantity);
    if (found === undefined) {
      void this.#readOverview(quantity);
    }

    return found;
  }

  /** A tile; undefined where it is not read. */
  tile(quantity: number, row: number, column: number): Tile | undefined {
    const key = `${quantity}-${row}-${column}`;
    const found = this.#tiles.get(key);
    if (found !== undefined) {
      // The one used last is given up last.
      this.#tiles.delete(key);
      this.#tiles.set(key, found);
    }

    return found;
  }

  /** Reads these tiles next, and none that were asked for earlier. */
  want(tiles: [quantity: number, row: number, column: number][]): void {
    this.#wanted = tiles.map(tile => tile.join("-")).filter(key => !this.#missing.has(key));
    if (!this.#reading && this.#wanted.length > 0) {
      this.#reading = true;
      void this.#readWanted().finally(() => { this.#reading = false; });
    }
  }

  /** What a step is called; undefined where steps have no names, or until they are read. */
  name(step: number): string | undefined {
    if (this.#map.named && this.#names === undefined) {
      void this.#readNames();
    }

    return this.#names?.[step];
  }

  async #readNames(): Promise<void> {
    const names = await whenParsed(() => textsOf(`${this.#map.id}-names`));
    if (this.#names === undefined && names !== undefined) {
      this.#names = names;
      this.#changed();
    }
  }

  async #readOverview(quantity: number): Promise<void> {
    const bytes = await whenParsed(() => bytesOf(`${this.#map.id}-q${quantity}`));
    if (bytes !== undefined && !this.#overviews.has(quantity)) {
      const { columns, overviewFactor } = this.#map.quantities[quantity]!;
      this.#overviews.set(quantity, planesOf(bytes, this.#map.units.length, Math.ceil(columns / overviewFactor)));
      this.#changed();
    }
  }

  async #readWanted(): Promise<void> {
    let begun = performance.now();
    for (let key = this.#wanted.shift(); key !== undefined; key = this.#wanted.shift()) {
      if (!this.#tiles.has(key)) {
        await this.#readTile(key);
      }

      if (performance.now() - begun > millisecondsAtOnce) {
        this.#changed();
        await new Promise(requestAnimationFrame);
        begun = performance.now();
      }
    }

    this.#changed();
  }

  async #readTile(key: string): Promise<void> {
    const bytes = await whenParsed(() => bytesOf(`${this.#map.id}-q${key}`));
    if (bytes === undefined) {
      this.#missing.add(key);
      return;
    }

    const [quantity, row, column] = key.split("-").map(Number) as [number, number, number];
    const { tileColumns, tileUnits, units } = this.#map;
    const { columns, overviewFactor } = this.#map.quantities[quantity]!;
    const count = Math.min(tileUnits, units.length - row * tileUnits);
    const levels = [planesOf(bytes, count, Math.min(tileColumns, columns - column * tileColumns))];
    for (let factor = 2; factor < overviewFactor; factor *= 2) {
      levels.push(halved(levels.at(-1)!, count));
    }

    this.#tiles.set(key, levels);
    this.#bytes += sizeOf(levels);
    for (const [old, tile] of this.#tiles) {
      if (this.#bytes <= bytesKept || old === key) {
        break;
      }

      this.#tiles.delete(old);
      this.#bytes -= sizeOf(tile);
    }
  }
}

const sizeOf = (tile: Tile): number =>
  tile.reduce((sum, level) => sum + level.low.length + (level.high === level.low ? 0 : level.high.length), 0);

/** Reads now, or once more when the browser has the whole page. */
async function whenParsed<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
  const found = await read();
  if (found !== undefined || document.readyState !== "loading") {
    return found;
  }

  await new Promise(resolve => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  return read();
}
