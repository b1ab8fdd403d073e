import { button, element } from "../elements";
import { numberText } from "../format";
import type { Theme } from "../theme";
import type { MapFigure } from "./figure";
import { UnitLine } from "./line";
import { mentionsOf } from "./links";
import type { Sampler } from "./sampler";
import type { StateStore } from "./store";
import { UnitText } from "./text";
import type { Span } from "./types";

/** What is known of the chosen unit: its facts, its line, the text around the cursor, its spans, and where else the page names it. */
export class UnitPanel {
  readonly place = element("div", "state-unit");
  readonly #figure: MapFigure;
  readonly #line: UnitLine;
  readonly #text: UnitText;

  constructor(figure: MapFigure, store: StateStore) {
    this.#figure = figure;
    this.#line = new UnitLine(figure.map, figure.window);
    this.#text = new UnitText(figure, store);
    this.place.hidden = true;
    this.place.setAttribute("role", "region");
  }

  show(row: number | undefined): void {
    this.place.hidden = row === undefined;
    if (row === undefined) {
      this.place.replaceChildren();
      return;
    }

    const unit = this.#figure.map.units[row]!;
    this.place.setAttribute("aria-label", unit.name);
    const heading = element("h4", "", unit.name);
    const close = button("Close", "", () => this.#figure.choose(undefined));
    const top = element("div", "state-unit-top");
    top.append(heading, this.#mentions(unit.index), close);
    this.place.replaceChildren(top, ...factsOf(unit.facts), this.#line.surface.canvas, this.#text.place, ...this.#spans(unit.spans));
  }

  drawLine(row: number, sampler: Sampler, theme: Theme): [number, number, number][] {
    return this.#line.draw(row, sampler, this.#figure.quantity, undefined, theme);
  }

  drawText(row: number, theme: Theme): void {
    this.#text.draw(row, theme);
  }

  #spans(spans: Span[]): HTMLElement[] {
    if (spans.length === 0) {
      return [];
    }

    const { map } = this.#figure;
    const list = element("ol", "state-spans");
    for (const span of spans) {
      const [first, last] = [span.from, span.to - 1].map(step => numberText(step + map.firstStep, 0));
      const press = button(first === last ? first! : `${first} to ${last}`, "", () => this.#figure.showSpan(span));
      press.append(
        element("b", "", span.peak === undefined ? "" : numberText(span.peak)),
        element("span", "", span.text),
      );
      const item = element("li");
      item.append(press);
      list.append(item);
    }

    return [element("p", "state-spans-title", `${spans.length === 1 ? "Span" : `${spans.length} spans`}: ${map.stepName}s, peak`), list];
  }

  #mentions(index: number): HTMLElement {
    const place = element("p", "mentions");
    const found = [...mentionsOf(this.#figure.nameOf(index))];
    if (found.length > 0) {
      place.append("Also in ");
      found.forEach(([section, links], at) => {
        const link = element("a", "", section.querySelector("h2")?.textContent ?? section.id);
        link.href = `#${section.id}`;
        place.append(at > 0 ? ", " : "", link, links.length > 1 ? ` (${links.length})` : "");
      });
    }

    return place;
  }
}

function factsOf(facts: [string, string][]): HTMLElement[] {
  if (facts.length === 0) {
    return [];
  }

  const list = element("dl", "facts");
  for (const [name, value] of facts) {
    const fact = element("div");
    fact.append(element("dt", "", name), element("dd", "", value));
    list.append(fact);
  }

  return [list];
}
