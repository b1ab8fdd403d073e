import { textOf } from "../csv";
import { save } from "../elements";
import { currentTheme, type Theme } from "../theme";
import { Controls } from "./controls";
import { rowsInView } from "./export";
import { Field, gutter } from "./field";
import { prepareKeys } from "./keys";
import { markMentions } from "./links";
import { paletteOf } from "./palette";
import { UnitPanel } from "./panel";
import { preparePointer } from "./pointer";
import { Readout } from "./readout";
import { Ruler } from "./ruler";
import { Sampler } from "./sampler";
import { StateStore } from "./store";
import { Strip } from "./strip";
import type { Span, StateMap } from "./types";
import { MapWindow } from "./window";

/** A map of states in its figure: what is seen, what is chosen, and when to draw it. */
export class MapFigure {
  readonly map: StateMap;
  readonly window: MapWindow;
  cursor: { row: number; step: number } | undefined;
  chosen: number | undefined;
  span: number | undefined;
  quantity = 0;
  readonly #figure: HTMLElement;
  readonly #store: StateStore;
  readonly #field: Field;
  readonly #ruler: Ruler;
  readonly #strip: Strip;
  readonly #panel: UnitPanel;
  readonly #readout: Readout;
  readonly #controls: Controls;
  readonly #sampler: Sampler;
  readonly #palettes = new Map<string, Uint32Array>();
  #theme: Theme = currentTheme();
  #frame = 0;
  #isStale = true;

  constructor(figure: HTMLElement, map: StateMap) {
    [this.#figure, this.map] = [figure, map];
    this.window = new MapWindow(map);
    this.#store = new StateStore(map, () => this.draw());
    this.#sampler = new Sampler(map, this.#store);
    this.#field = new Field(map, this.window);
    this.#ruler = new Ruler(map, this.window, this.#store);
    this.#strip = new Strip(map, this.window, () => this.draw());
    this.#panel = new UnitPanel(this, this.#store);
    this.#readout = new Readout(this, this.#store);
    this.#controls = new Controls(this);
    figure.querySelector<HTMLDetailsElement>("details.units")!.open = false;
    const place = figure.querySelector<HTMLElement>(".state-map")!;
    if (map.steps === 0 || map.units.length === 0) {
      place.textContent = "No values.";
      return;
    }

    const parts = [this.#controls.bar, this.#controls.rows, this.#ruler.surface.canvas, this.#strip.surface.canvas, this.#readout.line, this.#readout.spoken, this.#panel.place];
    place.append(...parts);
    this.#controls.rows.sight.append(this.#field.base.canvas, this.#field.over.canvas);
    prepareKeys(this, this.#controls.rows);
    preparePointer(this, this.#controls.rows, this.#field.over.canvas);
    this.resize();
  }

  get isEmpty(): boolean { return this.map.steps === 0 || this.map.units.length === 0; }
  get hasFocus(): boolean { return document.activeElement === this.#controls.rows; }

  /** The row of the unit that a name of the page stands for. */
  rowOf(target: string): number | undefined {
    const row = this.map.units.findIndex(unit => this.nameOf(unit.index) === target);
    return row < 0 || this.isEmpty ? undefined : row;
  }

  nameOf(index: number): string { return `${this.map.id}-unit-${index}`; }

  /** Draws at the next frame, once: the whole map, or the cursor and the choice alone. */
  draw(part: "all" | "over" = "all"): void {
    this.#isStale ||= part === "all";
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawNow();
    });
  }

  redraw(): void {
    this.#theme = currentTheme();
    this.#palettes.clear();
    this.#isStale = true;
    this.#drawNow();
  }

  resize(): void {
    if (this.isEmpty) {
      return;
    }

    const width = this.#figure.querySelector(".state-map")!.clientWidth;
    this.window.resize(width - gutter - this.#controls.scrollbar, this.map.units.length);
    this.window.usePaper(document.documentElement.classList.contains("paper"));
    this.#controls.fit();
    this.#isStale = true;
    this.#drawNow();
  }

  choose(row: number | undefined): void {
    this.chosen = row;
    this.span = undefined;
    if (row !== undefined) {
      this.cursor = { row, step: this.cursor?.step ?? this.window.stepAt(this.window.width / 2) };
      this.#controls.reveal(row);
    }

    markMentions(row === undefined ? undefined : this.nameOf(this.map.units[row]!.index), this.map.id);
    this.#controls.unit.value = row === undefined ? "" : String(row);
    this.#panel.show(row);
    this.draw();
  }

  /** Moves to a span of the chosen unit, or of any steps, and marks it. */
  showSpan(span: Pick<Span, "from" | "to">): void {
    const row = this.chosen ?? 0;
    const found = this.map.units[row]!.spans.findIndex(one => one.from === span.from && one.to === span.to);
    this.span = found < 0 ? undefined : found;
    this.window.show(span.from, span.to);
    this.setCursor(row, span.from);
    this.draw();
  }

  /** What a link to a unit does. */
  follow(row: number, span?: Pick<Span, "from" | "to">): void {
    this.choose(row);
    if (span !== undefined) {
      this.showSpan(span);
    }

    this.#controls.rows.focus({ preventScroll: true });
    this.#figure.scrollIntoView();
  }

  setCursor(row: number, step: number): void {
    const last = this.map.units.length - 1;
    this.cursor = { row: Math.min(Math.max(row, 0), last), step: Math.min(Math.max(step, 0), this.map.steps - 1) };
    this.#readout.changed();
    this.draw("over");
  }

  /** Moves the window so that the cursor is seen. */
  revealCursor(): void {
    if (this.cursor !== undefined) {
      this.window.reveal(this.cursor.step);
      this.#controls.reveal(this.cursor.row);
      this.draw();
    }
  }

  setRowHeight(rowHeight: number): void {
    this.window.setRowHeight(rowHeight, this.map.units.length);
    this.#controls.fit();
    this.resize();
    this.revealCursor();
  }

  saveView(): void {
    const rows = rowsInView(this, this.#sampler);
    save(textOf(rows), `${this.map.title} ${this.map.quantities[this.quantity]!.name}`);
  }

  #drawNow(): void {
    if (this.isEmpty) {
      return;
    }

    const overview = this.#store.overview(this.quantity);
    const theme = this.#theme;
    if (this.#isStale && overview !== undefined) {
      this.#isStale = false;
      const palette = this.#paletteNow();
      const missing = this.#field.draw(this.#sampler, this.quantity, palette, theme);
      this.#ruler.draw(theme);
      this.#strip.draw(overview, this.quantity, palette, theme);
      this.#controls.update(theme);
      const lacking = this.chosen === undefined ? [] : this.#panel.drawLine(this.chosen, this.#sampler, theme);
      this.#store.want([...missing, ...lacking]);
      // For those who test and measure.
      this.#figure.dataset["drawn"] = missing.length + lacking.length === 0 ? "sharp" : "coarse";
      this.#figure.dataset["steps"] = String(Math.min(Math.round(this.window.right), this.map.steps) - Math.round(this.window.left));
    }

    this.#field.drawOver(this.chosen, this.span, this.cursor, theme);
    this.#readout.draw();
    if (this.chosen !== undefined) {
      this.#panel.drawText(this.chosen, theme);
    }
  }

  #paletteNow(): Uint32Array {
    const { scale } = this.map.quantities[this.quantity]!;
    const found = this.#palettes.get(scale) ?? paletteOf(this.#theme[scale]);
    this.#palettes.set(scale, found);
    return found;
  }
}
