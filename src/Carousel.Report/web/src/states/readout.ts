import { element } from "../elements";
import { numberText } from "../format";
import type { MapFigure } from "./figure";
import type { StateStore } from "./store";
import { decimalsOf, gap, type Quantity, valueOf } from "./types";

const quietMilliseconds = 400;

/** The unit, the step and the value under the cursor as text; spoken when the cursor has come to rest. */
export class Readout {
  readonly line = element("p", "state-readout");
  readonly spoken = element("p", "unseen");
  readonly #figure: MapFigure;
  readonly #store: StateStore;
  #timer = 0;

  constructor(figure: MapFigure, store: StateStore) {
    [this.#figure, this.#store] = [figure, store];
    this.spoken.setAttribute("aria-live", "polite");
  }

  /** The cursor has moved. */
  changed(): void {
    clearTimeout(this.#timer);
    if (this.#figure.hasFocus) {
      this.#timer = setTimeout(() => { this.spoken.textContent = this.#text(); }, quietMilliseconds);
    }
  }

  draw(): void {
    const text = this.#text();
    if (this.line.textContent !== text) {
      this.line.textContent = text;
    }
  }

  #text(): string {
    const { cursor, map, quantity } = this.#figure;
    if (cursor === undefined) {
      return "Point at the map, or go to it with Tab, to read values.";
    }

    const first = cursor.column * map.stepsPerColumn;
    const last = Math.min(first + map.stepsPerColumn, map.steps) - 1;
    const number = (step: number): string => numberText(step + map.firstStep, 0);
    const step = first === last ? number(first) : `${number(first)} to ${number(last)}`;
    const name = this.#store.name(first);
    const place = map.marks.findLast(mark => mark.position <= first)?.label ?? "";
    const found = map.quantities[quantity]!;
    const [low, high] = levelsAt(this.#figure, this.#store, cursor.row, cursor.column);
    const value = low === gap ? "no value" : low === high ? valueText(found, low) : `${valueText(found, low)} to ${valueText(found, high)}`;
    return [
      map.units[cursor.row]!.name,
      `${map.stepName} ${step}${name === undefined ? "" : ` ${map.isText ? `‘${shown(name)}’` : name}`}`,
      `${found.name} ${value}`,
      ...(place === "" ? [] : [place]),
    ].join(" · ");
  }
}

const valueText = (quantity: Quantity, level: number): string => numberText(valueOf(quantity, level), decimalsOf(quantity));

const shown = (letter: string): string => letter.replaceAll("\n", "↵").replaceAll("\t", "⇥");

/** The smallest and the largest level of a unit in a column, from its tile, or from the overview while that is not read. */
export function levelsAt(figure: MapFigure, store: StateStore, row: number, column: number): [number, number] {
  const { map, quantity } = figure;
  const tile = store.tile(quantity, Math.floor(row / map.tileUnits), Math.floor(column / map.tileColumns))?.[0];
  const planes = tile ?? store.overview(quantity);
  if (planes === undefined) {
    return [gap, gap];
  }

  const at = tile !== undefined
    ? (row % map.tileUnits) * planes.columns + (column % map.tileColumns)
    : row * planes.columns + Math.floor(column / map.overviewFactor);
  return [planes.low[at]!, planes.high[at]!];
}
