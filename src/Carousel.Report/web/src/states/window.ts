import type { StateMap } from "./types";

const widestStep = 32;
const tallestRow = 32;
const mostHeight = 512;
/** With more steps than this in a pixel the whole is no picture to begin with, but stripes. */
const tooNarrow = 4;
/** How many steps are in a pixel of the first picture of a long map: its strip shows all. */
const openingStep = 0.5;

/** What is seen of a map: the steps from left to right, the rows from top to bottom, in pixels of the page. */
export class MapWindow {
  readonly #map: StateMap;
  /** The first step seen, with a fraction. */
  left = 0;
  /** How many steps are in one pixel. */
  perPixel = 1;
  /** The width of the field without the names of the units. */
  width = 1;
  /** The height of the part of the field that is seen. */
  height = 1;
  /** How far the rows are scrolled. */
  top = 0;
  rowHeight = 1;
  #onScreen: { left: number; perPixel: number } | undefined;

  constructor(map: StateMap) {
    this.#map = map;
  }

  get right(): number { return this.left + this.width * this.perPixel; }
  get isWhole(): boolean { return this.perPixel >= this.#widest; }
  get #widest(): number { return this.#map.steps / this.width; }

  /** Takes a new width; what was seen stays at its place. */
  resize(width: number, rows: number): void {
    const [isFirst, all] = [this.width === 1, this.isWhole];
    this.width = Math.max(width, 50);
    this.setRowHeight(isFirst ? Math.min(Math.floor(400 / rows), 18) : this.rowHeight, rows);
    this.zoom(isFirst || all ? Infinity : 1, this.left);
    if (isFirst && this.perPixel > tooNarrow) {
      this.zoom(openingStep / this.perPixel, 0);
    }
  }

  /** Paper shows all steps; back on the screen is what was seen before. */
  usePaper(onPaper: boolean): void {
    if (onPaper) {
      this.#onScreen ??= { left: this.left, perPixel: this.perPixel };
      this.zoom(Infinity, 0);
    } else if (this.#onScreen !== undefined) {
      const { left, perPixel } = this.#onScreen;
      this.#onScreen = undefined;
      this.zoom(perPixel / this.perPixel, 0);
      this.moveTo(left);
    }
  }

  setRowHeight(rowHeight: number, rows: number): void {
    this.rowHeight = Math.min(Math.max(Math.round(rowHeight), 1), tallestRow);
    this.height = Math.min(rows * this.rowHeight, mostHeight);
  }

  /** Shows so many times as many steps; the step given stays where it is. */
  zoom(factor: number, step: number): void {
    const place = (step - this.left) / this.perPixel;
    this.perPixel = Math.min(Math.max(this.perPixel * factor, 1 / widestStep), Math.max(this.#widest, 1 / widestStep));
    this.moveTo(step - place * this.perPixel);
  }

  moveTo(left: number): void {
    this.left = Math.min(Math.max(left, 0), Math.max(this.#map.steps - this.width * this.perPixel, 0));
  }

  /** Shows steps in the middle third, or what is around them where there are few. */
  show(from: number, to: number): void {
    const wanted = Math.max((to - from) * 3, Math.min(60, this.width / 8));
    this.zoom(wanted / this.width / this.perPixel, from);
    this.moveTo((from + to) / 2 - (this.width * this.perPixel) / 2);
  }

  /** Moves as little as needed for a step to be seen, with some room at its sides. */
  reveal(step: number): void {
    const room = Math.min(24 * this.perPixel, (this.right - this.left) / 4);
    if (step < this.left + room) {
      this.moveTo(step - room);
    } else if (step + 1 > this.right - room) {
      this.moveTo(step + 1 + room - this.width * this.perPixel);
    }
  }

  stepAt(x: number): number {
    return Math.min(Math.max(Math.floor(this.left + x * this.perPixel), 0), this.#map.steps - 1);
  }

  placeOf(step: number): number { return (step - this.left) / this.perPixel; }
}
