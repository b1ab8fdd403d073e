import { element } from "../elements";
import type { Theme } from "../theme";
import type { MapFigure } from "./figure";
import { levelsAt } from "./readout";
import type { StateStore } from "./store";
import { gap } from "./types";

const before = 90;
const after = 210;

/** The text around the cursor, each step's part coloured by what the chosen unit does there. */
export class UnitText {
  readonly place = element("p", "state-text");
  readonly #figure: MapFigure;
  readonly #store: StateStore;

  constructor(figure: MapFigure, store: StateStore) {
    [this.#figure, this.#store] = [figure, store];
    this.place.hidden = !figure.map.isText;
    this.place.addEventListener("click", event => {
      const step = (event.target as HTMLElement).dataset["step"];
      if (step !== undefined) {
        figure.setCursor(figure.chosen ?? 0, Number(step));
        figure.revealCursor();
      }
    });
  }

  draw(row: number, theme: Theme): void {
    const { map, cursor, quantity } = this.#figure;
    if (!map.isText || cursor === undefined) {
      return;
    }

    const at = cursor.step;
    const [first, last] = [Math.max(at - before, 0), Math.min(at + after, map.steps)];
    const { means, stepsPerColumn } = map.quantities[quantity]!;
    const mean = means[row]!;
    const [below, above] = [theme.diverging[0]!, theme.diverging.at(-1)!];
    const parts: HTMLElement[] = [];
    for (let step = first; step < last; step++) {
      const [low, high] = levelsAt(this.#figure, this.#store, row, step);
      const part = element("span", step === at ? "at" : "", this.#store.name(step) ?? "");
      part.dataset["step"] = String(step);
      // A colour is of one step or of none.
      if (low !== gap && stepsPerColumn === 1) {
        const level = mean - low > high - mean ? low : high;
        const share = (level - mean) / Math.max(level < mean ? mean : 254 - mean, 1);
        part.style.background = `color-mix(in srgb, ${share < 0 ? below : above} ${Math.round(Math.abs(share) * 60)}%, transparent)`;
      }

      parts.push(part);
    }

    this.place.replaceChildren(...parts);
  }
}
