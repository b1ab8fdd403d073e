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

    const step = numberText(cursor.step + map.firstStep, 0);
    const name = this.#store.name(cursor.step);
    const place = map.marks.findLast(mark => mark.position <= cursor.step)?.label ?? "";
    const found = map.quantities[quantity]!;
    const [low, high] = levelsAt(this.#figure, this.#store, cursor.row, cursor.step);
    const value = low === gap ? "no value" : low === high ? valueText(found, low) : `${valueText(found, low)} to ${valueText(found, high)}`;
    const over = found.stepsPerColumn > 1 ? ` within ${found.stepsPerColumn} ${map.stepName}s` : "";
    return [
      map.units[cursor.row]!.name,
      `${map.stepName} ${step}${name === undefined ? "" : ` ${map.isText ? `‘${shown(name)}’` : name}`}`,
      `${found.name} ${value}${over}`,
      ...(place === "" ? [] : [place]),
    ].join(" · ");
  }
}

const valueText = (quantity: Quantity, level: number): string => numberText(valueOf(quantity, level), decimalsOf(quantity));

const shown = (letter: string): string => letter.replaceAll("\n", "↵").replaceAll("\t", "⇥");

/** The smallest and the largest level of a unit in the column of a step, from its tile, or from the overview while that is not read. */
export function levelsAt(figure: MapFigure, store: StateStore, row: number, step: number): [number, number] {
  const { map, quantity } = figure;
  const { stepsPerColumn, overviewFactor } = map.quantities[quantity]!;
  const column = Math.floor(step / stepsPerColumn);
  const tile = store.tile(quantity, Math.floor(row / map.tileUnits), Math.floor(column / map.tileColumns))?.[0];
  const planes = tile ?? store.overview(quantity);
  if (planes === undefined) {
    return [gap, gap];
  }

  const at = tile !== undefined
    ? (row % map.tileUnits) * planes.columns + (column % map.tileColumns)
    : row * planes.columns + Math.floor(column / overviewFactor);
  return [planes.low[at]!, planes.high[at]!];
}
