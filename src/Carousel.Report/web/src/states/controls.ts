import { button, element } from "../elements";
import { numberText } from "../format";
import { drawScale } from "../legend";
import type { Theme } from "../theme";
import type { MapFigure } from "./figure";

/** The scroller of a map's rows, with the part of it that stays in sight. */
type Rows = HTMLDivElement & { sight: HTMLDivElement };

const help = "Arrows move the cursor, plus and minus zoom, Home and End go to the first and the last step, Page Up and Page Down "
  + "move by what is seen, Enter selects the unit, Escape lets it go.";

/** What stands around the field: the choices above it and the scroller that holds it. */
export class Controls {
  readonly bar = element("div", "state-bar");
  readonly rows: Rows;
  readonly unit = element("select");
  readonly #figure: MapFigure;
  readonly #scale = element("ul", "legend");
  readonly #spacer = element("div");
  #shown: unknown[] = [];

  constructor(figure: MapFigure) {
    this.#figure = figure;
    this.rows = this.#rows();
    const { map, window } = figure;
    const zoom = (factor: number): void => {
      window.zoom(factor, figure.cursor?.step ?? window.left + (window.right - window.left) / 2);
      figure.draw();
    };
    const move = (share: number): void => {
      window.moveTo(window.left + share * (window.right - window.left));
      figure.draw();
    };
    const moves = element("div", "presses");
    moves.append(
      button("←", "Back", () => move(-0.5)),
      button("→", "Forward", () => move(0.5)),
      button("−", "Show more steps", () => zoom(2)),
      button("+", "Show fewer steps", () => zoom(0.5)),
      button("All", "Show all steps", () => zoom(Infinity)),
      button("↥", "Lower rows", () => figure.setRowHeight(window.rowHeight / 1.6)),
      button("↧", "Higher rows", () => figure.setRowHeight(Math.max(window.rowHeight * 1.6, window.rowHeight + 1))),
      button("CSV", "Save what is seen as CSV", () => figure.saveView()),
    );
    this.unit.append(new Option("none", ""), ...map.units.map((unit, row) => new Option(unit.name, String(row))));
    this.unit.addEventListener("change", () => figure.choose(this.unit.value === "" ? undefined : Number(this.unit.value)));
    const labels = [labelled("Unit", this.unit)];
    if (map.quantities.length > 1) {
      const quantity = element("select");
      quantity.append(...map.quantities.map((one, index) => new Option(one.name, String(index))));
      quantity.addEventListener("change", () => {
        figure.quantity = Number(quantity.value);
        figure.draw();
      });
      labels.unshift(labelled("Shown", quantity));
    }

    this.bar.append(...labels, this.#scale, moves);
  }

  /** The width that the browser's bar for scrolling takes. */
  get scrollbar(): number { return this.rows.offsetWidth - this.rows.clientWidth; }

  /** Gives the scroller the height of the window, and the rows theirs. */
  fit(): void {
    const { window, map } = this.#figure;
    this.rows.style.height = `${window.height}px`;
    this.rows.sight.style.height = `${window.height}px`;
    this.#spacer.style.height = `${Math.max(map.units.length * window.rowHeight - window.height, 0)}px`;
    window.top = this.rows.scrollTop;
  }

  /** Scrolls so that a row is seen. */
  reveal(row: number): void {
    const { window } = this.#figure;
    const top = row * window.rowHeight;
    if (top < window.top) {
      this.rows.scrollTop = top;
    } else if (top + window.rowHeight > window.top + window.height) {
      this.rows.scrollTop = top + window.rowHeight - window.height;
    }

    window.top = this.rows.scrollTop;
  }

  update(theme: Theme): void {
    const quantity = this.#figure.map.quantities[this.#figure.quantity]!;
    if (this.#shown[0] !== quantity || this.#shown[1] !== theme) {
      drawScale(this.#scale, theme[quantity.scale], numberText(quantity.minimum), numberText(quantity.maximum));
      this.#shown = [quantity, theme];
    }
  }

  #rows(): Rows {
    const { map } = this.#figure;
    const rows = element("div", "state-rows") as Rows;
    rows.tabIndex = 0;
    rows.setAttribute("role", "application");
    rows.setAttribute("aria-roledescription", "map of states");
    rows.setAttribute("aria-label", `${map.title}: ${map.units.length} units over ${map.steps} steps. ${help}`);
    rows.sight = element("div", "sight");
    rows.append(rows.sight, this.#spacer);
    rows.addEventListener("scroll", () => {
      this.#figure.window.top = rows.scrollTop;
      this.#figure.draw();
    });
    return rows;
  }
}

function labelled(name: string, input: HTMLElement): HTMLLabelElement {
  const label = element("label");
  label.append(name, input);
  return label;
}
