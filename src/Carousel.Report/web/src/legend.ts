/** An entry of a legend; a legend is HTML, so that it wraps, prints and can be reached by the keyboard. */
export interface Entry {
  name: string;
  colour: string;
  shape: "line" | "area" | "box";
  opacity?: number;
  /** Lengths of lines and gaps of a dashed line. */
  dash?: number[] | undefined;
  /** The mark at the values of a line. */
  mark?: keyof typeof markPaths | undefined;
}

/** Marks of lines around the middle of a swatch of 30 by 12. */
const markPaths = {
  circle: "M11.5 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
  diamond: "M15 1.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z",
  rect: "M11.5 2.5h7v7h-7z",
  triangle: "M15 1.5l4.2 8h-8.4z",
};

/** A piece of a line as the chart draws it. */
function lineSwatch(entry: Entry): Element {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", "swatch stroke");
  made.setAttribute("viewBox", "0 0 30 12");
  made.setAttribute("aria-hidden", "true");
  const path = (shape: string): SVGPathElement => {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
    drawn.setAttribute("d", shape);
    made.append(drawn);
    return drawn;
  };
  const line = path("M0 6H30");
  line.setAttribute("stroke", entry.colour);
  line.setAttribute("stroke-width", "2.4");
  line.setAttribute("stroke-dasharray", entry.dash?.join(" ") ?? "none");
  if (entry.mark !== undefined) {
    path(markPaths[entry.mark]).setAttribute("fill", entry.colour);
  }

  return made;
}

/** A piece of a surface. */
function surfaceSwatch(entry: Entry): Element {
  const made = document.createElement("span");
  made.className = `swatch ${entry.shape}`;
  made.style.setProperty("--swatch", entry.colour);
  made.style.opacity = String(entry.opacity ?? 1);
  return made;
}

/** Draws the legend anew; a press on an entry hides or shows its series. */
export function drawLegend(list: HTMLElement, entries: Entry[], hidden: Set<string>, changed: () => void): void {
  list.replaceChildren(...entries.map(entry => {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", String(!hidden.has(entry.name)));
    button.append(entry.shape === "line" ? lineSwatch(entry) : surfaceSwatch(entry), entry.name);
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
