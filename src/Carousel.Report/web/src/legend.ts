/** An entry of a legend; a legend is HTML, so that it wraps, prints and can be reached by the keyboard. */
export interface Entry {
  name: string;
  colour: string;
  shape: "line" | "dashed" | "area" | "box";
  opacity?: number;
}

/** Draws the legend anew; a press on an entry hides or shows its series. */
export function drawLegend(list: HTMLElement, entries: Entry[], hidden: Set<string>, changed: () => void): void {
  list.replaceChildren(...entries.map(entry => {
    const swatch = document.createElement("span");
    swatch.className = `swatch ${entry.shape}`;
    swatch.style.setProperty("--swatch", entry.colour);
    swatch.style.opacity = String(entry.opacity ?? 1);
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", String(!hidden.has(entry.name)));
    button.append(swatch, entry.name);
    button.addEventListener("click", () => {
      if (!hidden.delete(entry.name)) {
        hidden.add(entry.name);
      }

      button.setAttribute("aria-pressed", String(!hidden.has(entry.name)));
      changed();
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

/** Draws the colours of a heat map from its smallest to its largest value. */
export function drawScale(list: HTMLElement, colours: string[], minimum: string, maximum: string): void {
  const bar = document.createElement("span");
  bar.className = "scale";
  bar.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
  const item = document.createElement("li");
  item.append(minimum, bar, maximum);
  list.replaceChildren(item);
}
